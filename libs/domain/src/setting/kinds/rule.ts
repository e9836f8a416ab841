import { actionsField } from '../../rule/actions-field.js'
import { conditionsField } from '../../rule/conditions-field.js'
import { rulesReferences } from '../../rule/references.js'
import { onceWays, triggers } from '../../rule/words.js'
import { flag, list, oneOf, position, required, standard, text } from '../fields.js'
import { settingKind } from '../spec.js'

export const ruleKind = settingKind({
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
    if: standard(conditionsField, {}),
    then: required(actionsField),
    once: standard(oneOf(onceWays), 'ticket'),
    stop: standard(flag, false)
  },
  refersTo: rulesReferences,
  /** What a rule that is off names may go. */
  isHeld: ({ enabled }) => enabled !== false
})
