import type { GuardRefusal, RunnerRefusal } from '#application'
import type { TicketRefusal } from '#domain'

/** Why something that was asked for in a topic was not done. */
export type ToldRefusal =
  | TicketRefusal
  | GuardRefusal
  | RunnerRefusal
  | 'unknown_command'
  | 'argument_missing'
  | 'argument_invalid'
  | 'edit_not_sent'
  | 'agent_ambiguous'
  | 'kept_as_note'
  | 'album_sent'
  | 'not_an_agent'
  | 'anonymous_admin'
  | 'not_a_person'

export type Details = { readonly [key: string]: string | number | null }

interface Refused {
  /** Without slash; a button's or an edit's, too. */
  readonly command: string
  readonly details: Details
  /** Who has the ticket, where that is why. */
  readonly holder: string
}

const said = ({ details }: Refused, key: string): string => String(details[key] ?? '')
const used = (refused: Refused): string => `It is used like this: ${said(refused, 'usage')}`

/** Plain text. */
const texts: { readonly [reason in ToldRefusal]: (refused: Refused) => string } = {
  ticket_closed: () =>
    'The ticket is closed, so this was not done. The next message of the customer opens a new one.',
  ticket_resolved: () => 'The ticket is resolved: /reopen comes first.',
  already_assigned: ({ holder }) => `${holder} has this ticket. /assign gives it to someone else.`,
  transition_not_allowed: refused =>
    `Not possible while the ticket is ${said(refused, 'from').replaceAll('_', ' ')}.`,
  unknown_message: () => 'This ticket has no such reply.',
  not_resendable: refused =>
    said(refused, 'state') === 'withdrawn'
      ? 'This reply was withdrawn before it was sent.'
      : 'This reply was sent, or is being sent.',
  unknown_ticket: () => 'There is no such ticket (any more).',
  reopen_window_passed: () => 'The ticket was resolved too long ago to be reopened by a message.',
  precondition_failed: () => 'Somebody else has changed the ticket meanwhile. Try again.',
  customer_forgotten: () => 'The customer was forgotten: nothing can be sent or noted here any more.',
  unknown_command: refused => {
    const nearest = said(refused, 'nearest')
    const perhaps = nearest && ` Did you mean /${nearest}?`
    return `I do not know this command, and nothing was sent to the customer.${perhaps} /help lists them all.`
  },
  argument_missing: used,
  argument_invalid: used,
  agent_unknown: refused =>
    `I know no agent of this name. Whoever has written here once is known: ${said(refused, 'usage') || '/assign @name'}`,
  agent_ambiguous: () => 'Several have this name. To whom?',
  queue_unknown: refused => {
    const queues = said(refused, 'queues')
    return `There is no such queue.${queues && ` There are: ${queues}.`}`
  },
  tag_invalid: () => 'A tag has 1 to 50 characters, without commas. It is used like this: /tag +add -remove',
  edit_not_sent: refused =>
    said(refused, 'what') === 'reply'
      ? 'The customer does not see this change: write again what has to be said.'
      : 'This change was not noted: write it again.',
  follows_a_note: () =>
    'This came right after a note, so it was kept as a note, too, and not sent. Send it to the customer?',
  album_sent: refused =>
    `The caption came late: ${said(refused, 'count')} of this album had gone to the customer already. Nothing more of it is sent.`,
  kept_as_note: refused =>
    `What stands after /${refused.command} was kept as a note. Send it to the customer?`,
  not_an_agent: () => 'You are not on the list of agents, so nothing was done.',
  anonymous_admin: () =>
    'You write as an anonymous administrator, so I can not tell who you are, and nothing was sent. ' +
    'Turn off "Remain anonymous" in your administrator rights, then write again.',
  not_a_person: () =>
    'Only people can answer here: what is written as a channel or by a bot is not sent to the customer.'
}

const isTold = (reason: string): reason is ToldRefusal => Object.hasOwn(texts, reason)

/** `reason` as it is recorded: an older or a newer desk may have reasons that this one does not know. */
export function refusalText(reason: string, refused: Refused): string {
  if (isTold(reason)) return texts[reason](refused)
  const more = Object.values(refused.details).filter(value => value !== null && value !== '')
  const shown = more.length > 0 ? ` (${more.join(', ')})` : ''
  return `/${refused.command}: ${reason.replaceAll('_', ' ')}${shown}.`
}
