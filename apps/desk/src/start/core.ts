import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import {
  createSettingsReader,
  type Desk,
  type DeskReads,
  RuleBook,
  readsOver,
  StreamRunner
} from '#application'
import { eventSchema } from '#domain'
import type { Clock } from '#kernel'
import { createMetrics, type Logger, type Metrics } from '#observability'
import { type CachingSealer, createSealer } from '#privacy'
import {
  bindTogether,
  isOnServer,
  mustBelongTogether,
  type Opening,
  openStores,
  type StoreFaults,
  type Stores
} from '#stores'
import { type Leases, noLeases, sharedLeases, soleLeases } from '#subscriptions'
import { foreignLog } from './foreign-log.js'
import { type MeasuredLog, measuredLog } from './measured-log.js'
import { refusingLog } from './refusing-log.js'
import { watchSchema } from './schema-watch.js'
import type { Settings } from './settings.js'

/** How long a destroyed key may still be used by another process. */
const keyCacheMs = 60_000

/** What everything else is built on: the stores, and what reads and decides over them. */
export interface Core {
  readonly settings: Settings
  /** The log is on a server: other processes of this desk may run. */
  readonly isShared: boolean
  /** Of this process, in leases: no two have the same. */
  readonly owner: string
  readonly leases: Leases
  /** Why no process may run here, with the remedy; undefined while they may. */
  readonly refused: () => string | undefined
  /** Why nothing may be taken at all: the log does not belong to the desk state. */
  readonly foreign: string | undefined
  readonly stores: Stores & { readonly log: MeasuredLog }
  readonly sealer: CachingSealer
  readonly desk: Desk
  readonly reads: DeskReads
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
}

export async function openCore(
  settings: Settings,
  runtime: { readonly clock: Clock; readonly logger: Logger; readonly eventSchema?: number },
  opening?: Opening,
  faults?: StoreFaults
): Promise<Core> {
  const stores = await openStores(settings, runtime.clock, opening, faults)
  try {
    return await coreOver(stores, settings, runtime)
  } catch (error) {
    await stores.close()
    throw error
  }
}

async function coreOver(
  opened: Stores,
  settings: Settings,
  runtime: Parameters<typeof openCore>[1]
): Promise<Core> {
  const { clock, logger } = runtime
  const isShared = isOnServer(settings.eventLog)
  const { state, vault, readStore } = opened
  // Before anything is written anywhere.
  const foreign = await foreignLog(opened)
  if (foreign !== undefined) {
    await opened.mustStillBeNew()
    logger.error({}, foreign)
  } else {
    const isKept = settings.state.kind !== 'memory'
    if (isKept) {
      await mustBelongTogether(opened).catch(async error => {
        await opened.mustStillBeNew()
        throw error
      })
    }
    await opened.begin()
    if (isKept) await bindTogether(opened)
  }
  const schema =
    foreign === undefined
      ? await watchSchema(state, runtime.eventSchema ?? eventSchema, { clock, logger, isShared })
      : { refused: () => foreign, stop: async () => {} }

  const metrics = createMetrics()
  const taking = foreign === undefined ? opened.log : refusingLog(opened.log, foreign)
  const log = measuredLog(taking, metrics, settings.eventLog.kind, clock)
  const close = async () => {
    await schema.stop()
    await opened.close()
  }
  const sealer = createSealer(vault, { clock, cacheMs: keyCacheMs })
  const runner = new StreamRunner(log, sealer, clock)
  // Names host and port, so that whoever looks at the leases knows where to ask.
  const owner = `${hostname()}:${settings.port}/${process.pid}/${randomUUID().slice(0, 8)}`
  const permitted = () => schema.refused() === undefined
  const alone = permitted() ? soleLeases : noLeases
  return {
    settings,
    isShared,
    owner,
    leases: isShared ? sharedLeases({ state, owner, clock, logger, permitted }) : alone,
    refused: schema.refused,
    foreign,
    stores: { ...opened, log, close },
    sealer,
    desk: {
      log,
      runner,
      vault,
      sealer,
      settings: createSettingsReader(runner),
      rules: new RuleBook(),
      clock
    },
    reads: readsOver({ log, sealer, clock, store: readStore }),
    clock,
    logger,
    metrics
  }
}
