import { ActOnStaffGroup } from '#application'
import type { StaffGroupCommand } from '#domain'
import { commandIdFor, type StaffGroupId } from '#kernel'
import type { BotMembership, Migrated, StaffGeneral } from '#telegram'
import { standingAsked } from '../topic-commands/index.js'
import type { AgentsSeen } from './agents.js'
import type { Cause } from './cause.js'
import { offerCommands } from './command-menu.js'
import type { GroupNotices } from './group-notices.js'
import { missingIn } from './inspection.js'
import type { IntakeOptions } from './options.js'
import type { Topics } from './topics.js'

/** What concerns a staff group as a whole. Groups that are none are left in peace. */
export function createGroups(
  options: IntakeOptions,
  topics: Topics,
  agents: AgentsSeen,
  notices: GroupNotices
) {
  const { commands } = options
  const act = (cause: Cause, word: string, id: StaffGroupId, command: StaffGroupCommand) =>
    commands.execute(
      new ActOnStaffGroup(id, command, cause.context(word, { actor: 'process:intake', correlationId: id }))
    )

  return {
    /** In General only commands count; talk among colleagues is theirs, but who talks there is an agent from now on. */
    async general(cause: Cause, { author, command, groupId, messageId }: StaffGeneral): Promise<void> {
      if (author.kind === 'self' || author.kind === 'bot') return
      const group = await topics.groupOf(groupId)
      if (!group) return
      const who = await agents.author(cause, author)
      if (!command) return
      const asked = { cause, staffGroupId: group.staffGroupId, threadId: null, messageId }
      const asks = standingAsked(command.name)
      if (asks === undefined) return notices.tell(asked, 'general_help')
      // How much waits is for the team alone.
      return who.kind === 'agent' ? notices.standing(asked, asks) : notices.tell(asked, 'not_an_agent')
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
