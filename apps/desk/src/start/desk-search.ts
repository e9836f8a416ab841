import { join } from 'node:path'
import { type Search, startSearch } from '#search'
import { makeDirectory, storeDirectory } from '#stores'
import type { Core } from './core.js'

/** Beside a log in memory it lies in memory, too. */
export function deskSearch({ settings, stores, sealer, clock, logger }: Core): Search {
  const folder = settings.eventLog.kind === 'memory' ? undefined : join(storeDirectory(settings), 'search')
  if (folder !== undefined) makeDirectory(folder)
  return startSearch({
    log: stores.log,
    sealer,
    clock,
    masterKey: stores.masterKey,
    folder,
    onFault: error => logger.warn({ error }, 'the search index waits')
  })
}
