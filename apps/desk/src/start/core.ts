import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { createSettingsReader, type Desk, type DeskReads, readsOver, StreamRunner } from '#application'
import { eventSchema } from '#domain'
import type { Clock } from '#kernel'
import { createMetrics, type Logger, type Metrics } from '#observability'
import { type CachingSealer, createSealer } from '#privacy'
import { isOnServer, openStores, type StoreFaults, type Stores, type Waiting } from '#stores'
import { type Leases, noLeases, sharedLeases, soleLeases } from '#subscriptions'
import { type MeasuredLog, measuredLog } from './measured-log.js'
import { type SchemaWatch, watchSchema } from './schema-watch.js'
import type { Settings } from './settings.js'

/** How long a destroyed key may still be used by another process. */
const keyCacheMs = 60_000

/** What everything else is built on: the stores, and what reads and decides over them. */
export interface Core {
  readonly settings: Settings
  /** The log is on a server: other processes of this desk may run. */
  readonly isShared: boolean
  readonly leases: Leases
  readonly schema: SchemaWatch
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
  waiting?: Waiting,
  faults?: StoreFaults
): Promise<Core> {
  const { clock, logger } = runtime
  const metrics = createMetrics()
  const opened = await openStores(settings, clock, waiting, faults)
  const stores = { ...opened, log: measuredLog(opened.log, metrics, settings.eventLog.kind, clock) }
  const { log, vault, readStore } = stores
  const isShared = isOnServer(settings.eventLog)
  const schema = await watchSchema(stores.state, runtime.eventSchema ?? eventSchema, {
    clock,
    logger,
    isShared
  }).catch(async error => {
    await opened.close()
    throw error
  })
  const sealer = createSealer(vault, { clock, cacheMs: keyCacheMs })
  const runner = new StreamRunner(log, sealer, clock)
  const desk: Desk = { log, runner, vault, sealer, settings: createSettingsReader(runner), clock }
  const reads = readsOver({ log, sealer, clock, store: readStore })
  // Names host and port, so that whoever looks at the leases knows where to ask.
  const owner = `${hostname()}:${settings.port}/${process.pid}/${randomUUID().slice(0, 8)}`
  const permitted = () => schema.refused() === undefined
  const alone = permitted() ? soleLeases : noLeases
  const leases = isShared ? sharedLeases({ state: stores.state, owner, clock, logger, permitted }) : alone
  return { leases, schema, isShared, settings, stores, sealer, desk, reads, clock, logger, metrics }
}
