import type { RuleAction, RuleEvent } from '#domain'
import { toIso } from '#kernel'

const onWhat: { readonly [On in RuleEvent['data']['on']]: string } = {
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
export function ruleSentence({ rule, on, actions, refused = [], heldUntil }: RuleEvent['data']): string {
  if (heldUntil !== undefined)
    return `The rule ${rule} would have moved it a sixth time within an hour, because ${onWhat[on]}: not asked again before ${toIso(heldUntil)}. A lead was told.`
  const did = actions.length > 0 ? actions.map(actionWords).join(', ') : 'nothing'
  const not = refused.map(({ action, reason }) => `${actionWords(action)} (${reason.replaceAll('_', ' ')})`)
  const also = not.length > 0 ? ` Not done: ${not.join(', ')}.` : ''
  return `The rule ${rule} did this because ${onWhat[on]}: ${did}.${also}`
}

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
export function chosenBy({ actions }: RuleEvent['data']): string | null {
  for (const action of actions) {
    if ('transfer' in action) return action.transfer
    if ('assign_team' in action) return action.assign_team
  }
  return null
}
