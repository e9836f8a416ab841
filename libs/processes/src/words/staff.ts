import type { EditFailure, MessageKind, Priority, ReplyFailure, TicketStatus } from '#domain'

const spaced = (name: string): string => name.replaceAll('_', ' ')

/** What the desk says to staff in topics, beside refusals and notices: plain text. `commands`: their list, a line each. */
export const staffWords = {
  help: (commands: string) => `Whatever you write here goes to the customer. Commands:\n${commands}`,
  generalHelp: (commands: string) =>
    `Nothing that is written in General reaches a customer. /queues and /status work here, too. In the topic of a ticket every message is a reply, and these commands work:\n${commands}`,
  buttons: {
    claim: 'Claim',
    resolve: 'Resolve',
    reopen: 'Reopen',
    sendAgain: 'Send again',
    sendNote: 'Send to the customer'
  },
  perhapsRepeated: '↻ perhaps repeated: ',
  edited: '✏️ edited:\n',
  forwardedFrom: (name: string) => `↪ forwarded from ${name}\n`,
  noted: (by: string) => `📝 ${by} noted:\n`,
  replied: (by: string) => `💬 ${by} replied:\n`,
  byApi: 'API',
  aColleague: 'A colleague',
  notShown: (kind: MessageKind) => `[${spaced(kind)}: can not be shown here]`,
  customerUnreachable:
    'The customer can not be reached: they have blocked the bot, or the account is gone. Replies can not be delivered until that changes.',
  customerBack: 'The customer can be reached again: they have unblocked the bot.'
} as const

/** What a message answers, where the answered one can't be shown; the same for everybody. */
export const answeredLine = (words: string): string =>
  words.trim() === '' ? '' : `↩ «${words.trim().replace(/\s+/g, ' ')}»\n`

export const cardWords = {
  title: (code: string) => `Ticket ${code}`,
  customer: (name: string) => `Customer: ${name}`,
  forgotten: 'forgotten',
  /** What the link carries by which the customer came. */
  source: (payload: string) => `Source: ${payload}`,
  queue: (name: string) => `Queue: ${name}`,
  status: (status: TicketStatus) => `Status: ${spaced(status)}`,
  assignee: (name: string | null) => `Assignee: ${name ?? 'nobody'}`,
  priority: (priority: Priority) => `Priority: ${priority}`,
  tags: (tags: string) => `Tags: ${tags}`,
  previousTicket: (code: string) => `Previous ticket: ${code}`,
  /** The topic's name where the customer has none. */
  nameless: 'Customer'
} as const

/** What stood in a topic that was deleted. */
export const summaryWords = {
  head: 'The former topic of this ticket was deleted. This is what happened so far:',
  forgotten: '(forgotten)',
  edited: '✏️ ',
  /** `name`: of its file. */
  media: (kind: MessageKind, name: string | null) =>
    kind === 'text' || kind === 'rich_message' ? '' : `[${spaced(kind)}${name === null ? '' : `: ${name}`}] `,
  delivery: {
    sent: '',
    pending: ' (not sent yet)',
    failed: ' (not delivered)',
    uncertain: ' (perhaps not delivered)',
    withdrawn: ' (withdrawn, not sent)'
  }
} as const

const failures: { readonly [why in ReplyFailure]: string } = {
  customer_blocked_bot: 'the customer has blocked the bot',
  customer_gone: "the customer's account was deleted",
  chat_not_found: 'Telegram does not know this chat',
  message_gone: 'the message was deleted before it could be sent',
  cannot_copy: 'Telegram does not let this kind of message be copied',
  voice_forbidden:
    'the customer takes no voice or video messages (their privacy settings), and as a file it did not go either',
  refused_by_telegram: 'Telegram refused it'
}

const editFailures: { readonly [why in EditFailure]: string } = {
  too_long: 'it is longer now than the messages it was sent as. Write again what has to be said',
  too_old: 'Telegram lets a message this old not be changed',
  cannot_be_edited: 'Telegram lets this kind of message not be changed',
  message_gone: 'the customer has deleted the message',
  customer_unreachable: 'the customer can not be reached',
  refused_by_telegram: 'Telegram refused it'
}

const because = (why: ReplyFailure, said: string | undefined): string =>
  said === undefined ? failures[why] : `${failures[why]} (“${said}”)`

export const replyWords = {
  left: 'This had left already when the rest of its album was kept from the customer: the customer has it.',
  arrived: '✓ Arrived: it was sent again, and Telegram has taken it.',
  /** `said`: Telegram's own words. */
  failed: (why: ReplyFailure, said?: string) => `Not delivered: ${because(why, said)}.`,
  inPart: (why: ReplyFailure, said?: string) =>
    `Delivered in part: the customer has the beginning, then ${because(why, said)}. Sent again, the beginning arrives twice.`,
  editFailed: (why: EditFailure, said?: string) =>
    `The customer does not see this change: ${editFailures[why]}${said === undefined ? '' : ` (“${said}”)`}.`,
  uncertain:
    'Telegram did not answer, so I do not know whether the customer got this. Send it again? It may then arrive twice.'
} as const
