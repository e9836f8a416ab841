import { createReadStream, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { entryOf, LogCheck } from '#audit'
import { isJsonObject } from '#kernel'
import { UsageMistake } from '../failure.js'
import { ProgressLine } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { grouped } from '../text.js'
import { keysGiven, noteGiven } from './given.js'
import { tell } from './tell.js'

/** Every record of an export is hashed anew, and with them every checkpoint and commitment. */
export async function verifyExport(
  terminal: Terminal,
  directory: string,
  {
    key,
    checkpoint,
    json
  }: { readonly key: readonly string[]; readonly checkpoint?: string; readonly json: boolean }
): Promise<void> {
  const keys = keysGiven(key)
  if (keys.length === 0) throw new UsageMistake('--export needs --key: the verifier key of the desk')
  const at = resolve(terminal.io.cwd, directory)
  const records = join(at, 'records.ndjson')
  if (!existsSync(records)) throw new UsageMistake(`${directory} is no export: it has no records.ndjson`)
  const elsewhere = [
    ...(checkpoint === undefined ? [] : [{ what: checkpoint, note: noteGiven(checkpoint, terminal) }]),
    ...(existsSync(join(at, 'checkpoint'))
      ? [{ what: 'its checkpoint', note: noteGiven(join(at, 'checkpoint'), terminal) }]
      : [])
  ]
  const check = new LogCheck(keys, elsewhere)
  const line = new ProgressLine(terminal)
  const broken: { kind: 'differs' | 'missing'; what: string }[] = []
  if (!existsSync(join(at, 'checkpoint'))) broken.push({ kind: 'missing', what: 'its checkpoint is missing' })
  const last = new Map<string, number>()
  for await (const text of createInterface({ input: createReadStream(records) })) {
    const record = recordIn(text)
    if (!record) {
      broken.push({ kind: 'differs', what: `line ${check.entries + 1} is no record` })
      break
    }
    const expected = (last.get(record.stream) ?? -1) + 1
    if (record.revision !== expected)
      broken.push({ kind: 'missing', what: `${record.stream}: revision ${expected} should come` })
    last.set(record.stream, record.revision)
    check.add(record, entryOf(text))
    if (check.entries % 5000 === 0) line.show(`${grouped(check.entries)} records`)
  }
  line.clear()
  await tell(terminal, [...broken, ...check.finish()], {
    json,
    facts: { export: directory, records: check.entries, checkpoints: check.checkpoints },
    sound: `${grouped(check.entries)} records, ${grouped(check.checkpoints)} checkpoints; sealed up to entry ${check.covered?.size ?? 0}`
  })
}

function recordIn(text: string) {
  try {
    const value: unknown = JSON.parse(text)
    if (!isJsonObject(value)) return undefined
    const { stream, revision, id, type, data } = value
    return typeof stream === 'string' &&
      typeof revision === 'number' &&
      typeof id === 'string' &&
      typeof type === 'string'
      ? { stream, revision, id, type, data }
      : undefined
  } catch {
    return undefined
  }
}
