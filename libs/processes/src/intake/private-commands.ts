import { agentDecider, agentStream } from '#domain'
import { type AgentId, agentIdFor } from '#kernel'
import { type Command, type CustomerEdit, type CustomerMessage, type CustomerStart, cut } from '#telegram'
import { privateCommandList, readInPrivate, usageOf } from '../topic-commands/index.js'
import {
  type Details,
  groupNoticeText,
  type Language,
  peopleAbout,
  refusalText,
  staffWords,
  type ToldRefusal
} from '../words/index.js'
import type { Asides } from './asides.js'
import type { ChangeAvailability } from './availability.js'
import type { Cause } from './cause.js'
import { offerToAgent } from './command-menu.js'
import type { GroupNotices } from './group-notices.js'
import type { IntakeOptions } from './options.js'

type Written = CustomerMessage | CustomerEdit

const menusKept = 1000

/**
 * What agents ask of the desk in their private chat with the bot. Whoever is no agent, was removed, or has left the group
 * is a customer there, and so is an agent in all that is no command of the desk. Answers are sent at once and not
 * recorded: one that is lost is asked for again.
 */
export function createPrivateCommands(
  { desk, client, directories, logger, signInLink }: IntakeOptions,
  changeAvailability: ChangeAvailability,
  notices: GroupNotices,
  asides: Asides
) {
  async function agentOf(userId: number): Promise<AgentId | undefined> {
    const subjectId = await desk.vault.findSubject(userId)
    if (!subjectId) return undefined
    const agentId = agentIdFor(subjectId)
    const { state } = await desk.runner.load(agentDecider, agentStream(agentId))
    return state.exists && !state.removed && state.leftAt === null ? agentId : undefined
  }

  /** Agents whose menu was looked at since the start, the last of them. */
  const offered = new Set<AgentId>()
  function offerMenu(agentId: AgentId, chatId: number): void {
    if (offered.has(agentId)) return
    if (offered.size >= menusKept) offered.clear()
    offered.add(agentId)
    void offerToAgent({ client, logger, desk }, chatId, 'of_agents')
  }

  async function nameOf(id: AgentId, language: Language): Promise<string> {
    return (await directories.agents.profileOf(id))?.display_name ?? staffWords[language].aColleague
  }

  function say({ chatId, messageId, threadId }: Written, text: string): void {
    asides.answer({
      link_preview_options: { is_disabled: true },
      chat_id: chatId,
      text: cut(text, 4096),
      reply_parameters: { message_id: messageId, allow_sending_without_reply: true },
      ...(threadId !== undefined && { message_thread_id: threadId })
    })
  }

  async function answer(cause: Cause, update: Written, agentId: AgentId, command: Command): Promise<boolean> {
    const { staffLanguage, teamTimeZone } = await desk.settings.desk()
    const usage = usageOf(command.name, staffLanguage)
    const refused = (reason: ToldRefusal, details: Details = {}) =>
      say(update, refusalText(staffLanguage, reason, { command: command.name, usage, details, holder: '' }))
    const meant = readInPrivate(command, { agentId, now: desk.clock.now() })
    switch (meant?.kind) {
      case undefined:
        return false
      case 'help':
        say(update, staffWords[staffLanguage].privateHelp(privateCommandList(staffLanguage)))
        return true
      case 'mistake':
        refused(meant.reason, meant.details)
        return true
      case 'standing': {
        const { notice, details } = await notices.standingOf(meant.of, agentId)
        const people = await peopleAbout(details, teamTimeZone, id => nameOf(id, staffLanguage))
        say(update, groupNoticeText(staffLanguage, notice, { details, inTopic: false, commands: '', people }))
        return true
      }
      case 'console':
        say(update, staffWords[staffLanguage].consoleLink(await signInLink(agentId)))
        return true
      case 'find': {
        const { notice, details } = await notices.foundBy(meant.words, cause)
        say(update, groupNoticeText(staffLanguage, notice, { details, inTopic: false, commands: '' }))
        return true
      }
      case 'availability': {
        const done = await changeAvailability({ cause, agentId, typedAt: update.sentAt, ask: meant })
        if (done.ok) asides.acknowledge(update)
        else refused(done.reason, done.details)
        return true
      }
    }
  }

  return {
    /** Who begins a chat with the bot, and is an agent, is offered what works there. */
    async started({ customer, chatId }: CustomerStart): Promise<void> {
      const agentId = await agentOf(customer.id)
      if (agentId) offerMenu(agentId, chatId)
    },
    /** Who has left the group is offered nothing there; it is all the same where there is no such chat. */
    left(agentId: AgentId, userId: number): void {
      offered.delete(agentId)
      void offerToAgent({ client, logger, desk }, userId, null)
    },
    /** False: it is a customer's. What an agent edits into a command, or a command into another, is done by nobody. */
    async handle(cause: Cause, update: Written): Promise<boolean> {
      const { command, customer, content } = update
      if (!command || content.kind !== 'text') return false
      const agentId = await agentOf(customer.id)
      if (!agentId) return false
      offerMenu(agentId, update.chatId)
      if (update.kind === 'customer_message') return answer(cause, update, agentId, command)
      return readInPrivate(command, { agentId, now: desk.clock.now() }) !== undefined
    }
  }
}

export type PrivateCommands = ReturnType<typeof createPrivateCommands>
