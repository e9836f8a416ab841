import { settingStream, type TicketEvent, ticketStream } from '#domain'
import type { EventLog, NewEvent } from '#event-log'
import {
  type CommandId,
  commandIdFor,
  type EventId,
  eventIdFor,
  type Instant,
  type JsonObject,
  type TicketId
} from '#kernel'

/** Events of a ticket that are appended together. */
interface Append {
  readonly ticketId: TicketId
  readonly append: number
  readonly commandId: CommandId
  readonly recordedAt: Instant
  readonly events: readonly { readonly id: EventId; readonly event: TicketEvent }[]
}

export interface Recorded {
  readonly ticketId: TicketId
  readonly append: number
  readonly id: string
  readonly recordedAt: Instant
  readonly event: TicketEvent
}

/** Appends it as the desk does, behind two versions of a calendar. */
export async function record(
  log: EventLog,
  start: Instant,
  appends: readonly Append[]
): Promise<readonly Recorded[]> {
  await publishCalendar(log, start)
  const append = appending(log)
  for (const one of appends) await append(one)
  return appends.flatMap(({ events, ticketId, append, recordedAt }) =>
    events.map(({ id, event }) => ({ ticketId, append, id, recordedAt, event }))
  )
}

/** Each behind what it has appended to the same ticket. */
export function appending(log: EventLog): (append: Append) => Promise<void> {
  const revisions = new Map<TicketId, number>()
  return async ({ ticketId, commandId, recordedAt, events }) => {
    const list = events.map(({ event: { type, data } }, i) => newEvent(type, data, commandId, i, recordedAt))
    const last = revisions.get(ticketId)
    await log.append(ticketStream(ticketId), list, last ?? 'none')
    revisions.set(ticketId, (last ?? -1) + list.length)
  }
}

const newEvent = (
  type: string,
  data: object,
  commandId: CommandId,
  i: number,
  recordedAt: Instant
): NewEvent =>
  ({
    id: eventIdFor(commandId, i),
    type,
    recordedAt,
    data: data as JsonObject,
    meta: { commandId, $causationId: 'test', $correlationId: 'test', actor: 'test', schema: 1 }
  }) satisfies NewEvent

export const calendarBodies: readonly JsonObject[] = [9, 11].map(opens => ({
  name: 'Berlin',
  time_zone: 'Europe/Berlin',
  weekly: Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(weekday => [
      weekday,
      [[`${String(opens).padStart(2, '0')}:00`, '17:30']]
    ])
  ),
  holidays: [],
  overrides: []
}))

async function publishCalendar(log: EventLog, now: Instant): Promise<void> {
  for (const [n, body] of calendarBodies.entries()) {
    const commandId = commandIdFor(`calendar ${n}`)
    const data = { kind: 'calendar', id: 'berlin', body }
    const event = newEvent('SettingPublished', data, commandId, 0, now)
    await log.append(settingStream('calendar', 'berlin'), [event], n === 0 ? 'none' : n - 1)
  }
}
