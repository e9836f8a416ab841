import type { LapseReason, RuleAction, RuleEvent } from '#domain'
import { toIso } from '#kernel'

type Applied = Extract<RuleEvent, { type: 'RuleApplied' }>['data']
type Lapsed = Extract<RuleEvent, { type: 'RuleLapsed' }>['data']

const onWhat: { readonly [On in Applied['on']]: string } = {
  ticket_opened: 'the ticket was opened',
  customer_message: 'the customer wrote',
  agent_reply: 'an agent replied',
  status_changed: 'its status changed',
  priority_changed: 'its priority changed',
  queue_changed: 'it came to another queue',
  tags_changed: 'its tags changed',
  fields_changed: 'its fields changed',
  assigned: 'somebody got it',
  unassigned: 'nobody had it any more',
  sla_warned: 'one of its clocks gave a warning',
  sla_breached: 'one of its clocks ran out',
  rated: 'the customer rated it',
  escalated: 'it was handed up',
  acknowledged: 'somebody took note of it',
  form_finished: 'a form was finished',
  command: 'somebody typed its command'
}

type Matched = readonly { readonly field: string; readonly terms: readonly string[] }[]

const foundWords = (matched: Matched | null): string =>
  (matched ?? [])
    .map(({ field, terms }) => ` Found in ${field}: ${terms.map(term => `“${term}”`).join(', ')}.`)
    .join('')

/** What a rule did, and on what, for people. */
export function ruleSentence(
  { rule, on, actions, refused = [], heldUntil, from, signalScore }: Applied,
  matched: Matched | null = null
): string {
  if (heldUntil !== undefined)
    return `The rule ${rule} would have moved it a sixth time within an hour, because ${onWhat[on]}: not asked again before ${toIso(heldUntil)}. A lead should decide.`
  const did = actions.length > 0 ? actions.map(actionWords).join(', ') : 'nothing'
  const not = refused.map(({ action, reason }) => `${actionWords(action)} (${reason.replaceAll('_', ' ')})`)
  const also = not.length > 0 ? ` Not done: ${not.join(', ')}.` : ''
  const when = from === undefined ? '' : `, counted from ${toIso(from)}`
  const weighed = signalScore === undefined ? '' : ` Its signals weighed ${signalScore}.`
  return `The rule ${rule} did this because ${onWhat[on]}${when}: ${did}.${also}${weighed}${foundWords(matched)}`
}

const lapsed: { readonly [Reason in LapseReason]: string } = {
  rule_is_off: 'it is off by now',
  status: 'the ticket is in another status',
  conditions: 'its conditions do not hold any more',
  unknown: 'what it looks at can not be read any more',
  has_acted: 'it has acted already',
  held_back: 'it is held back',
  acknowledged: 'somebody said that they are on it',
  reply_not_delivered: 'a reply has not reached the customer',
  nothing_to_do: 'all is as it wants it',
  agent_unknown: 'who should get it is no agent',
  agent_away: 'who should get it is away or busy',
  agent_at_capacity: 'who should get it has enough',
  not_assigned: 'the ticket could not be given to them',
  template_unknown: 'the template is not in force',
  template_for_agents: 'the template is for agents',
  missing_value: 'the template has a variable without a value',
  nothing_to_send: 'nothing is left of the template as it is filled in',
  not_said: 'the ticket did not allow it',
  no_article: 'there is no article with such words',
  index_not_ready: 'the index of articles was not ready',
  endpoint_unknown: 'the endpoint is not there any more',
  endpoint_not_allowed:
    'the endpoint is told nothing of tickets, or is not told of this queue, or asks for less by now',
  endpoint_paused: 'the endpoint is paused or was never verified',
  endpoint_busy: 'the endpoint has asked to be left alone for now',
  not_answered: 'the endpoint did not answer in time',
  answer_failed: 'the endpoint answered that it failed',
  answer_too_big: 'the answer of the endpoint is too big',
  answer_invalid: 'the answer of the endpoint is not what was asked for',
  answer_refused: 'the ticket does not take what the endpoint answered'
}

/** Why nothing came of a rule whose time had come. */
export const lapseSentence = ({ rule, from, because, action }: Lapsed): string =>
  action
    ? `What the rule ${rule} wanted, ${actionWords(action)}, was not done: ${lapsed[because]}.`
    : `The time of the rule ${rule}, counted from ${toIso(from)}, has come, and nothing came of it: ${lapsed[because]}.`

const notifiedWords = {
  assignee: 'whoever has it',
  team: 'its team',
  leads: 'the leads',
  group: 'the group'
} as const

export function actionWords(action: RuleAction): string {
  if ('set_priority' in action) return `priority ${action.set_priority}`
  if ('add_tags' in action) return `tags ${action.add_tags.join(', ')} added`
  if ('remove_tags' in action) return `tags ${action.remove_tags.join(', ')} removed`
  if ('transfer' in action) return `moved to the queue ${action.transfer}`
  if ('assign_team' in action) return `given to the team ${action.assign_team}`
  if ('escalate' in action) return `handed up to the team ${action.escalate.team_id}`
  if ('unassign' in action) return 'taken from whoever had it'
  if ('assign_agent' in action) return `to be given to ${action.assign_agent}`
  if ('reply_template' in action) return `the template ${action.reply_template} to be sent`
  if ('note' in action) return 'a note added'
  if ('notify' in action) return `${notifiedWords[action.notify.who]} told`
  if ('start_form' in action) return `the form ${action.start_form} asked for`
  if ('request_rating' in action) return 'the customer asked how it went'
  if ('suggest_articles' in action)
    return action.suggest_articles.to === 'agent'
      ? 'articles to be shown to the team'
      : 'articles to be sent to the customer'
  if ('require_skills' in action)
    return `the skills ${action.require_skills.map(({ skill }) => skill).join(', ')} asked for`
  if ('webhook' in action) return `the endpoint ${action.webhook.endpoint_id} to be told`
  return `status ${action.set_status}`
}

/** The queue, team … that it was brought to; null: none. */
export function chosenBy({ actions }: Applied): string | null {
  for (const action of actions) {
    if ('transfer' in action) return action.transfer
    if ('assign_team' in action) return action.assign_team
    if ('escalate' in action) return action.escalate.team_id
  }
  return null
}
