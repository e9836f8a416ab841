import type { Clock } from '#kernel'
import type { Budgets, Chat } from '#telegram'
import { Fifo, Timers } from '../dispatch/index.js'
import { isCounted, type Lane, notBeforeOf, type Step } from './outbox/index.js'

/** Where a lane's next call goes. `key` names the chat in the desk state: a conversation or a staff group. */
export interface Place {
  readonly key: string
  readonly kind: Chat['kind']
}

export interface Planned {
  readonly lane: Lane
  readonly step: Step
}

/** Only the last entry of a lane counts. */
interface Entry {
  readonly lane: Lane
  readonly turn: number
}

interface ChatLanes {
  readonly place: Place
  /** Budgets know chats by number; Telegram's own must not be kept. */
  readonly chat: Chat
  readonly queues: readonly Fifo<Entry>[]
  /** In which of the plan's queues it stands; `later`: its budget is used up. */
  standsIn: number | 'none' | 'later'
}

const levels = [0, 1, 2, 3] as const
const chatsKept = 20_000

/**
 * Which call is next: the best priority first; within it chats take turns, and within a chat its lanes.
 * No step looks at more than what is next: a lane or a chat that has to wait lies with the timers, not in the queues.
 */
export class Plan {
  readonly #chats = new Map<string, ChatLanes>()
  readonly #queues = levels.map(() => new Fifo<ChatLanes>())
  /** Steps that cost nothing of a budget. */
  readonly #free = new Fifo<Entry>()
  readonly #turns = new WeakMap<Lane, number>()
  readonly #timers = new Timers<{ readonly lane: Lane } | { readonly chat: ChatLanes }>()
  readonly #holds = new Map<string, number>()
  /** The limit over all chats: nothing counted before. */
  #allUntil = 0
  /** That limit is why the last `next` answered nothing. */
  #isAtLimit = false
  #chatNumber = 1

  constructor(
    private readonly budgets: Budgets,
    private readonly clock: Clock,
    /** Undefined: the lane has nowhere to go now; whoever changes that calls `ready`. */
    private readonly placeOf: (lane: Lane) => Place | undefined
  ) {}

