import type { RecordedEvent } from '#event-log'
import type { Clock, ConversationId, DeliveryId, MessageId, TicketId } from '#kernel'
import { Lane, Plan, privateLane, type Step, settledAt, taskFor, ticketLane, type Work } from '#processes'
import { type Chat, createBudgets } from '#telegram'
import { Random } from '../random.js'
import { ShownTopics } from './shown-topics.js'
import { lifeOf, type Moment } from './ticket-life.js'

/** An hour of one bot: what is asked for, and when the desk's own plan and budgets let it be called. */
export interface Scenario {
  readonly ticketsPerHour: number
  /** Staff groups that share the tickets evenly. */
  readonly groups: number
  readonly seed?: number
  readonly hours?: number
}

export interface Simulated {
  readonly tickets: number
  /** Calls of one ticket, edits that were coalesced left out. */
  readonly callsPerTicket: number
  /** Of these those that count against a group's limit: all in the group but reactions and deletions. */
  readonly groupCallsPerTicket: number
  /** Seconds from the request to the call. */
  readonly replyP99: number
  readonly relayP99: number
  /** Replies and relays that had not been called at the end. */
  readonly left: number
  /** The most calls of any group in any minute, from the times of the calls. */
  readonly mostPerGroupMinute: number
  readonly mostPerSecond: number
}

const hourMs = 3_600_000
/** Telegram keeps to its limits. */
const neverPaused = { waitFor: () => 0 }

/** The clock stands where the simulation puts it. */
class SimulatedClock implements Clock {
  at = 0
  now = () => Date.UTC(2026, 0, 5, 9) + this.at
  monotonic = () => this.at
  sleep = () => Promise.reject(new Error('a simulation does not sleep'))
}

export function simulate({ ticketsPerHour, groups, seed = 1, hours = 1 }: Scenario): Simulated {
  const random = new Random(seed)
  const end = hours * hourMs
  const moments: Moment[] = []
  let tickets = 0
  for (let at = 0; ; tickets++) {
    at += (-Math.log(1 - random.next()) * hourMs) / ticketsPerHour
    if (at >= end) break
    moments.push(...lifeOf(tickets, at, random))
  }
  moments.sort((a, b) => a.at - b.at)
  return new Run(groups, tickets).play(
    moments.filter(({ at }) => at < end),
    end
  )
}

class Run {
  readonly #clock = new SimulatedClock()
  readonly #lanes = new Map<string, Lane>()
  readonly #topicOf = new Map<Lane, { readonly group: number; readonly ticket: number }>()
  readonly #topics = new ShownTopics()
  readonly #plan: Plan<Lane, Step, Chat>
  readonly #askedAt = new Map<DeliveryId, number>()
  readonly #waits: { readonly reply: number[]; readonly relay: number[] } = { reply: [], relay: [] }
  readonly #calls: { readonly at: number; readonly group: number | undefined }[] = []
  #uncounted = 0

