import { createSettingsReader, type Desk, type DeskReads, readsOver, StreamRunner } from '#application'
import type { Clock } from '#kernel'
import { createMetrics, type Logger, type Metrics } from '#observability'
import { type CachingSealer, createSealer } from '#privacy'
import { measuredLog } from './measured-log.js'
import type { Settings } from './settings.js'
import { openStores, type StoreFaults, type Stores } from './stores.js'

/** How long a destroyed key may still be used by another process. */
const keyCacheMs = 60_000

/** What everything else is built on: the stores, and what reads and decides over them. */
export interface Core {
  readonly settings: Settings
  readonly stores: Stores
  readonly sealer: CachingSealer
  readonly desk: Desk
  readonly reads: DeskReads
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
}

export async function openCore(
  settings: Settings,
  runtime: { readonly clock: Clock; readonly logger: Logger },
  faults?: StoreFaults
): Promise<Core> {
  const { clock, logger } = runtime
  const metrics = createMetrics()
  const opened = await openStores(settings, clock, faults)
  const stores = { ...opened, log: measuredLog(opened.log, metrics, settings.eventLog.kind, clock) }
  const { log, vault, readStore } = stores
  const sealer = createSealer(vault, { clock, cacheMs: keyCacheMs })
  const runner = new StreamRunner(log, sealer, clock)
  const desk: Desk = { log, runner, vault, sealer, settings: createSettingsReader(runner), clock }
  const reads = readsOver({ log, sealer, clock, store: readStore })
  return { settings, stores, sealer, desk, reads, clock, logger, metrics }
}
