import type { VerifierKey } from '#audit'
import { openSqliteLog } from '#event-log/sqlite'
import { originOf } from '#processes'
import { isOnServer } from '#stores'
import { findFiles } from '../files.js'
import { settingsOf } from '../settings.js'
import type { Terminal } from '../terminal.js'
import { keysIn, saltIn } from './sealed-files.js'

/** The verifier keys of the log in these files; undefined: its stores are on servers, or nothing was sealed yet. */
export async function keysOfLog(
  terminal: Terminal,
  dataDir: string | undefined
): Promise<readonly VerifierKey[] | undefined> {
  const { eventLog, state } = settingsOf(terminal, dataDir)
  if (dataDir === undefined && (isOnServer(eventLog) || isOnServer(state))) return undefined
  const files = findFiles(terminal, dataDir)
  const salt = await saltIn(files, terminal.io.clock)
  if (!salt) return undefined
  const log = await openSqliteLog({ path: files.log, readOnly: true })
  try {
    return keysIn(files, [await originOf(log, salt.origin)])
  } finally {
    await log.close()
  }
}
