import type { VerifierKey } from '#audit'
import { originOf } from '#processes'
import type { Terminal } from '../terminal.js'
import { AuditedDesk } from './audited-desk.js'

/** The verifier keys of the log's origin now, by the key file; undefined: there is no such file, or nothing was sealed yet. */
export async function keysOfLog(
  terminal: Terminal,
  dataDir: string | undefined
): Promise<readonly VerifierKey[] | undefined> {
  await using desk = await AuditedDesk.open(terminal, dataDir)
  const salt = await desk.salt()
  return salt && desk.keys([await desk.log.reading(log => originOf(log, salt.origin))])
}
