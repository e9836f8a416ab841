import { checkpointText, Malformed, rootOf, signCheckpoint } from '#audit'
import type { DeskState } from '#desk-state'
import { auditStreams, type DeskAudit } from '#domain'
import type { EventLog, Position, RawLog } from '#event-log'
import { type Clock, InfrastructureFault, type Instant, TakenOver } from '#kernel'
import type { Logger } from '#observability'
import type { ReadStore } from '#read-store'
import type { RebuildProgress, RunningViews } from '#subscriptions'
import { latestCheckpoint, type SealedCheckpoint } from './checkpoints.js'
import { Leaves, type LeavesOptions } from './leaves.js'
import { type SealingKeys, whyNotTheseKeys } from './signing-keys.js'
import { askedOf, differsFrom, type Standing, saveStanding, standingOf } from './standing.js'
import { appendAfter, numberOf, originOf, tailOf, textOf, type Written } from './streams.js'

export interface SealerOptions {
  readonly log: EventLog
  readonly rawLog: RawLog
  readonly store: ReadStore
  readonly state: DeskState
  /** Undefined: it was lost, and what was sealed can't be made again. */
  readonly salt: { readonly key: Buffer; readonly origin: string } | undefined
  readonly keys: SealingKeys
  readonly settings: () => Promise<DeskAudit>
  readonly clock: Clock
  readonly logger: Logger
  readonly fence: number
}

export type SealOutcome =
  | { readonly kind: 'sealed' | 'unchanged'; readonly checkpoint: SealedCheckpoint }
  | { readonly kind: 'stopped'; readonly why: string }

/** How often is looked for new events. */
const everyMs = 1000
const againAfterFaultMs = 5000
const againAfterDifferenceMs = 60_000
const actor = 'process:sealer'
const mostAnchors = 32
const noSalt =
  'the salt key is missing from the vault: put back a vault with it, else nothing that was sealed can be checked'

/**
 * Seals the log: commits the last events of all streams, then signs a checkpoint over a tree that holds this, after it has
 * seen that the last checkpoint is a beginning of it. Where it is not, nothing is signed, and the desk goes on working.
 */
export class Sealing {
  #leaves: Leaves | undefined
  #head: Position | undefined
  /** Where the log differs: it is looked at again, but not all the time. */
  #notBefore = 0
  #turn: Promise<unknown> = Promise.resolve()
  readonly #stop = new AbortController()

  constructor(private readonly options: SealerOptions) {}

  /** Until the signal is aborted. Never throws but when another owner has taken over. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.options
    signal.addEventListener('abort', () => this.#stop.abort(), { once: true })
    let told: string | undefined
    while (!signal.aborted) {
      try {
        await this.round()
        told = undefined
        await clock.sleep(everyMs, signal)
      } catch (error) {
        if (error instanceof TakenOver || signal.aborted) return
        const why = error instanceof Error ? error.message : String(error)
        if (why !== told && !(error instanceof InfrastructureFault)) logger.error({ error }, 'sealing failed')
        told = why
        await clock.sleep(againAfterFaultMs, signal)
      }
    }
  }

  /** One look: folds what is new, and seals where it is due. */
  round(): Promise<void> {
    return this.#inTurn(async () => {
      const { log, clock } = this.options
      const head = await log.head()
      if (head === undefined) return
      if (!this.options.salt) {
        await this.#stopped(await this.standing(), noSalt)
        return
      }
      const leaves = await this.#opened()
      if (head !== this.#head) await leaves.catchUp(this.#stop.signal)
      this.#head = head
      const [{ everyMs, everyEvents }, standing] = [await this.options.settings(), await this.standing()]
      const { count: asked } = await askedOf(this.options.state)
      if (asked > standing.answered) return this.#answer(asked)
      if (standing.differs !== null && clock.monotonic() < this.#notBefore) return
      const { count, oldestAt } = leaves.unsealed(standing.size)
      const mayBeSettled = standing.differs !== null && standing.told === null
      if (mayBeSettled || count >= everyEvents || (count > 0 && clock.now() - oldestAt >= everyMs))
        await this.#seal()
    })
  }

  /** Now, where something came since the last one. */
  seal(): Promise<SealOutcome> {
    return this.#inTurn(() => this.#seal())
  }