  /** The lane has, or may have, something to do. */
  ready(lane: Lane): void {
    const step = lane.busy ? undefined : lane.next()
    if (!step) return
    const at = notBeforeOf(step)
    if (at > this.clock.monotonic()) {
      this.#timers.add(at, { lane })
      return
    }
    const place = this.placeOf(lane)
    if (!place) return
    const turn = (this.#turns.get(lane) ?? 0) + 1
    this.#turns.set(lane, turn)
    if (!isCounted(step)) {
      this.#free.push({ lane, turn })
      return
    }
    const chat = this.#lanesOf(place)
    chat.queues[step.priority]?.push({ lane, turn })
    this.#enqueue(chat, step.priority)
  }

  /** Telegram said when: no call for this chat before. Wall clock. */
  hold(place: Place, until: number): void {
    this.budgets.holdUntil(this.#lanesOf(place).chat, until)
    const now = this.clock.monotonic()
    for (const [key, at] of this.#holds) if (at <= now) this.#holds.delete(key)
    this.#holds.set(place.key, now + until - this.clock.now())
  }

  /** Takes the budget of what it answers. */
  next(): Planned | undefined {
    this.#isAtLimit = false
    this.#wake()
    return this.#nextFree() ?? this.#nextCounted()
  }

  /** Milliseconds until `next` may answer something that it does not answer now; undefined: not by time alone. */
  get waitMs(): number | undefined {
    // A time that has come since `next` looked counts too: nobody else would look again.
    const times = [this.#timers.nextAt, this.#isAtLimit ? this.#allUntil : undefined]
    const next = Math.min(...times.map(at => at ?? Number.POSITIVE_INFINITY))
    return Number.isFinite(next) ? Math.max(1, next - this.clock.monotonic()) : undefined
  }

  #wake(): void {
    const now = this.clock.monotonic()
    for (let due = this.#timers.takeDue(now); due; due = this.#timers.takeDue(now)) {
      if ('lane' in due) this.ready(due.lane)
      else {
        due.chat.standsIn = 'none'
        this.#enqueueBest(due.chat)
      }
    }
  }

  #nextFree(): Planned | undefined {
    for (let entry = this.#free.shift(); entry; entry = this.#free.shift()) {
      const { lane } = entry
      const step = this.#stepOf(entry)
      if (!step) continue
      if (isCounted(step)) {
        this.ready(lane)
        continue
      }
      const heldUntil = this.#holds.get(this.placeOf(lane)?.key ?? '') ?? 0
      if (step.kind === 'wish' && heldUntil > this.clock.monotonic()) this.#timers.add(heldUntil, { lane })
      else return { lane, step }
    }
    return undefined
  }

  #nextCounted(): Planned | undefined {
    this.#isAtLimit = this.#allUntil > this.clock.monotonic()
    if (this.#isAtLimit) return undefined
    for (const level of levels) {
      for (let chat = this.#queues[level]?.shift(); chat; chat = this.#queues[level]?.shift()) {
        if (chat.standsIn !== level) continue
        chat.standsIn = 'none'
        const planned = this.#nextOf(chat, level)
        this.#enqueueBest(chat)
        if (planned) return planned
        this.#isAtLimit = this.#allUntil > this.clock.monotonic()
        if (this.#isAtLimit) return undefined
      }
    }
    return undefined
  }

  #nextOf(chat: ChatLanes, level: number): Planned | undefined {
    const queue = chat.queues[level]
    for (let entry = queue?.peek(); entry; entry = queue?.peek()) {
      const { lane } = entry
      const step = this.#stepOf(entry)
      if (!step || !isCounted(step)) {
        queue?.shift()
        if (step) this.ready(lane)
        continue
      }
      if (!this.budgets.take(chat.chat)) {
        this.#defer(chat)
        return undefined
      }
      queue?.shift()
      return { lane, step }
    }
    return undefined
  }

  /** Undefined: the entry is out of date, or the time has not come (then the timers have the lane). */
  #stepOf({ lane, turn }: Entry): Step | undefined {
    if (lane.busy || this.#turns.get(lane) !== turn) return undefined
    const step = lane.next()
    if (!step) return undefined
    const at = notBeforeOf(step)
    if (at <= this.clock.monotonic()) return step
    this.#timers.add(at, { lane })
    return undefined
  }

  /** The whole bot waits, or this chat alone. */
  #defer(chat: ChatLanes): void {
    const now = this.clock.monotonic()
    const waitMs = Math.max(1, this.budgets.waitFor(chat.chat))
    const overallMs = this.budgets.waitFor(nobody)
    if (overallMs >= waitMs) {
      this.#allUntil = now + overallMs
    } else {
      chat.standsIn = 'later'
      this.#timers.add(now + waitMs, { chat })
    }
  }

  #lanesOf(place: Place): ChatLanes {
    const known = this.#chats.get(place.key)
    if (known) return known
    const chat: ChatLanes = {
      place,
      chat: { kind: place.kind, id: this.#chatNumber++ },
      queues: levels.map(() => new Fifo<Entry>()),
      standsIn: 'none'
    }
    this.#chats.set(place.key, chat)
    if (this.#chats.size > chatsKept) this.#forgetIdle()
    return chat
  }

  #forgetIdle(): void {
    for (const [key, { chat, standsIn, queues }] of this.#chats) {
      const isIdle = standsIn === 'none' && queues.every(queue => queue.peek() === undefined)
      if (isIdle && this.budgets.waitFor(chat) === 0) this.#chats.delete(key)
      if (this.#chats.size <= chatsKept / 2) return
    }
  }

  #enqueueBest(chat: ChatLanes): void {
    const level = levels.find(each => chat.queues[each]?.peek() !== undefined)
    if (level !== undefined) this.#enqueue(chat, level)
  }

  #enqueue(chat: ChatLanes, level: number): void {
    if (chat.standsIn === 'later' || (chat.standsIn !== 'none' && chat.standsIn <= level)) return
    chat.standsIn = level
    this.#queues[level]?.push(chat)
  }
}

/** A chat without any calls: what it has to wait for is the limit over all. */
const nobody: Chat = { kind: 'private', id: 0 }
