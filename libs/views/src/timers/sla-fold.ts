import {
  type Awaited,
  awaitedAfter,
  type Fact,
  gather,
  isOver,
  noRouting,
  type PauseCause,
  pauseCauses,
  type RoutingRecord,
  routingAfter,
  settledBefore,
  standingOf,
  type TicketEvent,
  toldIn,
  type Unheard,
  unheardAfter
} from '#domain'
import type { Instant } from '#kernel'
import type { ViewEvent } from '#read-store'
import { businessTimeOf, type CalendarDocument, calendarKey } from './sla-calendars.js'
import { clocksOfTicket, noInstant, pausedByOf, type SlaDocument } from './sla-document.js'
import { type Timer, timersOfRouting, timersOfRules, timersOfTicket } from './timer.js'

type Opened = Extract<TicketEvent, { type: 'TicketOpened' }>

/**
 * The ticket's clocks after one more event of its stream; over the first part of a stream, as they were known then.
 * `calendarOf` gives the calendar that an `SlaApplied` names. Undefined until the ticket was opened.
 */
export function foldSla(
  document: SlaDocument | undefined,
  event: ViewEvent,
  calendarOf: (key: string) => Pick<CalendarDocument, 'eventId' | 'body'> | undefined
): SlaDocument | undefined {
  const told = toldIn('ticket', event)
  if (!told) return document
  const before = document ?? (told.type === 'TicketOpened' ? opened(event, told) : undefined)
  if (!before || (document && told.type === 'TicketOpened')) return document
  const gathered = gather(before, { id: event.id, recordedAt: event.recordedAt, event: told })
  const { facts, status, statusAt, lastCustomerMessageAt, lastAcceptedAt } = gathered
  const live = !isOver(status)
  const routing = routingOf(before.routing, told)
  const awaited = awaitedAfter(before.awaited, told)
  const unheard = unheardAfter(before.unheard, told)
  const { queueId, staffGroupId, pausedBy } = standsAfter(before, told)
  const next: SlaDocument = {
    ...before,
    queueId,
    staffGroupId,
    pausedBy,
    facts,
    status,
    statusAt,
    lastCustomerMessageAt,
    lastAcceptedAt,
    live,
    routing,
    awaited,
    unheard,
    stood: stoodAfter(before, { unheard, awaited, at: event.recordedAt }),
    calendars: withCalendar(before.calendars, told, calendarOf),
    revision: event.revision
  }
  // Nothing that counts was said.
  if (facts === before.facts && next.live === before.live) {
    if (routing === before.routing && awaited === before.awaited && unheard === before.unheard) return next
    const ofClocks = before.timers.filter(({ kind }) => kind !== 'routing' && kind !== 'rule')
    return { ...next, timers: [...ofClocks, ...timersOfRouting(routing), ...rulesOf(next)] }
  }
  const since = stillSettled(before, facts)
  // Whoever recorded it knew that it was so late, also where the clock was put back meanwhile.
  const now = 'noticedAt' in told.data ? Math.max(event.recordedAt, told.data.noticedAt) : event.recordedAt
  const clocks = clocksOfTicket(next, now, since)
  const breaches = clocks.flatMap(({ metAt, breachedAt, breachAt }) => {
    const at = breachedAt ?? breachAt
    return metAt !== null || at === null ? [] : [at]
  })
  return {
    ...next,
    standing: standingOf(clocks),
    nextBreachAt: Math.min(noInstant, ...breaches),
    timers: [...timersOfTicket(clocks, status, statusAt), ...timersOfRouting(routing), ...rulesOf(next)],
    settledBefore: settledBefore(clocks, since)
  }
}

/** In business time by the calendar of the policy that holds now. */
const rulesOf = ({ awaited, facts, calendars, stood }: SlaDocument): readonly Timer[] =>
  timersOfRules(awaited, stood, ({ from, afterS }) => {
    const last = facts.findLast(({ kind }) => kind === 'applied')
    const key = last?.kind === 'applied' ? calendarOfApplied(last.applied) : undefined
    const calendar = key === undefined ? undefined : calendars[key]
    return calendar && businessTimeOf(calendar).add(from, afterS * 1000)
  })

