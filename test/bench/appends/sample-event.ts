import type { NewEvent } from '#event-log'
import { commandIdFor, type EventId, type Sealed } from '#kernel'

const sealed = Buffer.alloc(190, 7).toString('base64url') as Sealed
const commandId = commandIdFor('bench')

/** A customer's message as the desk stores it: about 900 bytes. */
export const sampleEvent = (n: number): NewEvent => ({
  id: crypto.randomUUID() as EventId,
  type: 'CustomerMessageReceived',
  recordedAt: 1_767_600_000_000 + n,
  data: {
    messageId: '0b5dd3a2-6a0f-5b0c-9f0a-b1d1a0f7c9f1',
    telegramMessageId: n,
    kind: 'text',
    sentAt: 1_767_600_000_000,
    digest: 'mJk8X6jz4iC0sJ0o0gAqQ5v5Yw3cQy0wYp3u4Jm2c7E',
    closingRemark: false,
    late: false,
    mediaGroup: null,
    replyToTelegramMessageId: null
  },
  personal: sealed,
  meta: {
    commandId,
    $causationId: '5c9f0a63-6a0f-5b0c-9f0a-b1d1a0f7c9f1',
    $correlationId: '5c9f0a63-6a0f-5b0c-9f0a-b1d1a0f7c9f1',
    actor: 'customer',
    schema: 1,
    subjectId: 'e3c1a0f7-6a0f-4b0c-9f0a-b1d1a0f7c9f1'
  }
})

export const eventsPerStream = 20

/** Streams as tickets grow: twenty events each, then the next one. */
export const placeOf = (writer: number, n: number): { stream: string; revision: number } => ({
  stream: `ticket-${writer}-${Math.floor(n / eventsPerStream)}`,
  revision: n % eventsPerStream
})
