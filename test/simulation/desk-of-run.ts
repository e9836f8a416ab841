import { Office } from '../faults/office.js'
import type { MongoForTests } from '../servers/for-tests.js'
import { newLog } from '../servers/log-for-tests.js'
import { apiKey, type DeskEnvironment } from '../support/desk-process.js'
import type { Opened } from '../support/opened.js'
import type { Seeded } from '../support/seeded.js'
import { atSpeed } from './at-speed.js'

/** Minutes of limits and leases take seconds, and what a call may take at most is still seconds. */
const fast = 5

export interface Setting {
  readonly way: 'polling' | 'webhook'
  readonly stores: 'embedded' | 'servers'
  readonly limits: 'on' | 'off'
  readonly kill: 'no' | 'between'
}

/** Telegram's limits hold for each group. */
const groups = 3

/** A desk that has not started yet, on a Telegram with the same fast clock. */
export async function officeFor(
  opened: Opened,
  { way, stores, limits }: Setting,
  random: Seeded,
  mongo?: MongoForTests
): Promise<Office> {
  const log = stores === 'servers' ? await newLog(opened) : undefined
  const conditions = log?.conditions()
  // Whose clock a server keeps that is not ours, we keep, too.
  const { clock, ...desk } = atSpeed(log && !conditions ? 1 : fast)
  if (conditions) Object.defineProperty(conditions, 'clockSkewMs', { get: () => clock.now() - Date.now() })
  const env: DeskEnvironment = {
    ...desk.env,
    ...(log &&
      mongo && {
        DESK_EVENT_LOG_URL: log.url,
        DESK_READ_STORE_URL: mongo.newUrl(),
        DESK_STATE_URL: mongo.newUrl(),
        DESK_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
        DESK_API_KEY: apiKey
      })
  }
  return Office.open(opened, {
    random,
    customers: 0,
    agents: 1,
    groups,
    way,
    limits: limits === 'on',
    env,
    node: desk.node,
    clock
  })
}
