import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeEventLog } from '../contract/index.js'
import { openSqliteLog } from './index.js'

describeEventLog('the SQLite log', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'topicdesk-log-'))
  const path = join(directory, 'log.db')
  let log = await openSqliteLog({ path })
  return {
    log,
    reopen: async () => {
      await log.close()
      log = await openSqliteLog({ path })
      return log
    },
    close: async () => {
      await log.close()
      rmSync(directory, { recursive: true })
    }
  }
})
