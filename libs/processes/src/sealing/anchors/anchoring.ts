import { parseNote } from '#audit'
import { auditStreams, type DeskAudit } from '#domain'
import type { EventLog, RawLog } from '#event-log'
import { type Clock, toIso } from '#kernel'
import type { Logger } from '#observability'
import type { SealedCheckpoint } from '../checkpoints.js'
import type { Standing } from '../standing.js'
import { appendAfter } from '../streams.js'
import type { Anchor, Fetch, Offered } from './anchor.js'
import { AnchoredIndex } from './anchored.js'
import { timestampAnchor } from './timestamp.js'
import { type Consistency, witnessAnchor } from './witness.js'

export interface AnchoringOptions {
  readonly log: EventLog
  readonly rawLog: RawLog
  readonly settings: () => Promise<DeskAudit>
  readonly latest: () => Promise<SealedCheckpoint | undefined>
  readonly consistency: Consistency
  /** Into a chat of Telegram. */
  readonly say: (chatId: number, text: string) => Promise<void>
  readonly fetch: Fetch
  /** An outsider knows another tree. */
  readonly stopFor: (why: string) => Promise<void>
  readonly anchored: (at: number, anchor: Standing['anchors'][number]) => Promise<void>
  readonly clock: Clock
  readonly logger: Logger
}

const everyMs = 1000
const againAfterMs = 60_000
const actor = 'process:sealer'

/** Leaves each checkpoint with those outside. One that does not answer delays nobody, and is tried again. */
export class Anchoring {
  readonly #anchors = new Map<string, Anchor>()
  readonly #anchored: AnchoredIndex
  readonly #notBefore = new Map<string, number>()
  /** What was offered and is not answered yet, by whom it was offered to. */
  readonly #offers = new Map<string, Promise<void>>()

  constructor(private readonly options: AnchoringOptions) {
    this.#anchored = new AnchoredIndex(options.rawLog)
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.options
    while (!signal.aborted) {
      await this.#look().catch(error => logger.warn({ error }, 'checkpoints could not be left outside'))
      await clock.sleep(everyMs, signal)
    }
    await this.#answered()
  }

  /** Offers the latest checkpoint to everybody who has not got it, and waits for their answers. */
  async round(): Promise<void> {
    await this.#look()
    await this.#answered()
  }

  async #answered(): Promise<void> {
    await Promise.all(this.#offers.values())
  }

  /** Waits for no answer: who takes long is not asked again meanwhile, and the others are. */
  async #look(): Promise<void> {
    const { settings, latest, clock } = this.options
    const anchors = this.#wanted(await settings())
    const checkpoint = anchors.length === 0 ? undefined : await latest()
    if (!checkpoint) return
    const held = await this.#anchored.of(checkpoint)
    const due = anchors.filter(
      anchor =>
        !held.some(({ kind, where }) => kind === anchor.kind && where === anchor.where) &&
        !this.#offers.has(nameOf(anchor)) &&
        clock.monotonic() >= (this.#notBefore.get(nameOf(anchor)) ?? 0)
    )
    const { text, signatures } = parseNote(checkpoint.note)
    const shortLines = signatures.filter(({ bytes }) => bytes.length === 64).map(({ line }) => line)
    for (const anchor of due) {
      const offer = this.#offer(anchor, { ...checkpoint, text, shortLines })
      this.#offers.set(
        nameOf(anchor),
        offer.finally(() => this.#offers.delete(nameOf(anchor)))
      )
    }
  }

  async #offer(anchor: Anchor, offered: Offered): Promise<void> {
    const { clock, logger, stopFor } = this.options
    const { kind, where } = anchor
    this.#notBefore.set(nameOf(anchor), clock.monotonic() + againAfterMs)
    try {
      const answered = await anchor.offer(offered)
      if (answered.kind === 'differs') return await stopFor(answered.why)
      await this.#record(anchor, offered, answered.answer)
      this.#notBefore.delete(nameOf(anchor))
    } catch (error) {
      logger.warn({ kind, where, error }, 'a checkpoint could not be left outside; it is tried again')
    }
  }

  /** One after the other: each is appended behind the last. */
  #turn: Promise<unknown> = Promise.resolve()
  #record(anchor: Anchor, { origin, size }: Offered, answer: Buffer | null): Promise<void> {
    const { log, clock, anchored } = this.options
    const { kind, where } = anchor
    const work = this.#turn.then(async () => {
      await this.#anchored.of({ origin, size })
      const { last } = this.#anchored
      const data = { origin, size, kind, where, answer: answer?.toString('base64') ?? null }
      const now = clock.now()
      await appendAfter(log, auditStreams.anchors, last, { type: 'CheckpointAnchored', data }, actor, now)
      await anchored(now, { kind, where, size, at: toIso(now) })
    })
    this.#turn = work.catch(() => {})
    return work
  }

  #wanted({ timestampUrls, chatId, witnesses }: DeskAudit): Anchor[] {
    const { say, fetch, consistency } = this.options
    const once = (id: string, make: () => Anchor): Anchor => {
      const anchor = this.#anchors.get(id) ?? make()
      this.#anchors.set(id, anchor)
      return anchor
    }
    const stamps = timestampUrls.map((url, n) => {
      const { host } = new URL(url)
      const before = timestampUrls.slice(0, n).filter(one => new URL(one).host === host).length
      return once(`stamp ${url}`, () =>
        timestampAnchor(url, before === 0 ? host : `${host} ${before + 1}`, fetch)
      )
    })
    const chats = chatId === null ? [] : [once(`chat ${chatId}`, () => chatAnchor(chatId, say))]
    const others = witnesses.map(witness =>
      once(`witness ${witness.url} ${witness.key}`, () =>
        witnessAnchor(witness, witness.key.split('+')[0] ?? '', consistency, fetch)
      )
    )
    return [...stamps, ...chats, ...others]
  }
}

const nameOf = ({ kind, where }: Pick<Anchor, 'kind' | 'where'>) => `${kind} ${where}`

/** Telegram's date, and everybody who reads there, are witnesses. */
const chatAnchor = (chatId: number, say: AnchoringOptions['say']): Anchor => ({
  kind: 'chat',
  where: String(chatId),
  async offer({ text, shortLines }) {
    await say(chatId, `${text}\n${shortLines.join('')}`)
    return { kind: 'done', answer: null }
  }
})
