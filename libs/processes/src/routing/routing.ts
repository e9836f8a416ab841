import { idOf, isOver, type TicketCommand, toldIn } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { AgentId, Instant, QueueId, TicketId } from '#kernel'
import type { Process } from '#subscriptions'
import { inSlices } from '../in-slices.js'
import { isWaiting, Line, type LiveTicket, liveTicketOf, readTicket } from './line.js'
import type { RoutingOptions } from './options.js'
import { Router } from './router.js'
import type { Staff } from './staff.js'
import { recordWaiting } from './waiting.js'
import { groundsOf } from './wanted.js'

const concurrency = 32
const pageSize = 500

/** After these somebody may be wanted, or somebody may have room. */
const serveAfter: ReadonlySet<string> = new Set([
  ...['TicketOpened', 'TicketAssigned', 'TicketUnassigned', 'TeamAssigned', 'TicketTransferred'],
  ...['TicketStatusChanged', 'TicketResolved', 'TicketReopened', 'TicketClosed', 'RoutingDecided'],
  ...['SkillsRequired'],
  ...['AgentRegistered', 'AgentReinstated', 'AvailabilityChanged', 'AgentProfileChanged', 'SlotReleased'],
  ...['SettingPublished', 'SettingRetired']
])
/** These change what is known of a ticket, or what becomes of one whose agent is away. */
const followed: ReadonlySet<string> = new Set([
  ...['CustomerMessageReceived', 'ReplyRequested', 'NoteAdded', 'PriorityChanged', 'AgentAbsent'],
  ...['SlaApplied', 'SlaPaused', 'SlaResumed']
])
const settingKinds: ReadonlySet<unknown> = new Set(['queue', 'team', 'desk'])

/**
 * Finds an agent for every ticket that nobody has, takes tickets from agents who are away, and puts on record why a ticket
 * waits. At least once; every command is decided again by its ticket, so two of these at once give nothing twice.
 */
