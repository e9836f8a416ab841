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
  sla_breached: 'one of its clocks ran out'
}

/** What a rule did, and on what, for people. */
export function ruleSentence({ rule, on, actions, refused = [], heldUntil, from }: Applied): string {
  if (heldUntil !== undefined)
    return `The rule ${rule} would have moved it a sixth time within an hour, because ${onWhat[on]}: not asked again before ${toIso(heldUntil)}. A lead was told.`
  const did = actions.length > 0 ? actions.map(actionWords).join(', ') : 'nothing'
  const not = refused.map(({ action, reason }) => `${actionWords(action)} (${reason.replaceAll('_', ' ')})`)
  const also = not.length > 0 ? ` Not done: ${not.join(', ')}.` : ''
  const when = from === undefined ? '' : `, counted from ${toIso(from)}`
  return `The rule ${rule} did this because ${onWhat[on]}${when}: ${did}.${also}`
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
  nothing_to_do: 'all is as it wants it'
}

/** Why nothing came of a rule whose time had come. */
export const lapseSentence = ({ rule, from, because }: Lapsed): string =>
  `The time of the rule ${rule}, counted from ${toIso(from)}, has come, and nothing came of it: ${lapsed[because]}.`

export function actionWords(action: RuleAction): string {
  if ('set_priority' in action) return `priority ${action.set_priority}`
  if ('add_tags' in action) return `tags ${action.add_tags.join(', ')} added`
  if ('remove_tags' in action) return `tags ${action.remove_tags.join(', ')} removed`
  if ('transfer' in action) return `moved to the queue ${action.transfer}`
  if ('assign_team' in action) return `given to the team ${action.assign_team}`
  if ('unassign' in action) return 'taken from whoever had it'
  return `status ${action.set_status}`
}

/** The queue, team … that it was brought to; null: none. */
export function chosenBy({ actions }: Applied): string | null {
  for (const action of actions) {
    if ('transfer' in action) return action.transfer
    if ('assign_team' in action) return action.assign_team
  }
  return null
}
