import type { BreachReason, Metric, RetractReason } from '#domain'
import type { Instant } from '#kernel'

const metrics: { readonly [metric in Metric]: string } = {
  first_reply: 'first reply',
  next_reply: 'next reply',
  periodic_update: 'next update',
  requester_wait: 'waiting time',
  agent_work: 'work',
  resolution: 'resolution'
}

const breached: { readonly [reason in BreachReason]: string } = {
  time_passed: '',
  target_lowered: ', the target was lowered',
  recomputation: ', the calendar was corrected'
}

const retracted: { readonly [reason in RetractReason]: string } = {
  reply_was_in_time: 'reply was in time',
  resolved_in_time: 'resolved in time',
  paused_in_time: 'paused in time',
  target_changed_in_time: 'target changed in time'
}

/** `timeZone`: where the team lives. */
export const slaWords = {
  due: (metric: Metric, at: Instant, isOver: boolean, timeZone: string) =>
    `${isOver ? 'Overdue' : 'Due'}: ${metrics[metric]}, ${localTime(at, timeZone)} (${timeZone})`,
  warned: (metric: Metric, at: Instant, beforeS: number, timeZone: string) =>
    `⏰ ${metrics[metric]}: ${duration(beforeS)} left at ${localTime(at, timeZone)} (${timeZone})`,
  breached: (metric: Metric, at: Instant, targetS: number, reason: BreachReason, timeZone: string) => {
    const since = `${localTime(at, timeZone)} (${timeZone})`
    return `🔴 ${metrics[metric]}: overdue since ${since}, target ${duration(targetS)}${breached[reason]}`
  },
  retracted: (metric: Metric, reason: RetractReason) =>
    `↩️ ${metrics[metric]}: it was in time after all (${retracted[reason]})`
} as const

/** `Mon 5 Jan 10:30`. */
function localTime(at: Instant, timeZone: string): string {
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

/** `1 h 30 min`. */
export function duration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's']
  ] as const
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : [])).join(' ')
}
