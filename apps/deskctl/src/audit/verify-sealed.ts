import { type Finding, LogCheck, type Logged } from '#audit'
import { exportSqliteLog } from '#event-log/sqlite'
import type { DeskFiles } from '../files.js'
import { ProgressLine } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { grouped } from '../text.js'
import { entryFor, keysIn, type Salt, saltIn, signedLast, viewEntries } from './sealed-files.js'

export interface SealedVerdict {
  readonly findings: readonly Finding[]
  /** Up to this entry the log is what was signed; null: nothing was sealed. */
  readonly sealed: number | null
  readonly checkpoints: number
}

/** Whether the log is what was sealed, by hashing it. `elsewhere`: a checkpoint that came another way. */
export async function verifySealed(
  terminal: Terminal,
  files: DeskFiles,
  elsewhere: { readonly what: string; readonly note: string } | undefined
): Promise<SealedVerdict> {
  const { clock } = terminal.io
  const salt = await saltIn(files, clock)
  const { origins, checkpoints, entries } = await whatIsSealed(files.log)
  if (!salt) {
    const what =
      'the salt key is missing: without the vault and its master key what was sealed can not be checked'
    const needed = checkpoints > 0 || elsewhere !== undefined
    return { findings: needed ? [{ kind: 'missing', what }] : [], sealed: null, checkpoints }
  }
  const own = await signedLast(files, clock).catch(() => undefined)
  if (checkpoints === 0 && !elsewhere && own === undefined) return { findings: [], sealed: null, checkpoints }
  const keys =
    checkpoints > 0 || elsewhere ? keysIn(files, [`topicdesk/${salt.origin}`, ...origins]) : undefined
  const check = new LogCheck(keys, [
    ...(elsewhere ? [elsewhere] : []),
    ...(own === undefined ? [] : [{ what: 'the last checkpoint that the desk has signed', note: own }])
  ])
  const line = new ProgressLine(terminal, true)
  for await (const item of exportSqliteLog(files.log)) {
    if (item.kind === 'unreadable') continue
    check.add(item.event, entryFor(item.event, salt))
    if (check.entries % 5000 === 0)
      line.show(`${grouped(check.entries)} of ${grouped(entries)} events hashed`)
  }
  line.clear()
  const findings = check.finish()
  const [interval] = check.intervals
  const named = interval ? await nameIt(files, salt, interval).catch(() => undefined) : undefined
  return {
    findings: named ? [named, ...findings] : findings,
    sealed: check.covered?.size ?? null,
    checkpoints
  }
}

async function whatIsSealed(log: string) {
  const origins: string[] = []
  let checkpoints = 0
  let entries = 0
  for await (const item of exportSqliteLog(log)) {
    entries++
    if (item.kind !== 'event') continue
    const { type, data } = item.event
    if (type === 'CheckpointSigned') checkpoints++
    if (type === 'AuditOriginChanged' && typeof data['to'] === 'string') origins.push(data['to'])
  }
  return { origins, checkpoints, entries }
}

/** The first event in the interval that is not the one whose entry the view holds. */
async function nameIt(
  files: DeskFiles,
  salt: Salt,
  { from, to }: { readonly from: number; readonly to: number }
): Promise<Finding | undefined> {
  await using entries = await viewEntries(files)
  if (!entries) return undefined
  let index = -1
  for await (const item of exportSqliteLog(files.log)) {
    if (item.kind === 'unreadable') continue
    index++
    if (index < from) continue
    if (index >= to) return undefined
    const held = await entries(index)
    if (!held) return undefined
    if (!held.equals(entryFor(item.event, salt))) return finding(item.event)
  }
  return undefined
}

const finding = ({ stream, revision, id }: Logged): Finding => ({
  kind: 'differs',
  what: 'is not what was sealed',
  stream,
  revision,
  event: id
})
