import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeEventLog, describeEventLogHistories } from '../contract/index.js'
import { openSqliteLog, type SqliteEventLog } from './index.js'

const newDirectory = () => mkdtempSync(join(tmpdir(), 'topicdesk-log-'))

describeEventLog('the SQLite log', async () => {
  const directory = newDirectory()
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

describeEventLogHistories(
  'the SQLite log',
  async () => {
    const directory = newDirectory()
    let life = 0
    const files = () => join(directory, `life-${life}`)
    mkdirSync(files())
    const opened: SqliteEventLog[] = []
    const open = async () => {
      const log = await openSqliteLog({ path: join(files(), 'log.db') })
      opened.push(log)
      return log
    }
    return {
      log: await open(),
      // The files as a killed process leaves them: with their WAL, never closed.
      crash: async () => {
        const before = files()
        life++
        cpSync(before, files(), { recursive: true })
        return open()
      },
      close: async () => {
        for (const log of opened) await log.close()
        rmSync(directory, { recursive: true })
      }
    }
  },
  15
)
