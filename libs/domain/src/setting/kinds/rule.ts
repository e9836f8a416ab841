import type { JsonObject } from '#kernel'
import { actionsField } from '../../rule/actions-field.js'
import { commandField, commandProblems, withOnce } from '../../rule/command-field.js'
import { conditionsField } from '../../rule/conditions-field.js'
import { endpointsIn, rulesReferences } from '../../rule/references.js'
import { onceWays, triggers } from '../../rule/words.js'
import { ticketStatuses } from '../../ticket-words.js'
import {
  flag,
  idOfA,
  list,
  object,
  oneOf,
  optional,
  orNull,
  position,
  required,
  seconds,
  slug,
  standard,
  text
} from '../fields.js'
import { settingKind } from '../spec.js'

const after = object({
  s: required(seconds(1)),
  clock: standard(oneOf(['business', 'calendar']), 'calendar'),
  calendar_id: optional(orNull(idOfA('a calendar'))),
  while: optional(
    orNull(list(oneOf(ticketStatuses), { min: 1, max: ticketStatuses.length, of: 'statuses' }))
  ),
  who: optional(orNull(oneOf(['team', 'customer'])))
})

const declared = settingKind({
  kind: 'rule',
  path: 'rules',
  what: 'a rule',
  name: 'Rule',
  example: {
    name: 'Urgent words',
    position: 10,
    on: ['ticket_opened', 'customer_message'],
    if: { all: [{ field: 'text', op: 'has_any', value: ['urgent', 'срочно'] }] },
    then: [{ set_priority: 'urgent' }]
  },
  fields: {
    name: required(text(1, 100)),
    position: standard(position, 0),
    enabled: standard(flag, true),
    on: required(list(oneOf(triggers), { min: 1, max: triggers.length, of: 'events' })),
    command: standard(orNull(commandField), null),
    after: standard(orNull(after), null),
    if: standard(conditionsField, {}),
    then: required(actionsField),
    once: standard(oneOf(onceWays), 'ticket'),
    ladder: standard(orNull(slug), null),
    stop: standard(flag, false)
  },
  further: commandProblems,
  refersTo: rulesReferences,
  alsoNeeds: (...bodies) => (bodies.some(body => endpointsIn(body).length > 0) ? ['webhooks:manage'] : []),
  /** What a rule that is off names may go. */
  isHeld: ({ enabled }) => enabled !== false
})

export const ruleKind = { ...declared, complete: (body: JsonObject) => declared.complete(withOnce(body)) }