/** Kept as long as something is awaited. */
export function stoodAfter(
  { stood, unheard: before }: Pick<SlaDocument, 'stood' | 'unheard'>,
  {
    unheard,
    awaited,
    at
  }: { readonly unheard: readonly Unheard[]; readonly awaited: readonly Awaited[]; readonly at: Instant }
): SlaDocument['stood'] {
  const known = awaited.length > 0 ? stood : stood.filter(({ to }) => to === null)
  if (before.length === 0 && unheard.length > 0) return [...known, { from: at, to: null }]
  if (before.length > 0 && unheard.length === 0)
    return known.map(({ from, to }) => ({ from, to: to ?? at })).filter(() => awaited.length > 0)
  return known
}

const routingOf = (before: RoutingRecord | null, told: TicketEvent): RoutingRecord | null =>
  before || told.type === 'RoutingDecided' ? routingAfter(before ?? noRouting, told) : null

/** What is told of the time before, or another policy, can change what was settled. */
function stillSettled(
  { facts: known, settledBefore: settled }: SlaDocument,
  facts: readonly Fact[]
): Instant {
  const news = facts.slice(known.length)
  return news.some(({ at, kind }) => at < settled || kind === 'applied') ? 0 : settled
}

function opened(event: ViewEvent, { data }: Opened): SlaDocument {
  return {
    id: data.ticketId,
    conversationId: data.conversationId,
    queueId: data.queueId,
    staffGroupId: null,
    status: 'open',
    live: true,
    createdAt: event.recordedAt,
    facts: [],
    pausedBy: '',
    statusAt: 0,
    lastCustomerMessageAt: 0,
    lastAcceptedAt: 0,
    calendars: {},
    standing: 'none',
    nextBreachAt: noInstant,
    timers: [],
    routing: null,
    awaited: [],
    unheard: [],
    stood: [],
    settledBefore: 0,
    revision: event.revision
  }
}

type Stands = Pick<SlaDocument, 'queueId' | 'staffGroupId' | 'pausedBy'>

/** Itself where the event says nothing of it. */
function standsAfter(before: Stands, { type, data }: TicketEvent): Stands {
  const { queueId, staffGroupId, pausedBy } = before
  switch (type) {
    case 'TicketTransferred':
      return { staffGroupId, pausedBy, queueId: data.toQueueId }
    case 'TopicOpened':
      return { queueId, pausedBy, staffGroupId: data.staffGroupId }
    case 'TopicLost':
      return staffGroupId === data.staffGroupId ? { queueId, pausedBy, staffGroupId: null } : before
    case 'SlaPaused':
      return { queueId, staffGroupId, pausedBy: pausedByOf([...causesOf(pausedBy), data.cause]) }
    case 'SlaResumed': {
      const others = causesOf(pausedBy).filter(cause => cause !== data.cause)
      return { queueId, staffGroupId, pausedBy: pausedByOf(others) }
    }
    default:
      return before
  }
}

const causesOf = (pausedBy: string): PauseCause[] =>
  pauseCauses.filter(cause => pausedBy.split(' ').includes(cause))

function withCalendar(
  held: SlaDocument['calendars'],
  { type, data }: TicketEvent,
  calendarOf: (key: string) => Pick<CalendarDocument, 'eventId' | 'body'> | undefined
): SlaDocument['calendars'] {
  const key = type === 'SlaApplied' ? calendarOfApplied(data) : undefined
  if (key === undefined || held[key]) return held
  const calendar = calendarOf(key)
  if (!calendar) throw new Error(`the calendar ${key} was never published`)
  const { eventId, body } = calendar
  return { ...held, [key]: { eventId, body } }
}

export const calendarOfApplied = (data: { readonly [field: string]: unknown }): string | undefined => {
  const { calendarId, calendarVersion } = data
  return typeof calendarId === 'string' && typeof calendarVersion === 'number'
    ? calendarKey(calendarId, calendarVersion)
    : undefined
}
