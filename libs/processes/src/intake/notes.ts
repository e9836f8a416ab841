import { type TicketEvent, ticketStream } from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type MessageId, messageIdFor } from '#kernel'
import { conceal } from '#privacy'
import type { RichText, StaffCommand, StaffMessage } from '#telegram'
import { causeOf } from './cause.js'
import { kindOf, personalOf } from './message-facts.js'
import type { IntakeOptions } from './options.js'
import type { Asking, TicketTopic, Topics } from './topics.js'

/** Longer words were perhaps meant for the customer. */
const shortWords = 40

/** What agents write that goes to colleagues only, and what becomes of it. */
export function createNotes({ desk }: IntakeOptions, topics: Topics) {
  const noteOf = ({ cause, topic, agentId }: Asking, update: StaffMessage | StaffCommand, text?: RichText) =>
    ({
      type: 'AddNote',
      messageId: messageIdFor(commandIdFor(cause.event.id, 'note')),
      agentId,
      source: { kind: 'message', place: topic.place, telegramMessageId: update.messageId },
      kind: kindOf(update.content.kind),
      sentAt: update.sentAt,
      personal: conceal(personalOf(update, text))
    }) as const

  async function recorded({ ticketId }: TicketTopic, id: MessageId): Promise<RecordedEvent | undefined> {
    for await (const event of desk.log.readStream(ticketStream(ticketId))) {
      if (event.type === 'NoteAdded' && event.data['messageId'] === id) return event
    }
    return undefined
  }

  return {
    /** `/note` itself. */
    async add(asking: Asking, update: StaffCommand, text: RichText): Promise<void> {
      await topics.act(asking, 'note', noteOf(asking, update, text))
    },

    /** Instead of a reply. Of an album nobody is asked: it goes with the note before it. */
    async insteadOfReply(asking: Asking, update: StaffMessage): Promise<void> {
      const note = noteOf(asking, update)
      const kept = await topics.act(asking, 'note', note)
      if (!kept.ok || update.content.mediaGroupId !== undefined) return
      const details = { note: note.messageId }
      await topics.refuse(asking, { command: 'reply', reason: 'follows_a_note', details })
    },

    /** Words and media that a command does not use. A closed ticket takes none: its command is refused, and says so. */
    async keep(asking: Asking, update: StaffCommand, name: string, left: RichText): Promise<void> {
      const isText = update.content.kind === 'text'
      if (left.text === '' && isText) return
      const note = noteOf(asking, update, left)
      const kept = await topics.attempt(asking, 'note', note)
      if (!kept.ok || name !== 'resolve' || !isText || left.text.length <= shortWords) return
      const ask = { command: name, reason: 'kept_as_note', details: { note: note.messageId } } as const
      await topics.refuse(asking, ask)
    },

    /** A command that came with an album after other items of it had been sent: says how many. */
    async tellOfAlbum(asking: Asking, { content }: StaffCommand, name: string): Promise<void> {
      const { mediaGroupId } = content
      if (mediaGroupId === undefined) return
      let count = 0
      for await (const event of desk.log.readStream(ticketStream(asking.topic.ticketId))) {
        if (event.type === 'ReplyRequested' && event.data['mediaGroup'] === mediaGroupId) count++
      }
      if (count === 0) return
      // Beside what becomes of the command itself.
      const apart = causeOf(asking.cause.event, `album of ${asking.cause.event.id}`)
      await topics.refuse(asking, { command: name, reason: 'album_sent', details: { count } }, apart)
    },

    /** The reply that a note becomes. Undefined: this ticket has no such note, or its words are gone. */
    async asReply({ topic, agentId }: Asking, id: MessageId) {
      const event = await recorded(topic, id)
      const subjectId = event?.meta.subjectId
      if (event?.personal === undefined || subjectId === undefined) return undefined
      const { stream, id: eventId, type, personal } = event
      const at = { stream, eventId, type, subjectId }
      const opened = await desk.sealer.open(at, personal)
      if (!opened) return undefined
      // The codec let only its present shape through.
      const { source, kind } = event.data as Extract<TicketEvent, { type: 'NoteAdded' }>['data']
      const now = desk.clock.now()
      return {
        type: 'RequestReply',
        messageId: messageIdFor(commandIdFor(id, 'send')),
        ...{ agentId, source, kind, sentAt: now, mediaGroup: null, personal: conceal(opened), now }
      } as const
    }
  }
}

export type Notes = ReturnType<typeof createNotes>
