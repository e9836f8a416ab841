import { ActOnTicket, type CommandContext, holdSlot, settleSlot } from '#application'
import { type Choice, choose, isCounted, type TicketCommand } from '#domain'
import type { Position } from '#event-log'
import { type AgentId, commandIdFor, type TicketId } from '#kernel'
import { inTurn, isWaiting, type KnownTicket, known, type Line, type LiveTicket, readTicket } from './line.js'
import type { RoutingOptions } from './options.js'
import type { Queue, Staff } from './staff.js'
import { groundsOf, keyOf, lastAgentOf, wantedOf } from './wanted.js'

/** So many are chosen before what was chosen is done: the rest is chosen from what is so by then. */
const mostAtOnce = 64
const noInstant = Number.MAX_SAFE_INTEGER

interface Gift {
  readonly ticket: KnownTicket
  readonly agentId: AgentId
  readonly command: TicketCommand
  readonly context: CommandContext
}

/** What was learnt while serving: who refused, and what somebody else was faster with. */
interface Round {
  readonly full: Set<AgentId>
  readonly gone: Set<TicketId>
}

/**
 * Gives waiting tickets to agents. What is chosen follows from the log, and from what was chosen just before and is not on
 * record yet. What is refused was decided by somebody else meanwhile, and is looked at again.
 */
export class Router {
  constructor(
    private readonly options: RoutingOptions,
    private readonly staff: Staff,
    private readonly line: Line
  ) {}

  /** Until nobody waits whom somebody could serve. */
  async serve(): Promise<void> {
    const round: Round = { full: new Set(), gone: new Set() }
    for (;;) {
      const gifts = await this.#choose(round)
      if (gifts.length === 0) return
      // Their slots one after the other, so that they stand in the log in the order in which they were chosen.
      const given: Promise<Position | undefined>[] = []
      try {
        for (const gift of gifts) {
          if (!(await this.#hold(gift, round))) continue
          const giving = this.#give(gift, round)
          // A fault is told below, whatever comes of the next slot meanwhile.
          giving.catch(() => undefined)
          given.push(giving)
        }
      } finally {
        await Promise.allSettled(given)
      }
      const [last] = (await Promise.all(given))
        .flatMap(position => position ?? [])
        .sort()
        .reverse()
      if (last !== undefined) await this.options.staffPassed(last)
    }
  }

  /** The ticket as it is in its stream. Undefined: there is none, or it is over. */
  async known(id: TicketId, anew = false): Promise<KnownTicket | undefined> {
    const ticket = this.line.get(id)
    if (!ticket || (ticket.history && !anew)) return ticket && known(ticket)
    const read = await readTicket(this.options.desk.log, id, ticket)
    // What was told meanwhile is newer.
    const newest = this.line.get(id)
    if (read && newest && newest.revision <= read.revision)
      this.line.put(newest.revision === read.revision ? { ...read, breachAt: newest.breachAt } : read)
    return read && known(read)
  }

  /** With what everybody carries, of whom `taken` says what is not on record yet. */
  choice(ticket: KnownTicket, queue: Queue, lastAgent: AgentId | null, taken = new Taken()): Choice {
    const wanted = wantedOf(ticket, queue, lastAgent)
    return choose(wanted, this.#colleagues(ticket, taken))
  }

  /** The ticket itself counts for nobody: who had it may still hold its slot. */
  #colleagues({ ticketId, queueId, team }: LiveTicket, taken: Taken) {
    const { counts } = this.staff.capacity
    const loadOf = (agent: AgentId): number => {
      let load = taken.load(agent)
      for (const id of this.staff.heldBy(agent)) {
        const held = id === ticketId ? undefined : this.line.get(id)
        // A slot without its assignment is of one that is on its way; of one that is over, about to be released.
        if (held && (held.assignee !== agent || counts.includes(held.status))) load++
      }
      return load
    }
    return this.staff
      .colleagues(queueId, team, loadOf)
      .map(one => ({ ...one, turn: taken.turn(queueId, one.agentId) ?? one.turn }))
  }

  async #choose({ full, gone }: Round): Promise<Gift[]> {
    const gifts: Gift[] = []
    const taken = new Taken()
    const hopeless = new Set<string>()
    for (const waiting of await this.#inTurn(gone)) {
      if (gifts.length === mostAtOnce) break
      const queue = this.staff.queue(waiting.queueId)
      const ticket = queue && (await this.known(waiting.ticketId))
      if (!ticket || !isWaiting(ticket) || !isRouted(ticket, queue)) continue
      const key = keyOf(ticket)
      if (hopeless.has(key)) continue
      const colleagues = this.#colleagues(ticket, taken).filter(({ agentId }) => !full.has(agentId))
      const last = ticket.history.routing.hadAgent
        ? null
        : await lastAgentOf(this.options, ticket, queue.assignment)
      const choice = choose(wantedOf(ticket, queue, last), colleagues)
      if (choice.chosen === null) {
        hopeless.add(key)
        continue
      }
      taken.add(waiting.queueId, choice.chosen)
      gifts.push(this.#gift(ticket, queue, choice, choice.chosen))
    }
    return gifts
  }

  /** Those that somebody has room for, of queues in which the desk assigns. */
  async #inTurn(gone: ReadonlySet<TicketId>): Promise<LiveTicket[]> {
    const rooms = new Map<string, boolean>()
    const none = new Taken()
    const hasRoom = (ticket: LiveTicket): boolean => {
      const key = `${ticket.queueId} ${ticket.team}`
      const known =
        rooms.get(key) ??
        this.#colleagues(ticket, none).some(
          ({ availability, limit, load }) => availability === 'available' && (limit === null || load < limit)
        )
      rooms.set(key, known)
      return known
    }
    const routed = [...this.line.waiting()].filter(([queueId]) => {
      const strategy = this.staff.queue(queueId)?.assignment.strategy
      return strategy !== undefined && strategy !== 'manual'
    })
    const waiting = routed.flatMap(([, tickets]) =>
      [...tickets.values()].filter(ticket => !gone.has(ticket.ticketId) && hasRoom(ticket))
    )
    if (waiting.length < 2) return waiting
    await this.#lookUpBreaches(waiting)
    return waiting.sort(inTurn(({ ticketId }) => this.line.get(ticketId)?.breachAt ?? noInstant))
  }

