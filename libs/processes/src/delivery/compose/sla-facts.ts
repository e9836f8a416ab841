import { ticketSlaFromLog } from '#application'
import type { Metric } from '#domain'
import type { EventLog } from '#event-log'
import type { Instant, TicketId } from '#kernel'

/** The nearest thing that is owed on a ticket. */
export interface Deadline {
  readonly metric: Metric
  readonly at: Instant
  readonly isOver: boolean
}

/** From the log alone, as it is now: a card is not held up by a view that is behind. Undefined: nothing is owed, or it stands still. */
export async function deadlineOf(
  log: Pick<EventLog, 'readStream'>,
  ticketId: TicketId,
  now: Instant
): Promise<Deadline | undefined> {
  const clocks = (await ticketSlaFromLog(log, ticketId, now))?.clocks ?? []
  const owed = clocks.flatMap(({ metric, metAt, state, dueAt, breachedAt }) => {
    const at = dueAt ?? (state === 'breached' ? breachedAt : null)
    return metAt !== null || at === null ? [] : [{ metric, at, isOver: state === 'breached' }]
  })
  return owed.sort((a, b) => a.at - b.at)[0]
}

const names: { readonly [metric in Metric]: string } = {
  first_reply: 'first reply',
  next_reply: 'next reply',
  periodic_update: 'next update',
  requester_wait: 'waiting time',
  agent_work: 'work',
  resolution: 'resolution'
}

export const metricName = (metric: Metric): string => names[metric]

/** `Mon 5 Jan 10:30` where the team lives. */
export function localTime(at: Instant, timeZone: string): string {
  const options = {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23'
  } as const
  const parts = new Intl.DateTimeFormat('en-GB', options).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(one => one.type === type)?.value ?? ''
  return `${part('weekday')} ${part('day')} ${part('month')} ${part('hour')}:${part('minute')}`
}

export const deadlineText = ({ metric, at, isOver }: Deadline, timeZone: string): string =>
  `${isOver ? 'Overdue' : 'Due'}: ${metricName(metric)}, ${localTime(at, timeZone)} (${timeZone})`
