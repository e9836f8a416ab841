import { inLanguage } from './language.js'

/** Why the desk does not do something, by the type of its problem: where the desk's own words are for programs, or in English. */
const en: { readonly [type: string]: string } = {
  ticket_closed: 'The ticket is closed: the next message of the customer opens a new one.',
  ticket_resolved: 'The ticket is resolved: reopen it first.',
  agent_at_capacity: 'They have as many tickets as they may.',
  agent_away: 'They are away or busy.',
  article_for_agents: 'This article is for agents: it is never sent.',
  template_for_agents: 'This template is for agents: it is never sent.',
  missing_value: 'The template needs a value that is missing.',
  nothing_to_send: 'Nothing is sent: as it is filled in, nothing would be seen of it.',
  not_found: 'There is no such thing, or not for you.',
  body_too_large: 'This is too much at once.',
  'quota-exceeded': 'Too much was asked for in a short time: wait a moment.',
  unavailable: 'The desk can not do this at the moment.',
  file_too_big: 'Telegram gives no file of this size.',
  not_sealed_yet: 'It is not sealed yet.',
  legal_hold: 'A legal hold keeps this person.',
  too_many_tickets: 'These are too many tickets at once: narrow them down.'
}

export const refusals = inLanguage(en)

/** Undefined: it is said in the desk's own words. */
export const refusalWords = (type: string): string | undefined => refusals.value[type.split('/').at(-1) ?? '']
