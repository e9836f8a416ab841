import { idOf, toldIn } from '#domain'
import type { Change, Document, Documents, View, ViewEvent } from '#read-store'
import { isOf } from '../domain-events.js'
import { type CalendarDocument, calendarDocument, calendarKey, slaCalendars } from './sla-calendars.js'
import { type SlaDocument, slaTickets } from './sla-document.js'
import { calendarOfApplied, foldSla } from './sla-fold.js'
import { type Timer, type TimerDocument, timers } from './timer.js'

function foldCalendar(event: ViewEvent): CalendarDocument | undefined {
  const told = toldIn('setting', event)
  return told?.type === 'SettingPublished' && told.data.kind === 'calendar'
    ? calendarDocument(told.data.id, event.revision, event.id, told.data.body)
    : undefined
}

const isCalendar = (event: ViewEvent): boolean =>
  event.type === 'SettingPublished' && isOf(event, 'setting') && event.data['kind'] === 'calendar'

/** Only these folds write the two collections, under this version. */
function foldTicket(event: ViewEvent, documents: Documents): readonly Change[] {
  const before = documents.get(slaTickets.name, idOf(event.stream)) as SlaDocument | undefined
  const calendarOf = (key: string) => documents.get(slaCalendars.name, key) as CalendarDocument | undefined
  const after = foldSla(before, event, calendarOf)
  if (!after) return []
  return [put(slaTickets.name, after), ...changesOf(event, before?.timers ?? [], after.timers)]
}

/** What of the timers of a stream is new, or gone. */
function changesOf(
  { stream, revision }: ViewEvent,
  before: readonly Timer[],
  after: readonly Timer[]
): readonly Change[] {
  if (before === after) return []
  const idFor = ({ what }: Timer) => `${stream}/${what}`
  const gone = before.filter(({ what }) => !after.some(timer => timer.what === what))
  const news = after.filter(timer => !before.some(known => isSame(known, timer)))
  return [
    ...gone.map(timer => ({ kind: 'delete' as const, collection: timers.name, id: idFor(timer) })),
    ...news.map(timer =>
      put(timers.name, { ...timer, id: idFor(timer), stream, revision } satisfies TimerDocument)
    )
  ]
}

const isSame = (one: Timer, other: Timer): boolean =>
  one.what === other.what && one.kind === other.kind && one.at === other.at && one.after === other.after

const put = (collection: string, document: Document): Change => ({ kind: 'put', collection, document })

/**
 * Everything that is due later, of all streams, each thing a document of its own; and for each stream what that follows
 * from: of a ticket the facts that its clocks are told from, by which queries also say how it stands.
 */
export const timersView: View = {
  name: 'timers',
  version: 1,
  collections: [timers, slaTickets, slaCalendars],
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
  fold(event, documents) {
    if (!isCalendar(event)) return foldTicket(event, documents)
    const calendar = foldCalendar(event)
    return calendar ? [put(slaCalendars.name, calendar)] : []
  }
}
