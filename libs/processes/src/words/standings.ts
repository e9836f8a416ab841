import type { QueueStanding } from '#application'
import type { Instant } from '#kernel'
import type { Details } from './refusals.js'

type Counted = Omit<QueueStanding, 'queueId' | 'name'>

const queuesShown = 50

/** `3 d 4 h`, `4 h 10 min`, `10 min`. */
function age(seconds: number): string {
  const minutes = Math.floor(Math.max(0, seconds) / 60)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  if (days > 0) return `${days} d ${hours} h`
  return hours > 0 ? `${hours} h ${rest} min` : `${rest} min`
}

const lineOf = ({ waiting, unassigned, overdue, oldest }: Counted, now: Instant): string =>
  [
    `${waiting} waiting`,
    `${unassigned} unassigned`,
    `${overdue} overdue`,
    ...(oldest ? [`oldest ${oldest.code}, ${age((now - oldest.createdAt) / 1000)}`] : [])
  ].join(' · ')

function together(queues: readonly QueueStanding[]): Counted {
  const sum = (count: (queue: QueueStanding) => number) =>
    queues.reduce((all, queue) => all + count(queue), 0)
  const [oldest = null] = queues
    .flatMap(queue => queue.oldest ?? [])
    .sort((a, b) => a.createdAt - b.createdAt)
  return {
    waiting: sum(queue => queue.waiting),
    unassigned: sum(queue => queue.unassigned),
    overdue: sum(queue => queue.overdue),
    oldest
  }
}

/** The lines that answer /queues and /status, as they are recorded. */
export function standingDetails(
  of: 'queues' | 'status',
  queues: readonly QueueStanding[],
  now: Instant
): Details {
  if (of === 'status') return { lines: lineOf(together(queues), now) }
  const shown = queues.slice(0, queuesShown).map(queue => `${queue.name}: ${lineOf(queue, now)}`)
  const more = queues.length - shown.length
  return { lines: [...shown, ...(more > 0 ? [`and ${more} more queues`] : [])].join('\n') }
}
