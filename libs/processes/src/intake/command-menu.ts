import type { BotCommand, BotCommandScope } from '@grammyjs/types'
import type { CallResult } from '#telegram'
import { topicCommands } from '../topic-commands/index.js'
import { commonLanguage, customerWords, type Language, languages } from '../words/index.js'
import type { IntakeOptions } from './options.js'

type Menu = readonly BotCommand[]

const inTopics = (language: Language): Menu =>
  topicCommands.map(({ name, help }) => ({ command: name, description: help[language] }))

const inPrivate = (language: Language): Menu =>
  Object.entries(customerWords(language).commands).map(([command, description]) => ({ command, description }))

/**
 * What Telegram offers at `/`: in private chats what works there, in each of these staff groups the commands of topics,
 * to all members, for agents need not be administrators. Each in English for every language and in those that the desk
 * speaks besides. Sets what differs; a fault is logged, and the next start tries again. May be repeated.
 */
export async function offerCommands(
  { client, logger }: Pick<IntakeOptions, 'client' | 'logger'>,
  groupChatIds: readonly number[],
  signal?: AbortSignal
): Promise<void> {
  const wanted: readonly { readonly scope: BotCommandScope; readonly menu: (language: Language) => Menu }[] =
    [
      { scope: { type: 'all_private_chats' }, menu: inPrivate },
      ...groupChatIds.map(chat_id => ({ scope: { type: 'chat' as const, chat_id }, menu: inTopics }))
    ]

  async function offer(scope: BotCommandScope, language: Language, menu: Menu): Promise<CallResult<unknown>> {
    const whose = { scope, ...(language !== commonLanguage && { language_code: language }) }
    const known = await client.call('getMyCommands', whose, signal)
    if (known.kind !== 'ok' || isSame(known.result, menu)) return known
    return client.call('setMyCommands', { ...whose, commands: menu }, signal)
  }

  for (const { scope, menu } of wanted) {
    for (const language of languages) {
      const { kind } = await offer(scope, language, menu(language))
      if (kind !== 'ok')
        logger.warn({ scope: scope.type, language, kind }, 'the menu of commands was not set')
    }
  }
}

const isSame = (known: unknown, menu: Menu): boolean =>
  Array.isArray(known) &&
  known.length === menu.length &&
  menu.every(
    ({ command, description }, nth) =>
      known[nth]?.command === command && known[nth]?.description === description
  )
