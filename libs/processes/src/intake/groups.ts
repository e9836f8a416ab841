import { ActOnAgent, ActOnStaffGroup } from '#application'
import { agentDecider, agentStream, type StaffGroupCommand } from '#domain'
import { agentIdFor, commandIdFor, type StaffGroupId } from '#kernel'
import {
  type BotMembership,
  isInChat,
  type Migrated,
  type StaffGeneral,
  type StaffMembership
} from '#telegram'
import type { StaffGroup } from '../directories/index.js'
import { isForAgents, readInGeneral } from '../topic-commands/index.js'
import type { AgentsSeen } from './agents.js'
import type { Cause } from './cause.js'
import { offerCommands } from './command-menu.js'
import type { AnswerForDesk } from './desk-commands.js'
import type { GroupNotices } from './group-notices.js'
import { missingIn } from './inspection.js'
import type { IntakeOptions } from './options.js'
import type { PrivateCommands } from './private-commands.js'
import { type SavedTemplates, shortcodeToSave } from './saved-templates.js'
import type { Topics } from './topics.js'

/** What concerns a staff group as a whole. Groups that are none are left in peace. */
export function createGroups(
  options: IntakeOptions,
  topics: Topics,
  agents: AgentsSeen,
  notices: GroupNotices,
  answerForDesk: AnswerForDesk,
  inPrivate: Pick<PrivateCommands, 'left'>,
  saved: SavedTemplates
) {
  const { commands, desk, client, directories } = options
  const act = (cause: Cause, word: string, id: StaffGroupId, command: StaffGroupCommand) =>
    commands.execute(
      new ActOnStaffGroup(id, command, cause.context(word, { actor: 'process:intake', correlationId: id }))
    )

  /** Where Telegram does not say, somebody is not there: who is taken to be gone gets nothing, and can say that they are back. */
  async function isInAnother(userId: number, left: StaffGroup): Promise<boolean> {
    const others = directories.staffGroups
      .all()
      .filter(({ active, chatId }) => active && chatId !== left.chatId)
    for (const { chatId } of others) {
      const member = await client.call('getChatMember', { chat_id: chatId, user_id: userId })
      if (member.kind === 'ok' && isInChat(member.result)) return true
    }
    return false
  }

  return {
    /** In General only commands count; talk among colleagues is theirs, but who talks there is an agent from now on. */
    async general(cause: Cause, update: StaffGeneral): Promise<void> {
      const { author, command, groupId, messageId } = update
      if (author.kind === 'self' || author.kind === 'bot') return
      const group = await topics.groupOf(groupId)
      if (!group) return
      const who = await agents.author(cause, author, update.sentAt)
      if (!command) return
      const asked = { cause, staffGroupId: group.staffGroupId, threadId: null, messageId }
      if (who.kind !== 'agent')
        return notices.tell(asked, isForAgents(command.name) ? 'not_an_agent' : 'general_help')
      const { agentId } = who
      const shortcode = command.name === 't' ? shortcodeToSave(command.args.text) : undefined
      if (shortcode !== undefined) {
        const { answered: content, replyTo } = update
        const answered = content && replyTo?.messageId ? { messageId: replyTo.messageId, content } : undefined
        const where = { chatId: groupId, threadId: null, messageId }
        const reason = await saved.save({ cause, agentId, ...where, shortcode, answered })
        return reason && notices.tell(asked, 'command_refused', { command: 't', reason })
      }
      const ask = readInGeneral(command, { agentId, now: desk.clock.now() })
      if (!ask || ask.kind === 'help') return notices.tell(asked, 'general_help')
      if (ask.kind === 'mistake') {
        const { reason, details } = ask
        return notices.tell(asked, 'command_refused', { ...details, command: command.name, reason })
      }
      const by = { agentId, chatId: groupId, typedAt: update.sentAt, command: command.name }
      return answerForDesk(asked, by, ask)
    },

    /** Agents alone: whoever else comes or goes is nobody to the desk. */
    async staffMembership(cause: Cause, { groupId, person, isMember, at }: StaffMembership): Promise<void> {
      const group = await topics.groupOf(groupId)
      const subjectId = group && (await desk.vault.findSubject(person.id))
      if (!subjectId) return
      const agentId = agentIdFor(subjectId)
      const { state } = await desk.runner.load(agentDecider, agentStream(agentId))
      if (!state.exists || (!isMember && (await isInAnother(person.id, group)))) return
      if (!isMember) inPrivate.left(agentId, person.id)
      const context = cause.context('membership', { actor: 'process:intake', correlationId: agentId })
      await commands.execute(new ActOnAgent(agentId, { type: 'SeeMembership', isMember, at }, context))
    },

    async membership(cause: Cause, { groupId, isForum, now }: BotMembership): Promise<void> {
      const group = await topics.groupOf(groupId)
      if (!group) return
      const missing = missingIn(isForum, now)
      await act(cause, 'rights', group.staffGroupId, { type: 'RecordRights', missing })
    },

    /** Told in both chats: the second time it is known. */
    async migrated(cause: Cause, { from, to }: Migrated): Promise<void> {
      const group = await topics.groupOf(from)
      if (!group) return
      const { staffGroupId } = group
      const command = { type: 'MigrateStaffGroup' as const, fromChatId: from, toChatId: to }
      const context = cause.context('migrate', { actor: 'process:intake', correlationId: staffGroupId })
      const commandId = commandIdFor(`migration of ${from}`, to)
      await commands.execute(new ActOnStaffGroup(staffGroupId, command, { ...context, commandId }))
      void offerCommands(options, [to])
    }
  }
}
