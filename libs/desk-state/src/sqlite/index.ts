import type { Clock } from '#kernel'
import { type FileKind, openDatabase } from '#sqlite'
import { type DeskState, StateUnavailable, UnusableState } from '../index.js'
import { deskState } from './state.js'
import { applicationId, format, tables } from './tables.js'

const kind: FileKind = {
  name: 'a desk state',
  applicationId,
  format,
  pragmas: ['synchronous = FULL'],
  tables,
  errors: {
    unavailable: (message, options) => new StateUnavailable(message, options),
    unusable: (message, options) =>
      new UnusableState(
        `${message}. The desk state can't be rebuilt: put back a backup of it together with the log's, or start the desk that wrote it`,
        options
      )
  }
}

/**
 * The desk state in a SQLite file of its own, mode 0600 (WAL, synchronous=FULL). Writes run in a worker thread and
 * share an fsync where they come together.
 * @throws UnusableState where the file is damaged, of a newer desk, or another's; StateUnavailable where it can't be opened
 */
export async function openSqliteDeskState(options: {
  readonly path: string
  readonly clock: Clock
}): Promise<DeskState> {
  return deskState(await openDatabase(options.path, kind), options.clock)
}
