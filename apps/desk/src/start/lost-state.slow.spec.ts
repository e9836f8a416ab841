import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from '@jest/globals'
import { systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { startSandbox } from '#sandbox'
import { describeWithMongo } from '../../../../test/servers/for-tests.js'
import { openedByEachTest } from '../../../../test/support/opened.js'
import { readSettings } from './settings.js'
import { startDesk } from './start-desk.js'

const opened = openedByEachTest()
const vault = ['vault_subjects', 'vault_inbox_keys', 'vault_meta']

await describeWithMongo('any', mongo => {
  it.each([
    ['vault', (name: string) => vault.includes(name)],
    ['desk state', (name: string) => ['facts', 'checkpoints', 'notes'].includes(name)]
  ])(
    'a desk whose %s on a server is emptied is refused with the remedy, and writes nothing into its log',
    async (what, isLost) => {
      const sandbox = opened.add(await startSandbox({ port: 0, limits: false }))
      const dataDir = opened.directory()
      const url = mongo.newUrl()
      const settings = readSettings({
        DESK_DATA_DIR: dataDir,
        DESK_AUDIT_KEY_FILE: join(dataDir, 'audit.key'),
        DESK_STATE_URL: url,
        DESK_MASTER_KEY: randomBytes(32).toString('base64'),
        DESK_API_KEY: 'a-key-for-the-tests-only-long-enough',
        PORT: '0',
        TELEGRAM_BOT_TOKEN: sandbox.botToken,
        TELEGRAM_API_ROOT: sandbox.url,
        TELEGRAM_STAFF_GROUP_ID: String(sandbox.staffGroupId)
      })
      const runtime = { clock: systemClock, logger: silentLogger, print: () => {} }
      const start = () => startDesk(settings, sandbox.botToken, runtime)
      await (await start()).stop()

      const database = mongo.client.db(new URL(url).pathname.slice(1))
      const collections = await database.listCollections().toArray()
      const lost = collections.map(({ name }) => name).filter(isLost)
      expect(lost.length).toBeGreaterThan(0)
      for (const name of lost) await database.collection(name).deleteMany({})
      const count = () => {
        using log = new DatabaseSync(join(dataDir, 'log.db'), { readOnly: true })
        return log.prepare('SELECT count(*) AS n FROM events').get()?.['n']
      }
      const before = count()
      await expect(start()).rejects.toThrow(
        new RegExp(`the ${what} of DESK_STATE_URL is missing or empty.*deskctl stores accept`)
      )
      expect(count()).toBe(before)
    },
    60_000
  )
})
