import { agentIdIn, endpointIdIn } from '#kernel'
import {
  count,
  type Field,
  fieldOf,
  idOfA,
  list,
  type Members,
  object,
  oneOf,
  optional,
  orNull,
  problem,
  required,
  standard,
  text
} from '../setting/fields.js'
import { skillsField } from '../setting/skills-field.js'
import { foldTag, isTag } from '../tags.js'
import { priorities, ticketStatuses } from '../ticket-words.js'
import { notified } from './rule.js'

const tag: Field = {
  schema: { type: 'string', minLength: 1, maxLength: 50 },
  check: (given, at) =>
    typeof given === 'string' && isTag(foldTag(given))
      ? []
      : [
          problem(
            at,
            'invalid',
            'must be a tag of 1 to 50 characters without commas and without a space at its ends'
          )
        ]
}
const tags = list(tag, { min: 1, max: 50, of: 'tags' })
/** What is said must have something to say: Telegram takes no white space alone. */
const said = (max: number): Field => {
  const { schema, check } = text(1, max)
  return fieldOf(
    schema,
    given => typeof given === 'string' && given.trim() !== '' && check(given, '').length === 0,
    `must be text of 1 to ${max} characters, not only white space`
  )
}
const yes = fieldOf({ type: 'boolean', const: true }, given => given === true, 'must be true')
const flag = fieldOf({ type: 'boolean' }, given => typeof given === 'boolean', 'must be true or false')
/** `assigned` follows from an agent who is named. */
const reachable = ticketStatuses.filter(status => status !== 'assigned')

const agent = fieldOf(
  { type: 'string', examples: ['agt_5f0c9d0e-3c62-5f8b-9d53-3c0d8a8f7a11'] },
  given => typeof given === 'string' && agentIdIn(given) !== undefined,
  'must be the id of an agent'
)

const endpoint = fieldOf(
  { type: 'string', examples: ['whk_5f0c9d0e-3c62-5f8b-9d53-3c0d8a8f7a11'] },
  given => typeof given === 'string' && endpointIdIn(given) !== undefined,
  'must be the id of an endpoint'
)

const actions: Members = {
  set_priority: optional(oneOf(priorities)),
  add_tags: optional(tags),
  remove_tags: optional(tags),
  transfer: optional(idOfA('a queue')),
  assign_team: optional(idOfA('a team')),
  unassign: optional(yes),
  escalate: optional(
    object({
      team_id: required(idOfA('a team')),
      reassign: optional(flag),
      raise_priority_to: optional(orNull(oneOf(priorities)))
    })
  ),
  require_skills: optional(skillsField(1)),
  set_status: optional(oneOf(reachable)),
  assign_agent: optional(agent),
  reply_template: optional(idOfA('a template')),
  note: optional(said(4096)),
  notify: optional(object({ who: required(oneOf(notified)), text: required(said(1000)) })),
  request_rating: optional(yes),
  start_form: optional(idOfA('a form')),
  suggest_articles: optional(
    object({
      query: standard(orNull(text(1, 400)), null),
      to: standard(oneOf(['agent', 'customer']), 'agent'),
      max: standard(count(1, 3), 3)
    })
  ),
  webhook: optional(object({ endpoint_id: required(endpoint) }))
}

const members = object(actions, (given, at) =>
  Object.keys(given).length === 1
    ? []
    : [problem(at, 'invalid', `must have exactly one of ${Object.keys(actions).join(', ')}`)]
)
const action: Field = { ...members, schema: { ...members.schema, minProperties: 1, maxProperties: 1 } }
export const actionsField = list(action, { min: 1, max: 20, of: 'actions' })
