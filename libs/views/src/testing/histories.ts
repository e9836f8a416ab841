import fc from 'fast-check'
import {
  type AgentEvent,
  agentStream,
  type Decided,
  type DeliveryEvent,
  type DeskEvent,
  deliveryStream,
  type SettingEvent,
  settingStream,
  type TicketCommand,
  type TicketEvent,
  type TicketState,
  ticketDecider,
  ticketStream
} from '#domain'
import {
  type AgentId,
  commandIdFor,
  type DeliveryId,
  deliveryIdFor,
  type EventId,
  eventIdFor,
  type Instant,
  type JsonObject,
  messageIdFor,
  type Sealed,
  type TicketId
} from '#kernel'
import type { ViewEvent } from '#read-store'

export interface Happening {
  readonly stream: string
  readonly told: DeskEvent
}

/** What a ticket's life leaves in its stream, by the real decider. */
export function ticketEvents(ticketId: TicketId, commands: readonly TicketCommand[]): TicketEvent[] {
  let state: TicketState = ticketDecider.initial
  const events: TicketEvent[] = []
  for (const command of commands) {
    const outcome = ticketDecider.decide(command, state)
    const decided: readonly Decided<TicketEvent>[] = outcome.ok ? outcome.value : []
    for (const event of decided) {
      state = ticketDecider.evolve(state, event)
      events.push(renamed(ticketId, event))
    }
  }
  return events
}

/** Lives are made over the same few ids: each ticket gets its own. */
function renamed(ticketId: TicketId, { type, data }: TicketEvent): TicketEvent {
  const own = {
    ...data,
    ...('ticketId' in data ? { ticketId } : {}),
    ...('messageId' in data ? { messageId: messageIdFor(commandIdFor(`${ticketId} ${data.messageId}`)) } : {})
  }
  return { type, data: own } as TicketEvent
}

const subject = { conversationId: null, staffGroupId: null, requestRevision: 0 }

/** What may become of a delivery. */
const deliveryLife = (ticketId: TicketId, requestStream: string): fc.Arbitrary<DeliveryEvent[]> => {
  const told = { ...subject, kind: 'reply' as const, ticketId, requestStream }
  const attempt = (attempt: number, part: number): DeliveryEvent => ({
    type: 'DeliveryAttempted',
    data: { ...told, attempt, part, parts: 2, method: 'sendMessage', marked: false, threadId: null }
  })
  const done = (attempt: number, part: number): DeliveryEvent => ({
    type: 'DeliverySucceeded',
    data: { attempt, part, parts: 2, telegramMessageIds: [1], threadId: null, acceptedAt: 5 }
  })
  const no = (final: boolean): DeliveryEvent => ({
    type: 'DeliveryRejected',
    data: { attempt: 1, part: 0, code: 429, reason: 'flood', final, retryAt: final ? null : 9 }
  })
  const lost = (final: boolean): DeliveryEvent => ({
    type: 'DeliveryUncertain',
    data: { attempt: 1, part: 0, final }
  })
  const lives: DeliveryEvent[][] = [
    [],
    [attempt(1, 0)],
    [attempt(1, 0), no(true)],
    [attempt(1, 0), no(false), attempt(2, 0), done(2, 0)],
    [attempt(1, 0), done(1, 0), attempt(2, 1), done(2, 1)],
    [attempt(1, 0), lost(true)],
    [attempt(1, 0), lost(true), done(1, 1)],
    [{ type: 'DeliveryAbandoned', data: { ...told, reason: 'customer_blocked_bot' } }],
    [attempt(1, 0), no(true), { type: 'DeliverySuperseded', data: { by: 'delivery-2' as DeliveryId } }]
  ]
  return fc.constantFrom(...lives)
}

type Life = fc.Arbitrary<TicketCommand[]>

