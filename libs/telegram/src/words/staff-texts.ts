import type { LostReason, NotSentReason } from '../client/call-result.js'
import type { TelegramError } from '../client/telegram-error.js'
import type { SetupProblem } from '../setup/inspect-bot.js'

/** The commands of a topic: name, arguments, what it does. Also for setMyCommands. */
export const staffCommands: readonly (readonly [name: string, args: string, does: string])[] = [
  ['note', 'text', 'write to colleagues only'],
  ['claim', '', 'take the ticket'],
  ['assign', '@name', 'give the ticket to a colleague'],
  ['unassign', '', 'put the ticket back into its queue'],
  ['hold', '', 'wait for someone else'],
  ['wait', '', 'wait for the customer'],
  ['resume', '', 'end /hold or /wait'],
  ['resolve', '', 'the question is answered'],
  ['reopen', '', 'it was not'],
  ['close', '', 'end it: the next message opens a new ticket'],
  ['priority', 'low|normal|high|urgent', 'set the priority'],
  ['queue', 'name', 'move the ticket to another queue'],
  ['tag', '+add -remove', 'change the tags']
]

const commandList = staffCommands
  .map(([name, args, does]) => `/${name}${args && ` ${args}`}: ${does}`)
  .join('\n')

/** What the desk says to staff. Plain text, English. */
export const staffTexts = {
  help: `Whatever you write here goes to the customer. Commands:\n${commandList}`,
  generalHelp: `Nothing that is written in General reaches a customer. In the topic of a ticket every message is a reply, and these commands work:\n${commandList}`,
  anonymousAdmin:
    'You write as an anonymous administrator, so I can not tell who you are, and nothing was sent. ' +
    'Turn off "Remain anonymous" in your administrator rights, then write again.',
  notAPerson:
    'Only people can answer here: what is written as a channel or by a bot is not sent to the customer.',
  notAnAgent: 'You are not on the list of agents, so nothing was done.',
  foreignTopic: 'This topic belongs to no ticket: nothing that is written here reaches a customer.',
  alreadyClaimed: (name: string) => `${name} has this ticket. /assign gives it to someone else.`,
  replyRefused: (why: string) => `Not delivered: ${why}.`,
  replyInPart: (why: string) =>
    `Delivered in part: the customer has the beginning, then ${why}. Sent again, the beginning arrives twice.`,
  replyUncertain:
    'Telegram did not answer, so I do not know whether the customer got this. Send it again? It may then arrive twice.',
  sendAgain: 'Send again',
  sentAgain: 'Sent again.',
  perhapsRepeated: '↻ perhaps repeated: ',
  customerUnreachable:
    'The customer can not be reached: they have blocked the bot, or the account is gone. Replies can not be delivered until that changes.',
  topicMadeAgain: 'The former topic of this ticket was deleted. This is what happened so far:',
  setupDone: (title: string) => `Done: "${title}" is the staff group now. Each ticket will be a topic here.`,
  setupWrongCode: 'This code is not valid (any more). The desk prints a new one when it starts.',
  setupNotAdministrator: 'Only an administrator of this group can set it up.',
  buttons: { claim: 'Claim', resolve: 'Resolve', reopen: 'Reopen' }
} as const

/** One line for log, health and group: what is wrong and how to put it right. */
export function setupProblemText(problem: SetupProblem): string {
  switch (problem.kind) {
    case 'unauthorized':
      return 'Telegram does not accept the bot token, or TELEGRAM_API_ROOT is no Bot API server.'
    case 'unreachable':
      return 'Telegram can not be reached.'
    case 'group_not_found':
      return 'The staff group was not found: add the bot to it, and check TELEGRAM_STAFF_GROUP_ID.'
    case 'group_migrated':
      return `The staff group has become a supergroup${problem.to === undefined ? '' : ` with the id ${problem.to}`}.`
    case 'not_a_group':
      return 'The chat with the id of the staff group is no group.'
    case 'not_a_forum':
      return 'Topics are off in the staff group: turn them on in its settings.'
    case 'bot_not_in_group':
      return 'The bot is not in the staff group: add it as an administrator.'
    case 'bot_not_administrator':
      return 'The bot is not an administrator of the staff group.'
    case 'right_missing':
      return `The bot lacks a right in the staff group: ${problem.right}.`
    case 'refused':
      return `Telegram refused ${problem.call}: ${problem.code} ${problem.description}`
  }
}

/** The end of "Not delivered: …" for whoever wrote the reply. */
export function refusalText(error: TelegramError): string {
  switch (error.kind) {
    case 'customer_unreachable':
      return {
        blocked: 'the customer has blocked the bot',
        deactivated: "the customer's account was deleted",
        never_started: 'the customer has never written to the bot',
        chat_not_found: 'Telegram does not know this chat',
        is_a_bot: 'bots can not be written to'
      }[error.why]
    case 'source_gone':
      return 'the message was deleted before it could be sent'
    case 'cannot_copy':
      return 'Telegram does not let this kind of message be copied'
    case 'too_long':
      return 'it is too long'
    case 'empty':
      return 'there is nothing in it'
    case 'file_unusable':
      return 'Telegram does not take the file'
    case 'edit_target_gone':
    case 'cannot_edit':
      return 'the message can not be changed any more'
    default:
      return `Telegram refused it (${error.kind.replaceAll('_', ' ')})`
  }
}

/** For health and logs. */
export function unreachableText(why: LostReason | NotSentReason): string {
  switch (why) {
    case 'timeout':
      return 'no answer in time'
    case 'aborted':
      return 'stopped'
    case 'connection':
      return 'the connection broke'
    case 'server_error':
      return 'Telegram has an internal error'
    case 'unclear_answer':
      return 'the answer is not from the Bot API'
    case 'no_address':
      return 'the name of the server has no address'
    case 'refused':
      return 'nobody listens there'
    case 'unreachable':
      return 'the network does not reach it'
    case 'insecure':
      return 'no secure connection'
  }
}
