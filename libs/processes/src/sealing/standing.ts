import { parseCheckpoint, parseNote, rootOf } from '#audit'
import type { DeskState } from '#desk-state'
import type { AnchorKind } from '#domain'
import type { RawLog } from '#event-log'
import { type Instant, type JsonObject, toIso } from '#kernel'
import { checkpointsFrom, type SealedCheckpoint } from './checkpoints.js'
import type { Leaves } from './leaves.js'

const noteName = 'audit'

/** What the sealer tells everybody, and must know again after a restart. */
export interface Standing {
  /** Of the last checkpoint. */
  readonly size: number
  readonly sealedAt: Instant | null
  readonly anchoredAt: Instant | null
  /** What was left where last, one for each who is outside. */
  readonly anchors: readonly {
    readonly kind: AnchorKind
    readonly where: string
    readonly size: number
    readonly at: string
  }[]
  /** Why nothing is signed; null: the log is what was sealed. */
  readonly differs: string | null
  /** Word from outside that the log differs from what was sealed once: only a new origin ends it. */
  readonly told: string | null
  /** The last note that was signed, on record here before it is in the log: a log put back from a backup lacks it. */
  readonly signed: string | null
  /** Revisions that the streams have had. */
  readonly checkpoints: number
  readonly heads: number
  /** Of the seals that other processes have asked for, the last that was looked after. */
  readonly answered: number
}

const nothing: Standing = {
  size: 0,
  sealedAt: null,
  anchoredAt: null,
  anchors: [],
  differs: null,
  told: null,
  signed: null,
  checkpoints: 0,
  heads: 0,
  answered: 0
}

export async function standingOf(state: Pick<DeskState, 'note'>): Promise<Standing> {
  const held = await state.note(noteName)
  return held ? { ...nothing, ...held } : nothing
}

export const saveStanding = (state: Pick<DeskState, 'saveNote'>, standing: Standing, fence: number) =>
  state.saveNote(noteName, { ...standing, anchors: standing.anchors.map(anchor => ({ ...anchor })) }, fence)

const askedFact = 'audit-asked'

/** How many seals were asked for by processes in which no sealer runs. */
export async function askedOf(state: Pick<DeskState, 'fact'>): Promise<{ readonly count: number }> {
  const count = (await state.fact(askedFact))?.['count']
  return { count: typeof count === 'number' ? count : 0 }
}

/** Asks the sealer of another process; answers what `answered` rises to when it has. Two at once share one seal. */
export async function askForSeal(state: Pick<DeskState, 'fact' | 'setFact'>): Promise<number> {
  const { count } = await askedOf(state)
  await state.setFact(askedFact, { count: count + 1 })
  return count + 1
}

/** As health shows it. */
export const standingBody = ({ size, sealedAt, anchoredAt, anchors, differs }: Standing): JsonObject => ({
  size,
  sealed_at: sealedAt === null ? null : toIso(sealedAt),
  anchored_at: anchoredAt === null ? null : toIso(anchoredAt),
  standing: differs === null ? 'sound' : 'differs',
  why: differs,
  /** Empty: nothing that is sealed leaves the house. */
  anchors: anchors.map(anchor => ({ ...anchor }))
})

/**
 * Why the log is not what was signed under this origin last; undefined: it begins with it, and so with all before. `last`:
 * in the log. `signed` may be in the log or not: a kill came between, or the log is an older one.
 */
export async function differsFrom(
  leaves: Leaves,
  log: RawLog,
  origin: string,
  last: SealedCheckpoint | undefined,
  signed: string | null
): Promise<string | undefined> {
  const nodes = leaves.reads.nodes()
  const holds = async ({ size, root }: { size: number; root: Buffer }) =>
    size <= leaves.size && root.equals(await rootOf(nodes, size))
  let sound = 0
  if (last && !(await holds(last))) {
    for await (const checkpoint of checkpointsFrom(log)) {
      if (checkpoint.origin !== origin) continue
      if (!(await holds(checkpoint))) return interval(sound, checkpoint.size)
      sound = checkpoint.size
    }
  }
  if (signed === null) return undefined
  const remembered = parseCheckpoint(parseNote(signed).text)
  if (remembered.origin !== origin || (await holds(remembered))) return undefined
  return remembered.size > leaves.size
    ? `${remembered.size} entries were sealed, and the log holds ${leaves.size}`
    : interval(last?.size ?? 0, remembered.size)
}

const interval = (from: number, to: number): string =>
  `something between the checkpoints of ${from} and ${to} entries is not what was sealed`
