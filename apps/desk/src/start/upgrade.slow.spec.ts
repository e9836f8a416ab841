import { join } from 'node:path'
import { expect } from '@jest/globals'
import { eventSchema } from '#domain'
import { systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { startSandbox } from '#sandbox'
import { itWithOurLog, newLog } from '../../../../test/servers/log-for-tests.js'
import { eventually } from '../../../../test/support/eventually.js'
import { openedByEachTest } from '../../../../test/support/opened.js'
import { readSettings } from './settings.js'
import { type RunningDesk, startDesk } from './start-desk.js'

const opened = openedByEachTest()
const key = 'a-key-for-the-tests-only-long-enough'

interface Health {
  readonly warnings: readonly string[]
  readonly processes: readonly { readonly name: string; readonly state: string }[]
  readonly leases: readonly { readonly name: string; readonly owner: string }[]
}

itWithOurLog(
  'A process of an older version gives up its leases when a newer one comes, and takes none again',
  async () => {
    const sandbox = opened.add(await startSandbox({ port: 0, limits: false }))
    const log = await newLog(opened)
    const dataDir = opened.directory()
    const settings = readSettings({
      DESK_DATA_DIR: dataDir,
      DESK_EVENT_LOG_URL: log.url,
      DESK_STATE_URL: 'sqlite:',
      DESK_AUDIT_KEY_FILE: join(dataDir, 'audit.key'),
      DESK_API_KEY: key,
      PORT: '0',
      TELEGRAM_BOT_TOKEN: sandbox.botToken,
      TELEGRAM_API_ROOT: sandbox.url,
      TELEGRAM_STAFF_GROUP_ID: String(sandbox.staffGroupId)
    })
    const start = async (schema: number): Promise<RunningDesk> => {
      const runtime = { clock: systemClock, logger: silentLogger, print: () => {}, eventSchema: schema }
      const desk = await startDesk(settings, sandbox.botToken, runtime)
      let stopped: Promise<void> | undefined
      const stop = () => {
        stopped ??= desk.stop()
        return stopped
      }
      return opened.add({ ...desk, stop })
    }
    const health = async ({ url }: RunningDesk): Promise<Health> =>
      (
        await fetch(`${url}/health`, { headers: { Authorization: `Bearer ${key}` } })
      ).json() as Promise<Health>
    const isRefused = ({ processes }: Health) =>
      processes.length > 0 && processes.every(({ state }) => state === 'refused')
    const ownersOf = ({ leases }: Health) => new Set(leases.map(({ owner }) => owner))

    const older = await start(eventSchema)
    const before = await eventually('leases of the older one', async () => {
      const now = await health(older)
      return now.leases.some(({ name }) => name === 'intake') && now
    })
    const [olderOwner] = ownersOf(before)

    const newer = await start(eventSchema + 1)
    const taken = await eventually('all leases at the newer one', async () => {
      const now = await health(newer)
      return now.leases.some(({ name }) => name === 'intake') && !ownersOf(now).has(olderOwner ?? '') && now
    })
    expect(ownersOf(taken).size).toBe(1)
    const refused = await health(older)
    expect(isRefused(refused)).toBe(true)
    expect(refused.warnings.join()).toContain('start the newer version')

    await newer.stop()
    const alone = await start(eventSchema)
    expect(isRefused(await health(alone))).toBe(true)
    expect((await health(alone)).leases).toEqual([])
    const newest = await start(eventSchema + 1)
    const last = await eventually('the newer one at work again', async () => {
      const now = await health(newest)
      return now.leases.some(({ name }) => name === 'intake') && now
    })
    expect(isRefused(last)).toBe(false)
  },
  120_000
)
