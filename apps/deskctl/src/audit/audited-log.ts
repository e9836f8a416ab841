import { streamCategories } from '#domain'
import {
  type ExportedEvent,
  type LogVerdict,
  type RawLog,
  type RecordedEvent,
  verifyLog,
  wholeLog
} from '#event-log'
import { exportSqliteLog, openSqliteLog, verifySqliteLog } from '#event-log/sqlite'
import { findEventStoreLog, type StoreSettings } from '#stores'
import { Failure } from '../failure.js'
import type { Terminal } from '../terminal.js'

/** A whole log to be checked or exported, wherever it is kept; for reading alone, also beside a running desk. */
export interface AuditedLog {
  /** No password in it. */
  readonly place: string
  /** What is known where nothing was found. */
  readonly sound: string
  verify(
    onProgress: (done: number, total?: number) => void,
    onEvent: (event: RecordedEvent) => void
  ): Promise<LogVerdict>
  /** Up to the head at the start. */
  events(): AsyncIterable<ExportedEvent>
  reading<T>(use: (log: RawLog) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A file is also read where it is damaged. */
export const logInFile = (path: string): AuditedLog => ({
  place: path,
  sound: 'every checksum, revision and position is as it was written',
  verify: (onProgress, onEvent) => verifySqliteLog(path, onProgress, onEvent),
  events: () => exportSqliteLog(path),
  async reading(use) {
    const log = await openSqliteLog({ path, readOnly: true })
    try {
      return await use(log)
    } finally {
      await log.close()
    }
  },
  close: async () => {}
})

const patienceMs = 30_000

/** @throws CannotOpen, Unavailable; Failure where no desk's log is there */
export async function logOnServer(
  url: string,
  { isSandbox }: StoreSettings,
  terminal: Terminal
): Promise<AuditedLog> {
  const log = await findEventStoreLog({
    url,
    streamPrefixes: streamCategories.map(category => `${category}-`),
    ...(isSandbox && { namespace: 'sandbox' }),
    notice: text => terminal.complain(text),
    signal: AbortSignal.timeout(patienceMs),
    clock: terminal.io.clock
  })
  if (log.isNew) {
    await log.close()
    throw new Failure(
      `there is no event log of DESK_EVENT_LOG_URL${isSandbox ? "'s sandbox: is TELEGRAM_BOT_TOKEN set as for the desk?" : ''}`
    )
  }
  return {
    place: `${log.logId} of DESK_EVENT_LOG_URL`,
    sound: 'every event can be read, and no revision is missing',
    verify: (onProgress, onEvent) => verifyLog(log, onProgress, onEvent),
    events: () => wholeLog(log),
    reading: use => use(log),
    close: () => log.close()
  }
}
