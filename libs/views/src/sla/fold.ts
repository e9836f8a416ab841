import {
  type Fact,
  gather,
  idOf,
  isOver,
  type PauseCause,
  pauseCauses,
  settledBefore,
  standingOf,
  type TicketEvent,
  timersOf,
  toldIn
} from '#domain'
import type { Instant } from '#kernel'
import type { Document, Documents, View, ViewEvent } from '#read-store'
import { isOf } from '../domain-events.js'
import { type CalendarDocument, calendarDocument, calendarKey, slaCalendars } from './calendars.js'
import { clocksOfTicket, noInstant, pausedByOf, type SlaDocument, slaTickets } from './document.js'

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
  const next: SlaDocument = {
    ...before,
    ...toldOf(before, told),
    facts,
    status,
    statusAt,
    lastCustomerMessageAt,
    lastAcceptedAt,
    live,
    resolvedAt: status === 'resolved' ? statusAt : null,
    calendars: withCalendar(before.calendars, told, calendarOf),
    revision: event.revision
  }
  // Nothing that counts was said.
  if (facts === before.facts && next.live === before.live) return next
  const since = stillSettled(before, facts)
  // Whoever recorded it knew that it was so late, also where the clock was put back meanwhile.
  const now = 'noticedAt' in told.data ? Math.max(event.recordedAt, told.data.noticedAt) : event.recordedAt
  const clocks = clocksOfTicket(next, now, since)
  const [timer] = timersOf(clocks)
  const breaches = clocks.flatMap(({ metAt, breachedAt, breachAt }) => {
    const at = breachedAt ?? breachAt
    return metAt !== null || at === null ? [] : [at]
  })
  return {
    ...next,
    standing: standingOf(clocks),
    nextBreachAt: Math.min(noInstant, ...breaches),
    armed: timer !== undefined,
    dueAt: timer?.at ?? noInstant,
    settledBefore: settledBefore(clocks, since)
  }
}

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
    resolvedAt: null,
    facts: [],
    pausedBy: '',
    statusAt: 0,
    lastCustomerMessageAt: 0,
    lastAcceptedAt: 0,
    calendars: {},
    standing: 'none',
    nextBreachAt: noInstant,
    armed: false,
    dueAt: noInstant,
    settledBefore: 0,
    revision: event.revision
  }
}

function toldOf({ staffGroupId, pausedBy }: SlaDocument, { type, data }: TicketEvent): Partial<SlaDocument> {
  switch (type) {
    case 'TicketTransferred':
      return { queueId: data.toQueueId }
    case 'TopicOpened':
      return { staffGroupId: data.staffGroupId }
    case 'TopicLost':
      return staffGroupId === data.staffGroupId ? { staffGroupId: null } : {}
    case 'SlaPaused':
      return { pausedBy: pausedByOf([...causesOf(pausedBy), data.cause]) }
    case 'SlaResumed':
      return { pausedBy: pausedByOf(causesOf(pausedBy).filter(cause => cause !== data.cause)) }
    default:
      return {}
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

const calendarOfApplied = (data: { readonly [field: string]: unknown }): string | undefined => {
  const { calendarId, calendarVersion } = data
  return typeof calendarId === 'string' && typeof calendarVersion === 'number'
    ? calendarKey(calendarId, calendarVersion)
    : undefined
}

function foldCalendar(event: ViewEvent): CalendarDocument | undefined {
  const told = toldIn('setting', event)
  return told?.type === 'SettingPublished' && told.data.kind === 'calendar'
    ? calendarDocument(told.data.id, event.revision, event.id, told.data.body)
    : undefined
}

const isCalendar = (event: ViewEvent): boolean =>
  event.type === 'SettingPublished' && isOf(event, 'setting') && event.data['kind'] === 'calendar'

export const slaView: View = {
  name: 'sla',
  version: 3,
  collections: [slaTickets, slaCalendars],
  handles: event => isOf(event, 'ticket') || isCalendar(event),
  concerns: stream => stream.startsWith('ticket-') || stream.startsWith('setting-calendar-'),
  keys(event) {
    if (isCalendar(event)) {
      return [{ collection: slaCalendars.name, id: calendarKey(String(event.data['id']), event.revision) }]
    }
    const calendar = event.type === 'SlaApplied' ? calendarOfApplied(event.data) : undefined
    return [
      { collection: slaTickets.name, id: idOf(event.stream) },
      ...(calendar === undefined ? [] : [{ collection: slaCalendars.name, id: calendar }])
    ]
  },
  fold(event: ViewEvent, documents: Documents) {
    const document = isCalendar(event) ? foldCalendar(event) : foldTicketIn(event, documents)
    const collection = isCalendar(event) ? slaCalendars.name : slaTickets.name
    return document ? [{ kind: 'put', collection, document }] : []
  }
}

/** Only these folds write the two collections, under this version. */
const foldTicketIn = (event: ViewEvent, documents: Documents): Document | undefined =>
  foldSla(
    documents.get(slaTickets.name, idOf(event.stream)) as SlaDocument | undefined,
    event,
    key => documents.get(slaCalendars.name, key) as CalendarDocument | undefined
  )
