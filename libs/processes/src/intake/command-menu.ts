import type { BotCommand, BotCommandScope } from '@grammyjs/types'
import type { CallResult } from '#telegram'
import { deskCommands, topicCommands } from '../topic-commands/index.js'
import { commonLanguage, customerWords, type Language, languages } from '../words/index.js'
import type { IntakeOptions } from './options.js'

type Menu = readonly BotCommand[]

const inTopics = (language: Language): Menu =>
  topicCommands.map(({ name, help }) => ({ command: name, description: help[language] }))

const inPrivate = (language: Language): Menu =>
  Object.entries(customerWords(language).commands).map(([command, description]) => ({ command, description }))

/** For an agent's own chat: the customer's, and what of the desk works without a ticket. */
const ofAgents = (language: Language): Menu => [
  ...inPrivate(language),
  ...deskCommands.map(({ name, help }) => ({ command: name, description: help[language] }))
]

type Offering = Pick<IntakeOptions, 'client' | 'logger'>

/**
 * What Telegram offers at `/`: in private chats what works there, in each of these staff groups the commands of topics,
 * to all members, for agents need not be administrators. Each in English for every language and in those that the desk
 * speaks besides. Sets what differs; a fault is logged, and the next start tries again. May be repeated.
 */
export async function offerCommands(
  options: Offering,
  groupChatIds: readonly number[],
  signal?: AbortSignal
): Promise<void> {
  await offer(options, { type: 'all_private_chats' }, inPrivate, signal)
  for (const chat_id of groupChatIds) await offer(options, { type: 'chat', chat_id }, inTopics, signal)
}

/** In an agent's private chat with the bot, which there must be: `null` takes it away. */
export const offerToAgent = (options: Offering, chat_id: number, menu: 'of_agents' | null): Promise<void> =>
  offer(options, { type: 'chat', chat_id }, menu === null ? () => [] : ofAgents)

async function offer(
  { client, logger }: Offering,
  scope: BotCommandScope,
  menu: (language: Language) => Menu,
  signal?: AbortSignal
): Promise<void> {
  async function inLanguage(language: Language): Promise<CallResult<unknown>> {
    const whose = { scope, ...(language !== commonLanguage && { language_code: language }) }
    const wanted = menu(language)
    const known = await client.call('getMyCommands', whose, signal)
    if (known.kind !== 'ok' || isSame(known.result, wanted)) return known
    if (wanted.length === 0) return client.call('deleteMyCommands', whose, signal)
    return client.call('setMyCommands', { ...whose, commands: wanted }, signal)
  }

  for (const language of languages) {
    const { kind } = await inLanguage(language)
    if (kind !== 'ok') logger.warn({ scope: scope.type, language, kind }, 'the menu of commands was not set')
  }
}

const isSame = (known: unknown, menu: Menu): boolean =>
  Array.isArray(known) &&
  known.length === menu.length &&
  menu.every(
    ({ command, description }, nth) =>
      known[nth]?.command === command && known[nth]?.description === description
  )
