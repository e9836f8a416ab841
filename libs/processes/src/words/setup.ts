import type { GroupNeed } from '#domain'
import type { LostReason, NotSentReason, SetupProblem } from '#telegram'

/** The answers to `/setup CODE`. */
export const setupWords = {
  done: (title: string) => `Done: "${title}" is the staff group now. Each ticket will be a topic here.`,
  wrongCode: 'This code is not valid (any more). The desk prints a new one when it starts.',
  notAdministrator: 'Only an administrator of this group can set it up.',
  noAnswer: 'Telegram did not answer. Please send the command again.',
  lacks: (vital: readonly GroupNeed[]): string =>
    [
      'Not yet:',
      ...(vital.includes('forum') ? ['• turn on topics in the settings of this group'] : []),
      ...(vital.includes('administrator')
        ? ['• make the bot an administrator (topics, deleting, pinning)']
        : []),
      'Then send the command again.'
    ].join('\n')
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

const unreachable: { readonly [why in LostReason | NotSentReason]: string } = {
  timeout: 'no answer in time',
  aborted: 'stopped',
  connection: 'the connection broke',
  server_error: 'Telegram has an internal error',
  unclear_answer: 'the answer is not from the Bot API',
  no_address: 'the name of the server has no address',
  refused: 'nobody listens there',
  unreachable: 'the network does not reach it',
  insecure: 'no secure connection',
  no_socket:
    'no socket can be opened here: too many files are open (ulimit -n), or ports or memory are used up',
  turned_away: 'something on the way turns calls away: look at the proxy, and at TELEGRAM_API_ROOT'
}

/** For health and logs. */
export const unreachableText = (why: LostReason | NotSentReason): string => unreachable[why]
