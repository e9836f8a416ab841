import { inLanguage } from './language.js'

/** Why the desk does not do something, to people: by the type of its problem. What stands here not is told as the desk says it. */
const en: { readonly [type: string]: string } = {
  ticket_closed: 'The ticket is closed: the next message of the customer opens a new one.',
  ticket_resolved: 'The ticket is resolved: reopen it first.',
  reopen_window_passed: 'It was resolved too long ago to be reopened.',
  already_assigned: 'Another agent has the ticket.',
  transition_not_allowed: 'A ticket can not go there from its present status.',
  form_running: 'The customer is answering a form already.',
  not_resolved: 'The ticket is not resolved: only then a rating is asked for.',
  not_escalated: 'Nobody has handed the ticket up.',
  not_in_team: 'Only the team that it was handed up to, or a lead, can take note of it.',
  not_resendable: 'This reply has neither failed nor is it uncertain.',
  seen_by_customer: 'The customer may have seen it: it is never repeated.',
  not_failed: 'This delivery has not failed.',
  customer_forgotten: 'The customer was forgotten: nothing personal can be added.',
  customer_unreachable: 'The customer has blocked the bot.',
  agent_at_capacity: 'They have as many tickets as they may.',
  agent_away: 'They are away or busy.',
  not_an_agent: 'This person is no agent any more.',
  article_for_agents: 'This article is for agents: it is never sent.',
  template_for_agents: 'This template is for agents: it is never sent.',
  missing_value: 'The template needs a value that is missing.',
  nothing_to_send: 'Nothing is sent: as it is filled in, nothing would be seen of it.',
  not_yourself: 'As an agent you act only as yourself.',
  not_found: 'There is no such thing, or not for you.',
  body_too_large: 'This is too much at once.',
  'quota-exceeded': 'Too much was asked for in a short time: wait a moment.',
  not_same_origin: 'This did not come from the console’s own page.',
  unavailable: 'The desk can not do this at the moment.',
  telegram_unavailable: 'Telegram does not answer at the moment.',
  file_too_big: 'Telegram gives no file of this size.',
  not_sealed_yet: 'It is not sealed yet.',
  legal_hold: 'A legal hold keeps this person.',
  too_many_tickets: 'These are too many tickets at once: narrow them down.'
}

export const refusals = inLanguage(en)

/** Undefined: it is said in the desk's own words. */
export const refusalWords = (type: string): string | undefined => refusals.value[type.split('/').at(-1) ?? '']
