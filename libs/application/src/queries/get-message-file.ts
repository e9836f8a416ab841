import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { ticketStream, toldIn } from '#domain'
import { type DeliveryId, deliveryIdFor, type MessageId, type TicketId } from '#kernel'
import { presentVersion, threadOf } from '#views'
import type { MessagePersonal } from '../personal-shapes.js'
import { sentFileOf } from '../uploads/sent-file.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { openMessage } from './open-personal.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

export type MessageFile = NonNullable<MessagePersonal['file']>

/**
 * What a message of a ticket holds by now. Undefined: there is no such message, or no file in it, or it is forgotten. Of one
 * that a program gave `file_id` is null until Telegram has it.
 */
export class GetMessageFile extends Query<Reflecting<MessageFile | undefined>> {
  constructor(
    readonly ticketId: TicketId,
    readonly messageId: MessageId,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetMessageFile)
export class GetMessageFileHandler implements IQueryHandler<GetMessageFile> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ ticketId, messageId, at }: GetMessageFile) {
    const { log, sealer } = this.reads
    const reflects = await reach(this.reads, ['log'], at)
    const thread = await threadOf(log.readStream(ticketStream(ticketId)))
    const message = thread.find(({ id }) => id === messageId)
    const version = message && presentVersion(message)
    const part = version === 0 ? message?.content : message?.edits[(version ?? 0) - 1]?.content
    const file = (await openMessage(sealer, part ?? null))?.file ?? undefined
    if (file?.upload === undefined) return { value: file, reflects }
    const sent = await sentFileOf(log, sealer, await this.#deliveriesOf(ticketId, messageId))
    return { value: { ...file, file_id: sent?.file_id ?? null }, reflects }
  }

  async #deliveriesOf(ticketId: TicketId, messageId: MessageId): Promise<DeliveryId[]> {
    const ids: DeliveryId[] = []
    for await (const event of this.reads.log.readStream(ticketStream(ticketId))) {
      const told = toldIn('ticket', event)
      const isAsked = told?.type === 'ReplyRequested' || told?.type === 'ReplyResendRequested'
      if (isAsked && told.data.messageId === messageId) ids.push(deliveryIdFor(event.id, 'reply'))
    }
    return ids
  }
}
