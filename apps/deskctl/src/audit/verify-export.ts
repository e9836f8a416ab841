import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { entryOf, type Finding, LogCheck, Malformed, parseCheckpoint, parseNote } from '#audit'
import { StreamOrder } from '#event-log'
import { isJsonObject } from '#kernel'
import { UsageMistake } from '../failure.js'
import { ProgressLine } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { grouped } from '../text.js'
import { ExportedFiles } from './exported-files.js'
import { keysGiven, noteGiven } from './given.js'
import { linesOf } from './lines-of.js'
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
  const isExport = ['records.ndjson', 'checkpoint', 'tile'].some(name => existsSync(join(at, name)))
  if (!isExport) throw new UsageMistake(`${directory} is no export: it has no records.ndjson`)
  const broken: Finding[] = []
  const own = ownCheckpoint(join(at, 'checkpoint'))
  if (own.finding) broken.push(own.finding)
  const elsewhere = [
    ...(checkpoint === undefined ? [] : [{ what: checkpoint, note: noteGiven(checkpoint, terminal) }]),
    ...(own.note === undefined ? [] : [{ what: 'its checkpoint', note: own.note }])
  ]
  const check = new LogCheck(keys, elsewhere)
  const line = new ProgressLine(terminal)
  const files = new ExportedFiles(at, own.size)
  if (!existsSync(records)) broken.push({ kind: 'missing', what: 'records.ndjson is missing' })
  const order = new StreamOrder()
  for await (const { text, isWhole } of existsSync(records) ? linesOf(records) : []) {
    if (!isWhole) {
      broken.push({ kind: 'missing', what: 'records.ndjson ends in the middle of a line' })
      break
    }
    const record = recordIn(text)
    if (!record) {
      broken.push({ kind: 'differs', what: `line ${check.entries + 1} is no record` })
      break
    }
    // Times are what was sealed: only places are looked at.
    for (const what of order.problemsOf({ ...record, recordedAt: 0 }))
      broken.push({
        kind: 'missing',
        what,
        stream: record.stream,
        revision: record.revision,
        event: record.id
      })
    const entry = entryOf(text)
    check.add(record, entry)
    files.add(entry)
    const note = record.type === 'CheckpointSigned' && isJsonObject(record.data) ? record.data['note'] : null
    const size = typeof note === 'string' ? sizeOf(note) : undefined
    if (typeof note === 'string' && size !== undefined) files.checkpoint(size, note)
    if (check.entries % 5000 === 0) line.show(`${grouped(check.entries)} records`)
  }
  line.clear()
  await tell(terminal, [...broken, ...check.finish(), ...files.findings], {
    json,
    facts: { export: directory, records: check.entries, checkpoints: check.checkpoints },
    silent: check.silent,
    sound: `${grouped(check.entries)} records, ${grouped(check.checkpoints)} checkpoints; sealed up to entry ${check.covered?.size ?? 0}`
  })
}

/** As it lies beside the records. */
function ownCheckpoint(path: string): { note?: string; size: number; finding?: Finding } {
  if (!existsSync(path)) return { size: 0, finding: { kind: 'missing', what: 'its checkpoint is missing' } }
  const note = readFileSync(path, 'utf8')
  const size = sizeOf(note)
  return size === undefined
    ? { size: 0, finding: { kind: 'differs', what: 'its checkpoint is none' } }
    : { note, size }
}

function sizeOf(note: string): number | undefined {
  try {
    return parseCheckpoint(parseNote(note).text).size
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
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