  standing(): Promise<Standing> {
    return standingOf(this.options.state)
  }

  /** Word from outside, e.g. of a witness: nothing is signed any more under this origin. */
  stopFor(why: string): Promise<void> {
    return this.#inTurn(async () => {
      const standing = await this.standing()
      await this.#save({ ...standing, told: why, differs: why })
      this.options.logger.error({ why }, 'sealing stops: the log differs from what was sealed')
    })
  }

  /** The log goes on under another name: what was signed under the old one binds nobody any more. */
  newOrigin(reason: Written, by: string): Promise<{ readonly from: string; readonly to: string }> {
    return this.#inTurn(async () => {
      const { log, clock, salt } = this.options
      if (!salt) throw new Error(noSalt)
      const from = await originOf(log, salt.origin)
      const last = await tailOf(log, auditStreams.origins)
      const to = `topicdesk/${salt.origin}/${(last?.revision ?? -1) + 3}`
      const event = { type: 'AuditOriginChanged', data: { from, to }, written: reason } as const
      await appendAfter(log, auditStreams.origins, last, event, by, clock.now())
      await this.#save({ ...(await this.standing()), told: null, differs: null, signed: null, size: 0 })
      await this.#seal()
      return { from, to }
    })
  }

  /** Somebody outside has a checkpoint. */
  async anchored(at: Instant, anchor: Standing['anchors'][number]): Promise<void> {
    await this.#inTurn(async () => {
      const standing = await this.standing()
      const others = standing.anchors.filter(one => one.kind !== anchor.kind || one.where !== anchor.where)
      await this.#save({ ...standing, anchoredAt: at, anchors: [...others, anchor].slice(-mostAnchors) })
    })
  }

  /** The last event that the view `audit-leaves` reflects; undefined: it is not open yet. */
  get position(): Position | undefined {
    return this.#leaves?.position
  }

  /** The view, as those that run views know one. */
  readonly view: Pick<RunningViews, 'rebuild'> = {
    rebuild: (_views, onProgress) => this.#rebuild(onProgress)
  }

  /** Beside the one that is read; sealing goes on meanwhile, and compares it with what was sealed before it signs again. */
  async #rebuild(onProgress: (progress: RebuildProgress) => void): Promise<void> {
    const { clock } = this.options
    const [since, total] = [clock.monotonic(), this.#leaves?.size]
    const { leaves, read } = await Leaves.beside({
      ...this.#over(),
      onWritten: done => {
        const seconds = Math.max(0.001, (clock.monotonic() - since) / 1000)
        onProgress({ done, total, eventsPerSecond: done / seconds })
      }
    })
    // No further: what is sealed meanwhile commits heads behind these, and the view's must be those of the last.
    const sealed = await this.#lastHeads()
    await leaves.catchUp(this.#stop.signal, sealed, sealed)
    await this.#inTurn(async () => {
      await leaves.catchUp(this.#stop.signal, await this.#lastHeads())
      await leaves.save()
      await read()
      this.#leaves = leaves
      await this.#seal()
    })
  }

  async #opened(): Promise<Leaves> {
    if (this.#leaves) return this.#leaves
    const standing = await this.standing()
    // What was read of a log that differed may not be what is there now.
    const isInDoubt = standing.differs !== null && standing.told === null
    const opened = isInDoubt ? await Leaves.beside(this.#over()) : undefined
    const leaves = opened?.leaves ?? (await Leaves.open(this.#over()))
    await leaves.catchUp(this.#stop.signal, await this.#lastHeads())
    await leaves.save()
    await opened?.read()
    this.#leaves = leaves
    return leaves
  }

  #over(): LeavesOptions {
    const { rawLog: log, store, salt, fence } = this.options
    if (!salt) throw new Error(noSalt)
    return { log, store, saltKey: salt.key, fence }
  }

  /** How many entries were covered last; 0: none. */
  async #lastHeads(): Promise<number> {
    const heads = await tailOf(this.options.log, auditStreams.heads, (await this.standing()).heads)
    return heads ? numberOf(heads.data, 'size') : 0
  }

  async #seal(): Promise<SealOutcome> {
    const before = await this.standing()
    try {
      return await this.#sealAfter(before)
    } catch (error) {
      if (!(error instanceof Malformed)) throw error
      return this.#stopped(before, `a checkpoint in the log is none: ${error.message}`)
    }
  }

  async #sealAfter(before: Standing): Promise<SealOutcome> {
    const { log, rawLog, salt, clock } = this.options
    if (!salt) return this.#stopped(before, noSalt)
    if (before.told !== null) return { kind: 'stopped', why: before.told }
    const leaves = await this.#opened()
    await leaves.catchUp(this.#stop.signal)
    await leaves.save()
    const origin = await originOf(log, salt.origin)
    const lastHeads = await tailOf(log, auditStreams.heads, before.heads)
    const last = await latestCheckpoint(log, before.checkpoints)
    const current = last?.origin === origin ? last : undefined
    const why =
      (await differsFrom(leaves, rawLog, origin, current, before.signed)) ??
      headsDiffer(leaves, numberOf(lastHeads?.data, 'size'), textOf(lastHeads?.data, 'root'))
    if (why !== undefined) return this.#stopped(before, why)
    const changed = await tailOf(log, auditStreams.keys)
    const notThese = whyNotTheseKeys(this.options.keys, origin, current, changed)
    if (notThese !== undefined) return this.#stopped(before, notThese)
    if (current && leaves.unsealed(current.size).count === 0) {
      await this.#save({ ...before, ...knownOf(current), differs: null })
      return { kind: 'unchanged', checkpoint: current }
    }
    const heads = await leaves.headsNow()
    const commit = { size: heads.size, root: heads.root.toString('hex') }
    const headsEvent = { type: 'HeadsCommitted', data: commit } as const
    const committed = await appendAfter(log, auditStreams.heads, lastHeads, headsEvent, actor, clock.now())
    await leaves.commitHeads(heads)
    await leaves.catchUp(this.#stop.signal)
    await leaves.save()
    if (leaves.headsEvent?.id !== committed.id)
      throw new Error('the heads that were committed are not in the log')
    const size = leaves.headsEvent.index + 1
    const text = checkpointText({ origin, size, root: await rootOf(leaves.reads.nodes(), size) })
    const now = clock.now()
    const lines = this.options.keys
      .signing()
      .map(pair => signCheckpoint(text, origin, pair, Math.floor(now / 1000)))
    const note = `${text}\n${lines.join('')}`
    // Before anybody can have it: a log that is put back later must not make us sign another one of this size.
    await this.#save({ ...before, signed: note, differs: null, heads: committed.revision })
    const end = await tailOf(log, auditStreams.checkpoints, before.checkpoints)
    const signed = { type: 'CheckpointSigned', data: { note } } as const
    await appendAfter(log, auditStreams.checkpoints, end, signed, actor, now)
    const checkpoint = await latestCheckpoint(log, before.checkpoints)
    if (!checkpoint) throw new Error('the checkpoint that was signed is not in the log')
    leaves.sealed(size)
    await this.#save({ ...(await this.standing()), ...knownOf(checkpoint) })
    return { kind: 'sealed', checkpoint }
  }

  /** Somebody in another process waits for it. */
  async #answer(asked: number): Promise<void> {
    await this.#seal()
    await this.#save({ ...(await this.standing()), answered: asked })
  }

  async #stopped(before: Standing, why: string): Promise<SealOutcome> {
    this.#notBefore = this.options.clock.monotonic() + againAfterDifferenceMs
    if (before.differs !== why) {
      this.options.logger.error({ why }, 'nothing is sealed: the log differs from what was sealed')
      await this.#save({ ...before, differs: why })
    }
    return { kind: 'stopped', why }
  }

  #save(standing: Standing): Promise<void> {
    return saveStanding(this.options.state, standing, this.options.fence)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => {})
    return done
  }
}

const knownOf = ({ size, sealedAt, revision }: SealedCheckpoint) => ({
  size,
  sealedAt,
  checkpoints: revision
})

/** What was committed was computed once: a view that was built anew must come to the same. */
function headsDiffer(leaves: Leaves, size: number, root: string): string | undefined {
  return leaves.headsSize === size && leaves.headsRoot !== root
    ? `the heads that were committed over ${size} entries are not those of the log`
    : undefined
}