  constructor(
    private readonly groups: number,
    private readonly tickets: number
  ) {
    this.#plan = new Plan(
      createBudgets({ clock: this.#clock, limits: true }),
      neverPaused,
      this.#clock,
      lane => {
        const topic = this.#topicOf.get(lane)
        return topic ? { key: `g${topic.group}`, kind: 'group' } : { key: lane.key, kind: 'private' }
      }
    )
  }

  play(moments: readonly Moment[], end: number): Simulated {
    let next = 0
    while (this.#clock.at < end) {
      for (let due = moments[next]; due && due.at <= this.#clock.at; due = moments[++next])
        this.#happens(due, next)
      this.#callAll()
      const free = this.#plan.waitMs
      const wake = Math.min(moments[next]?.at ?? end, free === undefined ? end : this.#clock.at + free, end)
      this.#clock.at = Math.max(wake, this.#clock.at)
    }
    return this.#result()
  }

  #happens({ ticket, status, tasks, wishes, at }: Moment, n: number): void {
    const topic = this.#lane(ticketLane(`t${ticket}` as TicketId), ticket)
    const turns = this.#topics.turnsOf(ticket, status)
    for (const what of tasks) {
      const isPrivate = what === 'reply' || what === 'customer_notice'
      const lane = isPrivate ? this.#lane(privateLane(`c${ticket}` as ConversationId), undefined) : topic
      const id = `${what} ${n}` as DeliveryId
      const event = { position: String(n), revision: 0 } as RecordedEvent
      const common = { id, lane: lane.key, event, ticketId: null, conversationId: null, staffGroupId: null }
      lane.add(taskFor({ ...common, work: workOf(what) }, ''))
      if (what === 'reply' || what === 'relay') this.#askedAt.set(id, at)
      this.#plan.ready(lane)
    }
    for (const wish of wishes) topic.wish(wish, String(n), settledAt(wish, at, turns))
    this.#plan.ready(topic)
  }

  #lane(key: Lane['key'], ticket: number | undefined): Lane {
    const known = this.#lanes.get(key)
    if (known) return known
    const lane = new Lane(key, undefined)
    this.#lanes.set(key, lane)
    if (ticket !== undefined) this.#topicOf.set(lane, { group: ticket % this.groups, ticket })
    return lane
  }

  #callAll(): void {
    for (let planned = this.#plan.next(); planned; planned = this.#plan.next()) {
      const { lane, step, counted } = planned
      const topic = this.#topicOf.get(lane)
      const { at } = this.#clock
      const isCalled =
        step.kind === 'task' || (topic && this.#topics.grant(step, topic.ticket, topic.group, at))
      if (isCalled && counted) this.#calls.push({ at, group: topic?.group })
      else if (isCalled) this.#uncounted++
      else this.#plan.giveBack(planned)
      if (step.kind === 'wish') lane.fulfil(step.job)
      else {
        const { id, work } = step.job
        const askedAt = this.#askedAt.get(id)
        this.#askedAt.delete(id)
        if (askedAt !== undefined && (work.kind === 'reply' || work.kind === 'relay'))
          this.#waits[work.kind].push((this.#clock.at - askedAt) / 1000)
        lane.remove(step.job)
      }
      this.#plan.ready(lane)
    }
  }

  #result(): Simulated {
    const inGroups = this.#calls.filter(({ group }) => group !== undefined)
    const byGroup = Map.groupBy(inGroups, ({ group }) => group)
    const most = [...byGroup.values()].map(calls => mostWithin(calls, 60_000))
    return {
      tickets: this.tickets,
      callsPerTicket: (this.#calls.length + this.#uncounted + this.#topics.deletions) / this.tickets,
      groupCallsPerTicket: inGroups.length / this.tickets,
      replyP99: p99(this.#waits.reply),
      relayP99: p99(this.#waits.relay),
      left: this.#askedAt.size,
      mostPerGroupMinute: Math.max(0, ...most),
      mostPerSecond: mostWithin(this.#calls, 1000)
    }
  }
}

/** The topic is a task like a relay here: no answer of Telegram is played, and it costs the same. */
function workOf(what: Work['kind']): Work {
  switch (what) {
    case 'reply':
      return { kind: 'reply', messageId: 'm' as MessageId }
    case 'card':
      return { kind: 'card' }
    case 'customer_notice':
      return { kind: 'customer_notice', notice: 'opened' }
    case 'staff_notice':
      return { kind: 'staff_notice', about: 'group' }
    case 'topic_name':
    case 'card_text':
      return { kind: what }
    case 'topic':
    case 'relay':
      return { kind: 'relay', edited: false }
  }
}

function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.99)] ?? 0
}

/** The most of these, in their order, in any span of so long. */
function mostWithin(calls: readonly { readonly at: number }[], spanMs: number): number {
  let most = 0
  let first = 0
  calls.forEach(({ at }, last) => {
    while ((calls[first]?.at ?? at) <= at - spanMs) first++
    most = Math.max(most, last - first + 1)
  })
  return most
}