  async #lookUpBreaches(waiting: readonly LiveTicket[]): Promise<void> {
    const ids = waiting.flatMap(({ ticketId, breachAt }) => (breachAt === undefined ? [ticketId] : []))
    const found = await this.options.sla.getMany(ids)
    for (const id of ids) {
      const document = found.get(id)
      const ticket = this.line.get(id)
      // What the view does not show yet is looked up the next time.
      if (ticket && document && document.revision >= ticket.revision)
        this.line.put({ ...ticket, breachAt: document.nextBreachAt })
    }
  }

  #gift(ticket: KnownTicket, queue: Queue, choice: Choice, agentId: AgentId): Gift {
    const now = this.options.clock.now()
    const { acceptWithinS } = queue.assignment
    const { because, candidates, more } = choice
    const acceptBy = acceptWithinS === null ? null : now + acceptWithinS * 1000
    const seen = { what: 'assigned', because, chosen: agentId, acceptBy, candidates, more } as const
    const routing = { ...groundsOf(ticket, queue, now), ...seen }
    const context = contextOf(ticket.ticketId, `route:${ticket.revision}:${agentId}`)
    return { ticket, agentId, command: { type: 'AssignTicket', agentId, routing }, context }
  }

  async #hold({ ticket, agentId, context }: Gift, { full }: Round): Promise<boolean> {
    const { ticketId, queueId, revision } = ticket
    const slot = { agentId, ticketId, queueId, ticketRevision: revision }
    const wanted = { ...slot, force: false, evenAway: false }
    const held = await holdSlot(this.options.desk, wanted, context)
    if (!held.ok) full.add(agentId)
    return held.ok
  }

  /** Where it is on record. What is refused, for whatever reason, is not given once more before its next event. */
  async #give({ ticket, agentId, command, context }: Gift, { gone }: Round): Promise<Position | undefined> {
    const { ticketId } = ticket
    const done = await this.options.commands.execute(new ActOnTicket(ticketId, command, context))
    if (!done.ok) gone.add(ticketId)
    const now = await this.known(ticketId, true)
    if (now?.assignee !== agentId) await settleSlot(this.options.desk, agentId, ticketId, context, 'given up')
    return done.ok ? done.value.position : undefined
  }

  act(ticketId: TicketId, command: TicketCommand, word: string) {
    return this.options.commands.execute(new ActOnTicket(ticketId, command, contextOf(ticketId, word)))
  }
}

const contextOf = (ticketId: TicketId, word: string): CommandContext => ({
  commandId: commandIdFor(ticketId, word),
  causationId: `routing ${word}`,
  correlationId: ticketId,
  actor: 'process:routing'
})

/** A program assigns in an external queue until the ticket falls back. Being given to the first agent is no move. */
const isRouted = ({ history: { routing } }: KnownTicket, { assignment: { strategy } }: Queue): boolean =>
  (routing.stoppedUntil === null || !isCounted(routing)) && (strategy !== 'external' || routing.fellBack)

/** What was chosen and is not on record yet. */
class Taken {
  readonly #loads = new Map<AgentId, number>()
  readonly #turns = new Map<string, string>()
  #count = 0

  add(queueId: string, agent: AgentId): void {
    this.#loads.set(agent, this.load(agent) + 1)
    // Sorts after every position.
    this.#turns.set(`${queueId} ${agent}`, `~${String(++this.#count).padStart(9, '0')}`)
  }

  load(agent: AgentId): number {
    return this.#loads.get(agent) ?? 0
  }

  turn(queueId: string, agent: AgentId): string | undefined {
    return this.#turns.get(`${queueId} ${agent}`)
  }
}
