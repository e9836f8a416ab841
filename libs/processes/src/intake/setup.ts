import { createHash, randomBytes } from 'node:crypto'
import { ActOnStaffGroup } from '#application'
import type { DeskState } from '#desk-state'
import { staffGroupIdFor } from '#kernel'
import { type Author, inspectBot } from '#telegram'
import { setupWords } from '../words/index.js'
import type { Cause } from './cause.js'
import { offerCommands } from './command-menu.js'
import { missingAfter } from './inspection.js'
import type { IntakeOptions } from './options.js'
import type { Topics } from './topics.js'

const hashOf = (code: string): string => createHash('sha256').update(code.trim().toUpperCase()).digest('hex')
const usedFact = (hash: string): string => `setup-code-used-${hash.slice(0, 16)}`
const fact = 'setup-code'

/** Makes a new one-time code and forgets the former; only its hash is kept. For the start to print. */
export async function newSetupCode(state: Pick<DeskState, 'setFact'>): Promise<string> {
  const code = randomBytes(10).toString('hex').toUpperCase()
  await state.setFact(fact, { hash: hashOf(code) })
  return code
}

export interface SetupAsked {
  readonly groupId: number
  readonly threadId: number | null
  readonly messageId: number
  readonly author: Author
  readonly code: string
}

/**
 * `/setup CODE`: an administrator makes the group a staff group. The code works once, and only where the group is as it
 * must be, so that a mistake costs nothing. What is wrong is said at once, for there is no staff group yet to say it in.
 */
export function createSetup(options: IntakeOptions, topics: Topics) {
  const { client, commands, state, desk, logger } = options

  const say = ({ groupId, messageId }: SetupAsked, text: string): void => {
    const reply_parameters = { message_id: messageId, allow_sending_without_reply: true }
    void client.call('sendMessage', { chat_id: groupId, text, reply_parameters })
  }

  async function mayAsk({ author, groupId }: SetupAsked): Promise<boolean> {
    if (author.kind === 'anonymous_admin') return true
    if (author.kind !== 'person') return false
    const member = await client.call('getChatMember', { chat_id: groupId, user_id: author.person.id })
    return member.kind === 'ok' && ['creator', 'administrator'].includes(member.result.status)
  }

  /** The code is this update's, now or since its first try. */
  async function takeCode(cause: Cause, code: string): Promise<boolean> {
    const holder = await state.setFactOnce(usedFact(hashOf(code)), { by: cause.event.id })
    return holder['by'] === cause.event.id
  }

  return {
    async handle(cause: Cause, asked: SetupAsked): Promise<void> {
      const words = setupWords[(await desk.settings.desk()).staffLanguage]
      if (!(await mayAsk(asked))) {
        logger.warn({ group: asked.groupId }, '/setup was sent by somebody who is no administrator')
        return say(asked, words.notAdministrator)
      }
      const known = await state.fact(fact)
      if (known?.['hash'] !== hashOf(asked.code)) return say(asked, words.wrongCode)
      const inspection = await inspectBot(client, asked.groupId)
      const lacks = missingAfter(inspection)
      if (!lacks) return say(asked, words.noAnswer)
      const vital = lacks.filter(need => need === 'forum' || need === 'administrator')
      if (vital.length > 0) return say(asked, words.lacks(vital))
      if (!(await takeCode(cause, asked.code))) return say(asked, words.wrongCode)

      const { groupId: chatId, threadId, messageId } = asked
      const staffGroupId = (await topics.groupOf(chatId))?.staffGroupId ?? staffGroupIdFor(chatId)
      const context = (word: string) =>
        cause.context(word, { actor: 'process:intake', correlationId: staffGroupId })
      const register = { type: 'RegisterStaffGroup' as const, staffGroupId, chatId }
      await commands.execute(new ActOnStaffGroup(staffGroupId, register, context('register')))
      const rights = { type: 'RecordRights' as const, missing: lacks }
      await commands.execute(new ActOnStaffGroup(staffGroupId, rights, context('rights')))
      const notice = {
        type: 'RequestStaffNotice' as const,
        notice: 'setup_done' as const,
        threadId,
        replyToTelegramMessageId: messageId,
        details: { title: inspection.group?.title ?? null }
      }
      await commands.execute(new ActOnStaffGroup(staffGroupId, notice, context('setup-done')))
      void offerCommands(options, [chatId])
      logger.info({ staffGroupId, chatId }, 'a staff group was set up')
    }
  }
}
