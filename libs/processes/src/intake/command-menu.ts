import type { BotCommand, BotCommandScope } from '@grammyjs/types'
import { type Desk, fillText } from '#application'
import { type CallResult, cut } from '#telegram'
import { consoleCommand, deskCommands, topicCommands } from '../topic-commands/index.js'
import { commonLanguage, customerWords, type Language, languages } from '../words/index.js'
import type { IntakeOptions } from './options.js'

type Menu = readonly BotCommand[]

/** Telegram shows no more. */
const mostCommands = 100

const inTopics = ({ rules }: Desk, language: Language): Menu =>
  [
    ...topicCommands.map(({ name, help }) => ({ command: name, description: help[language] })),
    ...rules.commands().map(({ name, title }) => ({ command: name, description: cut(title, 256) }))
  ].slice(0, mostCommands)

/** In the desk's own wording, where it has one. */
async function inPrivate(desk: Desk, language: Language): Promise<Menu> {
  const to = { language, conversationId: null, ticket: null }
  const offered = async (name: 'start' | 'tickets'): Promise<BotCommand> => {
    const { text } = await fillText(desk, { name, ours: customerWords[name] }, to)
    return { command: name, description: cut(text, 256) }
  }
  return [await offered('start'), await offered('tickets')]
}

/** For an agent's own chat: the customer's, and what of the desk works without a ticket. */
const ofAgents = async (desk: Desk, language: Language): Promise<Menu> => [
  ...(await inPrivate(desk, language)),
  ...[...deskCommands, consoleCommand].map(({ name, help }) => ({
    command: name,
    description: help[language]
  }))
]

type Offering = Pick<IntakeOptions, 'client' | 'logger' | 'desk'>

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
  await offer(options, { type: 'all_private_chats' }, language => inPrivate(options.desk, language), signal)
  for (const chat_id of groupChatIds)
    await offer(
      options,
      { type: 'chat', chat_id },
      async language => inTopics(options.desk, language),
      signal
    )
}

/** In an agent's private chat with the bot, which there must be: `null` takes it away. */
export const offerToAgent = (options: Offering, chat_id: number, menu: 'of_agents' | null): Promise<void> =>
  offer(options, { type: 'chat', chat_id }, async language =>
    menu === null ? [] : ofAgents(options.desk, language)
  )

async function offer(
  { client, logger }: Pick<Offering, 'client' | 'logger'>,
  scope: BotCommandScope,
  menu: (language: Language) => Promise<Menu>,
  signal?: AbortSignal
): Promise<void> {
  async function inLanguage(language: Language): Promise<CallResult<unknown>> {
    const whose = { scope, ...(language !== commonLanguage && { language_code: language }) }
    const wanted = await menu(language)
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

const lookEveryMs = 30_000

/** The same now, and again once the desk has another wording of it, or rules answer other commands. Ends with the signal. */
export async function keepOffering(
  options: Offering,
  groupChatIds: readonly number[],
  signal: AbortSignal
): Promise<void> {
  const { desk } = options
  const worded = async () => ({
    inPrivate: JSON.stringify(await Promise.all(languages.map(language => inPrivate(desk, language)))),
    inTopics: JSON.stringify(desk.rules.commands())
  })
  let offered = await worded()
  await offerCommands(options, groupChatIds, signal)
  for (;;) {
    await desk.clock.sleep(lookEveryMs, signal)
    if (signal.aborted) return
    const now = await worded().catch(() => offered)
    const isNewInTopics = now.inTopics !== offered.inTopics
    if (isNewInTopics || now.inPrivate !== offered.inPrivate)
      await offerCommands(options, isNewInTopics ? groupChatIds : [], signal)
    offered = now
  }
}