export class Routing implements Process {
  readonly name = 'routing'
  readonly concurrency = concurrency
  readonly #line = new Line()
  readonly #router: Router
  #ready: Promise<string | undefined> | undefined
  #serving: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(
    private readonly options: RoutingOptions,
    private readonly staff: Staff
  ) {
    this.#router = new Router(options, staff, this.#line)
  }

  concerns(stream: string): boolean {
    return /^(ticket|agent|slots|setting)-/.test(stream)
  }

  sequenceOf({ type, stream, data }: RecordedEvent): string | undefined {
    if (!serveAfter.has(type) && !followed.has(type)) return undefined
    return type.startsWith('Setting') && !settingKinds.has(data['kind']) ? undefined : stream
  }

  async handle(event: RecordedEvent): Promise<void> {
    const knownAt = await this.#begun()
    const isNews = knownAt === undefined || event.position > knownAt
    if (isNews && !this.#line.apply(event)) await this.#comeBack(event)
    await this.options.staffPassed(event.position)
    await this.#takeFromAway(event)
    if (!isNews || !serveAfter.has(event.type)) return
    await this.#serve()
    await this.#tell(event)
  }

  /** What the log held when this began is served at once, and needs no look at each event. */
  #begun(): Promise<string | undefined> {
    this.#ready ??= this.#begin().catch(error => {
      this.#ready = undefined
      throw error
    })
    return this.#ready
  }

  async #begin(): Promise<string | undefined> {
    const head = await this.options.desk.log.head()
    if (head === undefined) return undefined
    await Promise.all([this.options.staffPassed(head), this.options.viewsPassed(head)])
    for await (const ticket of this.#liveTickets()) this.#line.put(ticket)
    await this.#serve()
    for (const tickets of this.#line.waiting().values())
      await inSlices([...tickets.keys()], id => this.#tellOf(id))
    return head
  }

  async *#liveTickets(): AsyncGenerator<LiveTicket> {
    const where = { status: ['open', 'assigned', 'in_progress', 'waiting_on_customer', 'on_hold'] }
    let after: { order: number; id: string } | undefined
    for (;;) {
      const page = await this.options.tickets.find({
        ...{ index: 'status', where, limit: pageSize },
        ...(after && { after })
      })
      for (const document of page) yield liveTicketOf(document)
      const last = page.at(-1)
      if (!last || page.length < pageSize) return
      after = { order: last.createdAt, id: last.id }
    }
  }

  async #comeBack({ stream }: RecordedEvent): Promise<void> {
    const ticket = await readTicket(this.options.desk.log, idOf(stream) as TicketId)
    if (ticket) this.#line.put(ticket)
  }

  /** Serves what there is by now; whoever comes while it is at work waits for one more round together. */
  #serve(): Promise<void> {
    if (!this.#serving) {
      this.#serving = this.#router.serve().finally(() => {
        this.#serving = undefined
      })
      return this.#serving
    }
    this.#next ??= this.#serving
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined
        return this.#serve()
      })
    return this.#next
  }

  /** After a change of a queue for all that wait there. */
  async #tell(event: RecordedEvent): Promise<void> {
    const setting = toldIn('setting', event)
    if (setting?.type === 'SettingPublished' && setting.data.kind === 'queue') {
      const there = this.#line.waiting().get(setting.data.id as QueueId)
      await inSlices([...(there?.keys() ?? [])], id => this.#tellOf(id))
    }
    if (toldIn('ticket', event)) await this.#tellOf(idOf(event.stream) as TicketId)
  }

  async #tellOf(id: TicketId): Promise<void> {
    const ticket = await this.#router.known(id)
    const queue = ticket && this.staff.queue(ticket.queueId)
    if (!ticket || !queue || !isWaiting(ticket) || queue.assignment.strategy === 'manual') return
    const choice = this.#router.choice(ticket, queue, null)
    const command = recordWaiting(ticket, queue, choice, this.options.clock.now())
    await this.#router.act(id, command, `wait:${ticket.revision}:${queue.version}`)
  }

  /** As the queue says: all they have, or what the customer has written on since. */
  async #takeFromAway(event: RecordedEvent): Promise<void> {
    // A timer went by a clock that may be ahead of ours.
    const now = Math.max(this.options.clock.now(), isResumed(event) ? Number(event.data['at']) : 0)
    await inSlices(this.#perhapsToTake(event), async ticket => {
      const command = await this.#takingOf(ticket, now)
      if (command) await this.#router.act(ticket.ticketId, command, `away:${ticket.revision}:${event.id}`)
    })
  }

  #perhapsToTake(event: RecordedEvent): LiveTicket[] {
    const { type, stream } = event
    if (type === 'AgentAbsent') return [...this.#line.heldBy(idOf(stream) as AgentId)]
    const ticket = this.#line.get(idOf(stream) as TicketId)
    return ticket && (isResumed(event) || mayTake(event, ticket.assignee)) ? [ticket] : []
  }

  /** What was given to who was away already has its time from then on. */
  async #takingOf(ticket: LiveTicket, now: Instant): Promise<TicketCommand | undefined> {
    const { assignee, status } = ticket
    const absence = assignee && this.staff.absenceOf(assignee)
    const queue = this.staff.queue(ticket.queueId)
    if (!absence || !queue || isOver(status)) return undefined
    const { what, afterS } = queue.assignment.whenAway
    if (what === 'nothing') return undefined
    const known = await this.#router.known(ticket.ticketId)
    if (known?.assignee !== assignee) return undefined
    const { assignedAt, customerWroteAt } = known.history
    const since = Math.max(absence.since, assignedAt ?? 0)
    if (what === 'on_customer_reply' && customerWroteAt <= since) return undefined
    const grounds = groundsOf(ticket, queue, now)
    const until = since + afterS * 1000
    if (since > absence.since && now < until) {
      const decision = { ...grounds, what: 'stopped', because: 'given_while_away', until } as const
      return { type: 'LeaveTicket', agentId: assignee, decision }
    }
    if (absence.notedS === null || absence.notedS < afterS) return undefined
    const because = what === 'requeue' ? 'away' : 'away_and_customer_wrote'
    return {
      type: 'RequeueTicket',
      decision: { ...grounds, what: 'requeued', because, fromAgentId: assignee }
    }
  }
}

/** After these a ticket may be one that is taken from who is away. One that was over is known by its reopening, not before. */
const mayTake = ({ type, data, meta }: RecordedEvent, assignee: AgentId | null): boolean => {
  const isOwn = meta.actor === `agent:${assignee}`
  if (type === 'TicketReopened') return data['cause'] !== 'reply' && !isOwn
  if (type === 'TicketStatusChanged')
    return (data['cause'] === 'customer_message' || data['cause'] === 'resume') && !isOwn
  return type === 'CustomerMessageReceived' || type === 'TicketAssigned'
}

const isResumed = ({ type, data }: RecordedEvent): boolean =>
  type === 'RoutingDecided' && data['what'] === 'resumed'