const ticket = (n: number, life: Life): fc.Arbitrary<Happening[][]> => {
  const ticketId = `00000000-0000-4000-8000-00000000000${n}` as TicketId
  const stream = ticketStream(ticketId)
  return life
    .map(commands => ticketEvents(ticketId, commands))
    .chain(events => {
      const asking = events.flatMap(({ type }, revision) => (type === 'ReplyRequested' ? [revision] : []))
      const deliveries = asking.map(revision => {
        const id = deliveryIdFor(idOf(stream, revision), 'reply')
        return deliveryLife(ticketId, stream).map(told =>
          told.map((event): Happening => ({ stream: deliveryStream(id), told: event }))
        )
      })
      return fc
        .tuple(...deliveries)
        .map(lives => [events.map((told): Happening => ({ stream, told })), ...lives])
    })
}

const someAgent = '00000000-0000-4000-8000-0000000000aa' as AgentId

const agent: fc.Arbitrary<Happening[]> = fc
  .array(
    fc.constantFrom<AgentEvent>(
      { type: 'AvailabilityChanged', data: { availability: 'away' } },
      { type: 'AvailabilityChanged', data: { availability: 'available' } },
      { type: 'AgentRenamed', data: { digest: 'e' } },
      { type: 'AgentRemoved', data: { agentId: someAgent } },
      { type: 'AgentReinstated', data: { agentId: someAgent } }
    ),
    { maxLength: 4 }
  )
  .map(changes => {
    const registered: AgentEvent = { type: 'AgentRegistered', data: { agentId: someAgent, digest: 'd' } }
    return [registered, ...changes].map(told => ({ stream: agentStream(someAgent), told }))
  })

const setting: fc.Arbitrary<Happening[]> = fc
  .array(fc.option(fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 5 })
  .map(([first, ...later]) => {
    const named = { kind: 'queue', id: 'billing' } as const
    const published = (position: number): SettingEvent => ({
      type: 'SettingPublished',
      data: { ...named, body: { name: 'Billing', position } }
    })
    const events = [
      published(first ?? 0),
      ...later.map(n => (n === null ? { type: 'SettingRetired' as const, data: named } : published(n)))
    ]
    return events.map(told => ({ stream: settingStream('queue', 'billing'), told }))
  })

/** The calendar that every applied policy of these lives names. */
const calendarLife: readonly Happening[] = [9, 10].map(hour => ({
  stream: settingStream('calendar', 'berlin'),
  told: {
    type: 'SettingPublished',
    data: {
      kind: 'calendar',
      id: 'berlin',
      body: {
        name: 'Berlin',
        time_zone: 'Europe/Berlin',
        weekly: { mon: [[`${String(hour).padStart(2, '0')}:00`, '18:00']] },
        holidays: [{ date: '2026-12-25', name: 'Christmas' }],
        overrides: []
      }
    }
  }
}))

/** Streams of all kinds, mixed in any order that keeps each of them. */
export const historiesOf = (life: Life): fc.Arbitrary<Happening[]> =>
  fc
    .tuple(ticket(1, life), ticket(2, life), agent, setting, fc.infiniteStream(fc.nat()))
    .map(([one, two, three, four, choices]) => [
      ...calendarLife,
      ...mixed([...one, ...two, three, four], choices)
    ])

function mixed(streams: readonly Happening[][], choices: Iterator<number>): Happening[] {
  const left = streams.map(events => [...events]).filter(events => events.length > 0)
  const all: Happening[] = []
  while (left.length > 0) {
    const at = (choices.next().value ?? 0) % left.length
    const next = left[at]?.shift()
    if (next) all.push(next)
    if (left[at]?.length === 0) left.splice(at, 1)
  }
  return all
}

const commandOf = (stream: string, revision: number) => commandIdFor(stream, revision)
const idOf = (stream: string, revision: number): EventId => eventIdFor(commandOf(stream, revision), 0)

/** As it would be appended: everything has something sealed, so that no view can forget to copy it. */
export function eventAt(
  { stream, told }: Happening,
  revision: number,
  recordedAt: Instant
): Omit<ViewEvent, 'position'> {
  const sealed = `sealed ${stream} ${revision}` as Sealed
  return {
    id: idOf(stream, revision),
    type: told.type,
    stream,
    revision,
    recordedAt,
    data: told.data as JsonObject,
    personal: sealed,
    meta: {
      commandId: commandOf(stream, revision),
      $causationId: 'test',
      $correlationId: 'test',
      actor: 'test',
      subjectId: 'someone',
      schema: 1
    }
  }
}
