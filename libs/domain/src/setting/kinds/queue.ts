import { isJsonObject, type JsonObject } from '#kernel'
import { awayWays, fallsInACircle, standardAssignment, strategies } from '../../routing/assignment.js'
import {
  type FieldProblem,
  flag,
  idOfA,
  listOfNames,
  object,
  oneOf,
  orNull,
  position,
  problem,
  required,
  seconds,
  standard,
  text
} from '../fields.js'
import { skillsField } from '../skills-field.js'
import { type Reference, referencesTo, settingKind } from '../spec.js'

const assignment = object(
  {
    strategy: standard(oneOf(strategies), standardAssignment.strategy),
    teams: standard(listOfNames('team ids'), []),
    skills: standard(skillsField(0), []),
    sticky_within_s: standard(seconds(), standardAssignment.sticky_within_s),
    accept_within_s: standard(orNull(seconds(1)), null),
    when_away: standard(
      object({
        after_s: standard(seconds(), standardAssignment.when_away.after_s),
        what: standard(oneOf(awayWays), standardAssignment.when_away.what)
      }),
      {}
    ),
    fallback: standard(
      orNull(
        object({
          after_s: required(seconds()),
          queue_id: standard(orNull(idOfA('a queue')), null)
        })
      ),
      null
    )
  },
  neverForManual
)

function neverForManual({ strategy, fallback }: JsonObject, at: string): FieldProblem[] {
  return fallback && (strategy ?? 'manual') === 'manual'
    ? [problem(`${at}/fallback`, 'not_for_manual', 'a queue without routing has no fallback')]
    : []
}

function refersTo({ assignment: given }: JsonObject): Reference[] {
  const { teams, fallback } = isJsonObject(given) ? given : {}
  const at = '/assignment'
  const queue = isJsonObject(fallback) ? fallback['queue_id'] : null
  return [
    ...referencesTo('team', teams, `${at}/teams`),
    ...referencesTo('queue', queue, `${at}/fallback/queue_id`)
  ]
}

export const queueKind = settingKind({
  kind: 'queue',
  path: 'queues',
  what: 'a queue',
  name: 'Queue',
  example: {
    name: 'Billing',
    description: 'Invoices and payments',
    position: 1,
    assignment: { strategy: 'round_robin', accept_within_s: 600 }
  },
  fields: {
    name: required(text(1, 100)),
    description: standard(text(0, 1000), ''),
    position: standard(position, 0),
    default: standard(flag, false),
    assignment: standard(assignment, {})
  },
  refersTo,
  /** A ticket that finds nobody would go round for ever. */
  against: (body, bodyOf) =>
    fallsInACircle(body, id => bodyOf({ kind: 'queue', id }))
      ? [problem('/assignment/fallback/queue_id', 'circle', 'comes back to a queue that it has passed')]
      : []
})
