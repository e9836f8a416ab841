import { join } from 'node:path'
import { expect } from '@jest/globals'
import { systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { startSandbox } from '#sandbox'
import { itWithOurLog, newLog } from '../../../../test/servers/log-for-tests.js'
import { openedByEachTest } from '../../../../test/support/opened.js'
import type { Printed } from './output.js'
import { readSettings } from './settings.js'
import { startDesk } from './start-desk.js'

const opened = openedByEachTest()

itWithOurLog(
  'A start in which the log goes away is begun again once it is back',
  async () => {
    const sandbox = opened.add(await startSandbox({ port: 0, limits: false }))
    const log = await newLog(opened)
    const dataDir = opened.directory()
    const settings = readSettings({
      DESK_DATA_DIR: dataDir,
      DESK_AUDIT_KEY_FILE: join(dataDir, 'audit.key'),
      DESK_EVENT_LOG_URL: log.url,
      DESK_READ_STORE_URL: 'memory:',
      DESK_STATE_URL: 'memory:',
      DESK_API_KEY: 'a-key-for-the-tests-only-long-enough',
      PORT: '0',
      TELEGRAM_BOT_TOKEN: sandbox.botToken,
      TELEGRAM_API_ROOT: sandbox.url,
      TELEGRAM_STAFF_GROUP_ID: String(sandbox.staffGroupId)
    })
    let killing: Promise<() => Promise<void>> | undefined
    const waits: unknown[] = []
    const logger = {
      ...silentLogger,
      warn(facts: object, message: string) {
        if (message !== 'the start waits') return
        waits.push(facts)
        void killing?.then(startAgain => startAgain())
      }
    }
    const print = ({ label }: Printed) => {
      if (label === 'The desk') killing ??= log.kill?.()
    }
    const desk = await startDesk(settings, sandbox.botToken, { clock: systemClock, logger, print })
    opened.finally(() => desk.stop())
    expect(waits.length).toBeGreaterThan(0)
    expect((await fetch(`${desk.url}/health/ready`)).status).toBe(200)
  },
  60_000
)
