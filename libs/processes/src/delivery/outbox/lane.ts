import { isOver } from '#domain'
import type { Lane as AnyLane, Job, Priority } from '../../dispatch/index.js'
import { type LaneKey, mostInAlbum, priorities, priorityOf, type Task } from './task.js'
import type { TicketFacts } from './ticket-facts.js'
import { isInPrivate, isTurnOfCard, type Wish } from './wish.js'

/** A wish waiting in its lane, and which events it holds open. */
export interface Wished extends Job {
  wish: Wish
  readonly positions: string[]
  /** Its call is under way: a wish that comes now needs a call of its own. */
  underWay: boolean
}

interface StepOf<K, J> {
  readonly kind: K
  readonly job: J
  readonly priority: Priority
  readonly cost: 'counted' | 'uncounted' | 'no_call'
  readonly count?: number
}

export type Step = StepOf<'task', Task> | StepOf<'wish', Wished>

/** What is open in one sequence. One call is under way at a time, so the order of requests is the order of calls. */
export class Lane implements AnyLane<Step> {
  /** The ground that the rest of a ticket's lane stands on. */
  topic: Task | undefined
  card: Task | undefined
  summary: Task | undefined
  queue: Task[] = []
  readonly wishes = new Map<string, Wished>()
  busy = false

  constructor(
    readonly key: LaneKey,
    /** Only of a ticket's lane. */
    readonly facts: TicketFacts | undefined
  ) {}

  add(task: Task): void {
    switch (task.work.kind) {
      case 'topic':
        this.topic = task
        return
      case 'card':
        this.card = task
        return
      case 'staff_notice':
        if (task.work.about === 'summary') this.summary = task
        else this.queue.push(task)
        return
      default:
        this.queue.push(task)
    }
  }

  /** What goes in one call with this: the items of its album that stand behind it and have not been sent. */
  albumOf(first: Task): readonly Task[] {
    if (first.album === undefined || this.queue[0] !== first) return [first]
    const other = this.queue.findIndex(task => !isSame(first, task) || !isWhole(task))
    const end = other < 0 ? this.queue.length : Math.max(1, other)
    return this.queue.slice(0, Math.min(end, mostInAlbum))
  }

  /** The album that has got this item waits for the next, unless it is full or has been tried. */
  gather(item: Task, until: number): void {
    const [first] = this.queue
    if (!first || first.progress.state.attempts > 0) return
    const items = this.albumOf(first)
    if (items.includes(item)) first.notBefore = items.length < mostInAlbum ? until : 0
  }

  remove(task: Task): void {
    if (this.topic === task) this.topic = undefined
    else if (this.card === task) this.card = undefined
    else if (this.summary === task) this.summary = undefined
    else if (this.queue[0] === task) this.queue.shift()
    else this.queue = this.queue.filter(other => other !== task)
  }

  /**
   * Later wishes of a kind replace earlier ones; reactions and notices are one per message. Turns alone put the card off
   * until they rest.
   */
  wish(wish: Wish, position: string, notBefore: number): void {
    const before = this.wishes.get(keyOf(wish))
    if (before && !before.underWay) {
      before.positions.push(position)
      const rests = isTurnOfCard(before.wish) && isTurnOfCard(wish)
      if (before.failures === 0) before.notBefore = rests ? notBefore : Math.min(before.notBefore, notBefore)
      if (!isTurnOfCard(wish)) before.wish = wish
    } else {
      const positions = [...(before?.positions ?? []), position]
      this.wishes.set(keyOf(wish), { wish, positions, notBefore, failures: 0, underWay: false })
    }
  }

  /** Takes it away, unless it was wished again meanwhile; answers the events that it alone held. */
  fulfil(wished: Wished): readonly string[] {
    const present = this.wishes.get(keyOf(wished.wish))
    if (present === wished) this.wishes.delete(keyOf(wished.wish))
    else present?.positions.splice(0, wished.positions.length)
    return wished.positions
  }

