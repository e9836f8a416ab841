import type { AgentId } from '#kernel'
import { conceal, digestOf } from '#privacy'
import type { RichText, StaffEdit } from '#telegram'
import { almostCommand, readCommand } from '../topic-commands/index.js'
import { causeOf } from './cause.js'
import { kindOf, personalOf, textToDigest } from './message-facts.js'
import type { IntakeOptions } from './options.js'
import type { Asking, Topics } from './topics.js'
import { asWritten, isSame } from './written.js'

/** What an agent changes in a topic after sending it. */
export function createStaffEdits({ desk }: Pick<IntakeOptions, 'desk'>, topics: Topics) {
  /**
   * A reply is edited at the customer, unless it looks like a command now: then, and of anything else, whoever edits it is
   * told that nothing follows, once per message. Telegram reports edits in which nothing visible changed; those are nothing.
   */
  async function handle(asking: Asking, update: StaffEdit): Promise<void> {
    const { content, groupId, messageId, editedAt } = update
    const before = await asWritten(desk, asking.topic, messageId)
    const personal = personalOf(update, keptWords(update, asking.agentId))
    const kind = kindOf(content.kind)
    if (before && isSame(before, kind, personal)) return
    if (before?.what === 'reply' && !update.command && !almostCommand(content)) {
      const outcome = await topics.attempt(asking, 'edit', {
        type: 'EditReply',
        messageId: before.messageId,
        agentId: asking.agentId,
        kind,
        digest: await digestOf(desk.vault, before.subjectId, textToDigest(content)),
        sentAt: editedAt,
        personal: conceal(personal)
      })
      if (!outcome.ok) await topics.refuseAs(asking, 'edit', outcome)
      return
    }
    const once = causeOf(asking.cause.event, `edit of ${groupId} ${messageId}`)
    const what = before?.what ?? 'command'
    await topics.refuse(asking, { command: 'edit', reason: 'edit_not_sent', details: { what } }, once)
  }

  return { handle }
}

/** Of a command: the words that a note would hold now. */
function keptWords({ command }: StaffEdit, agentId: AgentId | null): RichText | undefined {
  if (!command || command.name === 'note' || !agentId) return command?.args
  return readCommand(command, { agentId, now: 0, hasMedia: false }).left
}
