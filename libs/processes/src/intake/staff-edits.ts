import type { MessagePersonal } from '#application'
import { ticketStream } from '#domain'
import { type AgentId, canonicalJson, isJsonObject } from '#kernel'
import type { RichText, StaffEdit } from '#telegram'
import { readCommand } from '../topic-commands/index.js'
import { causeOf } from './cause.js'
import { personalOf } from './message-facts.js'
import type { IntakeOptions } from './options.js'
import type { Asking, TicketTopic, Topics } from './topics.js'

/** What an agent changes in a topic after sending it. */
export function createStaffEdits({ desk }: Pick<IntakeOptions, 'desk'>, topics: Topics) {
  /**
   * What was sent stays as it was: whoever edits it is told so, once per message. Telegram reports edits in which
   * nothing visible changed; those are nothing.
   */
  async function handle(asking: Asking, update: StaffEdit): Promise<void> {
    const before = await asSent(asking.topic, update.messageId)
    const { text, entities } = personalOf(update, keptWords(update, asking.agentId))
    const now = canonicalJson({ text, entities })
    if (before && canonicalJson({ text: before.text, entities: before.entities }) === now) return
    const once = causeOf(asking.cause.event, `edit of ${update.groupId} ${update.messageId}`)
    const what = before?.what ?? 'command'
    await topics.refuse(asking, { command: 'edit', reason: 'edit_not_sent', details: { what } }, once)
  }

  async function asSent({ ticketId, place }: TicketTopic, telegramMessageId: number) {
    for await (const event of desk.log.readStream(ticketStream(ticketId))) {
      if (event.type !== 'ReplyRequested' && event.type !== 'NoteAdded') continue
      const { source } = event.data
      if (!isJsonObject(source) || source['telegramMessageId'] !== telegramMessageId) continue
      if (!isJsonObject(source['place']) || source['place']['chatId'] !== place.chatId) continue
      const { stream, id: eventId, type, personal, meta } = event
      const at = { stream, eventId, type, subjectId: meta.subjectId ?? '' }
      const opened = personal && (await desk.sealer.open(at, personal))
      const { text = null, entities = null } = (opened ?? {}) as Partial<MessagePersonal>
      return { what: event.type === 'NoteAdded' ? 'note' : 'reply', text, entities }
    }
    return undefined
  }

  return { handle }
}

/** Of a command: the words that a note would hold now. */
function keptWords({ command }: StaffEdit, agentId: AgentId | null): RichText | undefined {
  if (!command || command.name === 'note' || !agentId) return command?.args
  return readCommand(command, { agentId, now: 0, hasMedia: false }).left
}
