import { type DigestChat, digestStream } from '#domain'
import type { Position, RecordedEvent } from '#event-log'
import type { Clock, Instant } from '#kernel'
import type { News } from './news.js'

/** At most one message in this time in each chat. */
const windowMs = 60_000
const againMs = 1000

/** News, and the event by which this process learned of them. */
export interface Gathered {
  readonly news: News
  readonly by: RecordedEvent
  /** Lets the checkpoint pass. */
  readonly done: () => void
}

export interface FoldingOptions {
  readonly clock: Clock
  /** How long the first of a while waits for others. */
  waitMs(chat: DigestChat): number
  /** What the log says was told in this chat last, and through which position of the log. */
  last(chat: DigestChat): Promise<{ readonly at: Instant; readonly through: Position } | undefined>
  /** False: worth trying again. */
  tell(chat: DigestChat, all: readonly Gathered[]): Promise<boolean>
}

interface Gathering {
  readonly chat: DigestChat
  pending: Gathered[]
  through: Position | undefined
  lastAt: Instant
}

/**
 * The first news to a chat are told at once, what follows within a minute in one message. Until that was asked for the
 * checkpoint stays before it, and the log says how far each chat was told: after a crash nothing is told twice and nothing
 * is left out.
 */
export class Folding {
  readonly #chats = new Map<string, Promise<Gathering>>()

  constructor(private readonly options: FoldingOptions) {}

  async add(chat: DigestChat, one: Gathered, signal: AbortSignal): Promise<void> {
    const gathering = await this.#of(chat)
    if (gathering.through !== undefined && one.by.position <= gathering.through) {
      one.done()
      return
    }
    gathering.pending.push(one)
    if (gathering.pending.length === 1) void this.#tell(gathering, signal)
  }

  #of(chat: DigestChat): Promise<Gathering> {
    const key = digestStream(chat)
    const known = this.#chats.get(key)
    if (known) return known
    const learned = this.options.last(chat).then(last => ({
      chat,
      pending: [],
      through: last?.through,
      lastAt: last?.at ?? Number.NEGATIVE_INFINITY
    }))
    this.#chats.set(key, learned)
    learned.catch(() => this.#chats.delete(key))
    return learned
  }

  async #tell(gathering: Gathering, signal: AbortSignal): Promise<void> {
    const { clock, waitMs, tell } = this.options
    const { chat, lastAt } = gathering
    const rest = Math.min(windowMs, lastAt + windowMs - clock.now())
    await clock.sleep(Math.max(waitMs(chat), rest), signal)
    if (signal.aborted) return
    const all = gathering.pending
    gathering.pending = []
    gathering.lastAt = clock.now()
    while (!signal.aborted && !(await tell(chat, all))) await clock.sleep(againMs, signal)
    if (!signal.aborted) for (const { done } of all) done()
  }
}