  /** In the order of their requests. */
  sort(): void {
    this.queue.sort((a, b) =>
      a.event.position < b.event.position ? -1 : a.event.position > b.event.position ? 1 : 0
    )
  }

  get isEmpty(): boolean {
    return !this.topic && !this.card && !this.summary && this.queue.length === 0 && this.wishes.size === 0
  }

  /** What comes next, whether its time has come or not. */
  next(): Step | undefined {
    const reopening = this.wishes.get('reopen')
    const task = this.#nextTask()
    if (task && !(reopening && task.work.kind !== 'topic')) {
      const count = this.albumOf(task).length
      return { kind: 'task', job: task, priority: this.#urgencyOf(task), cost: costOf(task), count }
    }
    if (this.facts && !this.facts.topic) return undefined
    const wished = reopening ?? this.#nextWish()
    if (!wished) return undefined
    const cost = wished.wish.kind === 'reaction' ? 'uncounted' : 'counted'
    const priority = task ? this.#urgencyOf(task) : urgencyOf(wished.wish)
    return { kind: 'wish', job: wished, priority, cost }
  }

  #nextTask(): Task | undefined {
    const { facts, topic } = this
    if (facts && !facts.topic) {
      // A ticket that is over gets no new topic before there is something to say in it.
      const dormant = isOver(facts.status) && this.queue.length === 0
      return topic && !topic.settled && !dormant ? topic : undefined
    }
    return [this.card, this.summary, this.queue[0]].find(task => task && !task.settled)
  }

  /** That of the best that waits behind it too: a reply must not wait as long as the notice before it may. */
  #urgencyOf(task: Task): Priority {
    let best = priorityOf(task.work)
    for (const { work } of this.queue) {
      const each = priorityOf(work)
      if (each < best) best = each
    }
    return best
  }

  /** The one whose time comes first. */
  #nextWish(): Wished | undefined {
    let first: Wished | undefined
    for (const wished of this.wishes.values()) {
      if (!first || wished.notBefore < first.notBefore) first = wished
    }
    return first
  }
}

function urgencyOf({ kind }: Wish): Priority {
  // Somebody waits for the next question.
  if (kind === 'reply_edit' || kind === 'form') return priorities.reply
  return kind === 'card_side' || kind === 'rating' ? priorities.notice : priorities.edit
}

function keyOf(wish: Wish): string {
  switch (wish.kind) {
    case 'reaction':
      return `reaction ${wish.telegramMessageId}`
    case 'reply_edit':
      return `reply_edit ${wish.messageId} ${wish.part}`
    case 'rating':
    case 'form':
      return `${wish.kind} ${wish.facts.ticketId}`
    case 'failure_notice':
      return `failure_notice ${wish.deliveryId}`
    default:
      return wish.kind
  }
}

const isSame = (first: Task, { album, ticketId, work }: Task): boolean =>
  album?.name === first.album?.name && ticketId === first.ticketId && work.kind === first.work.kind

/** Nothing of it is there, and nothing else is to become of it. */
const isWhole = ({ progress: { state }, alone, doomed, settled }: Task): boolean =>
  state.phase === 'waiting' && state.part === 0 && !alone && !doomed && !settled

/** Edits and the like count against the chat's budget, reactions do not; bookkeeping is no call. */
const costOf = ({ progress, doomed, doubtedAt }: Task): Step['cost'] =>
  progress.state.phase === 'waiting' && !doomed && doubtedAt === undefined ? 'counted' : 'no_call'

/** Gone with its topic, and no reason to make another. */
export const namesIn = (lane: Lane | undefined): Task[] =>
  lane?.queue.filter(({ work }) => work.kind === 'topic_name' || work.kind === 'card_text') ?? []

/** Where edits of replies were asked for that are still to be made: they are noted nowhere else. */
export function* editsHeldAt(lanes: Iterable<Lane>): Iterable<string> {
  for (const { wishes } of lanes)
    for (const { wish, positions } of wishes.values()) if (isInPrivate(wish)) yield* positions
}
