import { type TicketEvent, ticketStream } from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, isJsonObject, type MessageId, messageIdFor } from '#kernel'
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
      ...(update.content.mediaGroupId !== undefined && { mediaGroup: update.content.mediaGroupId }),
      personal: conceal(personalOf(update, text))
    }) as const

  /** And whether it is what stood after `/resolve`. */
  async function recorded({ ticketId }: TicketTopic, id: MessageId) {
    let note: RecordedEvent | undefined
    let isLastWord = false
    for await (const event of desk.log.readStream(ticketStream(ticketId))) {
      if (event.type === 'NoteAdded' && event.data['messageId'] === id) note = event
      if (event.type !== 'CommandRefused' || event.data['reason'] !== 'kept_as_note') continue
      const { details, command } = event.data
      if (isJsonObject(details) && details['note'] === id) isLastWord = command === 'resolve'
    }
    return note && { note, isLastWord }
  }

  /** Items of an album that went to the customer, or may have. */
  async function leftOf({ ticketId }: TicketTopic, mediaGroup: string): Promise<number> {
    const left = new Set<unknown>()
    for await (const { type, data } of desk.log.readStream(ticketStream(ticketId))) {
      if (type === 'ReplyRequested' && data['mediaGroup'] === mediaGroup) left.add(data['messageId'])
      else if (type === 'ReplyWithdrawn') left.delete(data['messageId'])
    }
    return left.size
  }

  return {
    /** `/note` itself. */
    add: (asking: Asking, update: StaffCommand, text: RichText) =>
      topics.act(asking, 'note', noteOf(asking, update, text)),

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

    /** A caption that makes a note or a command of its album: what of that is not sent yet stays here, and what has left is told. */
    async stopAlbum(asking: Asking, { content }: StaffMessage | StaffCommand, name: string): Promise<void> {
      const { mediaGroupId } = content
      if (mediaGroupId === undefined) return
      await topics.attempt(asking, 'withdraw', { type: 'WithdrawAlbum', mediaGroup: mediaGroupId })
      const count = await leftOf(asking.topic, mediaGroupId)
      if (count === 0) return
      // Beside what becomes of the command itself.
      const apart = causeOf(asking.cause.event, `album of ${asking.cause.event.id}`)
      await topics.refuse(asking, { command: name, reason: 'album_sent', details: { count } }, apart)
    },

    /** What is refused as a command is no reply either, and neither is the rest of its album. */
    async keepRefused(asking: Asking, update: StaffMessage): Promise<void> {
      if (update.content.mediaGroupId === undefined) return
      await this.stopAlbum(asking, update, 'unknown')
      await topics.attempt(asking, 'note', noteOf(asking, update))
    },

    /** The reply that a note becomes. Undefined: this ticket has no such note, or its words are gone. */
    async asReply({ topic, agentId }: Asking, id: MessageId) {
      const found = await recorded(topic, id)
      const event = found?.note
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
        ...{ agentId, source, kind, sentAt: now, mediaGroup: null, personal: conceal(opened), now },
        ...(found?.isLastWord && { staysResolved: true })
      } as const
    }
  }
}

export type Notes = ReturnType<typeof createNotes>
