import type { Instant } from '#kernel'
import type { ReportFact, ReportTicket } from './facts.js'
import { countedMs, type ReportInstance, reportInstances, stillsOf, timelineOf } from './instances.js'
import { keysOf } from './looks.js'
import type { Asking, Count } from './question.js'

const plain = (from: Instant, to: Instant): number => Math.max(0, to - from)

/** Every instance of the metric that began in the period. */
export function countTimes(ticket: ReportTicket, asking: Asking, count: Count): void {
  const timeline = timelineOf(ticket.facts)
  const instances = reportInstances(asking.metric, timeline)
  const stills = instances.length > 0 ? stillsOf(timeline) : []
  for (const instance of instances) {
    const { startedAt: beganAt, ended } = instance
    const keys = keysOf(asking, beganAt, ended?.look ?? ticket.look)
    if (!keys) continue
    const shown = { keys, inTotal: true, beganAt }
    if (!ended) {
      count({ of: 'unfinished', ...shown, endedAt: null, valueMs: null })
      continue
    }
    const between = measureOf(asking, timeline, instance, instance === instances[0])
    const endedAt = ended.at
    if (between) {
      count({ of: 'n', ...shown, endedAt, valueMs: countedMs(beganAt, endedAt, stills, between) })
    } else count({ of: 'without_calendar', ...shown, endedAt, valueMs: null })
  }
}

/** Undefined: by business time, and no policy held. */
function measureOf(
  { clock, calendarOf }: Asking,
  timeline: readonly ReportFact[],
  { startedAt }: ReportInstance,
  isFirst: boolean
): typeof plain | undefined {
  if (clock === 'calendar') return plain
  const choices = timeline.filter(({ kind }) => kind === 'calendar')
  const held = isFirst ? choices[0] : choices.findLast(({ at }) => at <= startedAt)
  if (!held?.about) return undefined
  const calendar = calendarOf(held.about)
  return (from, to) => calendar.between(from, to)
}
