import { verifyBundle } from '#audit'
import { toIso } from '#kernel'
import { messageOf, UsageMistake } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { bytesGiven, keysGiven, noteGiven } from './given.js'
import { readBundle } from './read-bundle.js'
import { tell } from './tell.js'

export async function verifyBundleFile(
  terminal: Terminal,
  path: string,
  {
    key,
    checkpoint,
    json
  }: { readonly key: readonly string[]; readonly checkpoint?: string; readonly json: boolean }
): Promise<void> {
  const keys = keysGiven(key)
  if (keys.length === 0) throw new UsageMistake('--bundle needs --key: the verifier key of the desk')
  const note = checkpoint === undefined ? undefined : noteGiven(checkpoint, terminal)
  const archive = bytesGiven(path, terminal)
  const { files, findings } = unpacked(path, archive)
  const verdict = findings.length > 0 ? undefined : verifyBundle(files, keys, note)
  const {
    covered = null,
    at = null,
    size = null,
    ticket = null,
    records = 0,
    unproven = 0,
    forgotten = 0,
    compared = null,
    silent = []
  } = verdict ?? {}
  const when = at === null || Number.isNaN(new Date(at).getTime()) ? null : toIso(at)
  const after = size === null || covered === null ? null : size - 1 - covered
  const texts =
    (unproven > 0 ? `; ${unproven} texts are not proven` : '') +
    (forgotten > 0 ? `; ${forgotten} texts are said to be forgotten` : '')
  const older = compared === false ? `; ${checkpoint} is older than the bundle and says nothing of it` : ''
  await tell(terminal, verdict?.findings ?? findings, {
    json,
    facts: {
      bundle: path,
      ticket,
      records,
      size,
      whole_as_of_entry: covered,
      whole_as_of: when,
      not_covered: after,
      texts_not_proven: unproven,
      texts_forgotten: forgotten,
      checkpoint_compared: compared
    },
    silent,
    sound: `ticket ${ticket}, ${records} records; whole as of entry ${covered}, ${when}; ${after} before the commitment not covered${texts}${older}`
  })
}

function unpacked(path: string, archive: Buffer) {
  try {
    return readBundle(archive)
  } catch (error) {
    throw new UsageMistake(`${path} is no bundle, or was cut short: ${messageOf(error)}`)
  }
}
