import { isJsonObject, type JsonObject } from '#kernel'
import { BusinessTime, yearsToSearch } from '../../sla/business-time.js'
import { calendarOf } from '../../sla/calendar-document.js'
import { metrics, policyOf } from '../../sla/policy.js'
import { priorities, ticketStatuses } from '../../ticket-words.js'
import {
  type FieldProblem,
  flag,
  idOfA,
  list,
  listAmong,
  listOfNames,
  listOfSeconds,
  object,
  oneOf,
  optional,
  position,
  problem,
  required,
  seconds,
  standard,
  text
} from '../fields.js'
import { referencesTo, settingKind } from '../spec.js'

const target = object(
  {
    metric: required(oneOf(metrics)),
    target_s: required(seconds(1)),
    clock: optional(oneOf(['business', 'calendar']), 'business'),
    starts_at: optional(oneOf(['creation', 'assignment']), 'creation'),
    priority: optional(listAmong(priorities)),
    warn_before_s: optional(listOfSeconds(1), []),
    grace_s: optional(seconds(), 0),
    pause_in: optional(listAmong(ticketStatuses)),
    resolution: optional(oneOf(['first', 'total']), 'total')
  },
  warnings
)

/** A warning before the clock has started could never be given. */
function warnings({ target_s, warn_before_s }: JsonObject, at: string): FieldProblem[] {
  const before = Array.isArray(warn_before_s) ? warn_before_s : []
  return before.flatMap((one, index) =>
    Number(one) >= Number(target_s)
      ? [problem(`${at}/warn_before_s/${index}`, 'invalid', 'must be less than the target')]
      : []
  )
}

export const slaPolicyKind = settingKind({
  kind: 'sla_policy',
  path: 'sla-policies',
  what: 'an SLA policy',
  name: 'SlaPolicy',
  example: {
    name: 'Standard',
    calendar_id: 'berlin',
    filter: { queue_id: ['billing'] },
    targets: [
      { metric: 'first_reply', target_s: 1800, warn_before_s: [600] },
      { metric: 'resolution', target_s: 28_800, pause_in: ['waiting_on_customer'] }
    ]
  },
  fields: {
    name: required(text(1, 100)),
    position: standard(position, 0),
    calendar_id: required(idOfA('a calendar')),
    filter: standard(
      object({
        queue_id: optional(listOfNames('queue ids')),
        priority: optional(listAmong(priorities)),
        tags_any: optional(listOfNames('tags')),
        language: optional(listOfNames('languages'))
      }),
      {}
    ),
    targets: required(list(target, { min: 1, max: 50, of: 'targets' })),
    notify: standard(object({ warn: standard(flag, true), breach: standard(flag, true) }), {})
  },
  refersTo: ({ calendar_id: id, filter }) => [
    ...referencesTo('calendar', id, '/calendar_id'),
    ...(isJsonObject(filter) ? referencesTo('queue', filter['queue_id'], '/filter/queue_id') : [])
  ],
  /** Targets that the calendar does not open long enough for could never be breached. */
  against(body, bodyOf, now) {
    const { calendarId, targets } = policyOf('', 0, body)
    const calendar = bodyOf({ kind: 'calendar', id: calendarId })
    if (!calendar) return []
    const open = new BusinessTime(calendarOf(calendar))
    return targets.flatMap(({ clock, targetS, graceS }, index) =>
      clock === 'calendar' || open.add(now, (targetS + graceS) * 1000) !== undefined
        ? []
        : [
            problem(
              `/targets/${index}/target_s`,
              'too_long',
              `the calendar is not open so long in ${yearsToSearch} years`
            )
          ]
    )
  }
})
