import { describe, expect, it } from '@jest/globals'
import { type DeliveryEvent, deliveryStream, type TicketEvent, ticketStream } from '#domain'
import { deliveryIdFor, type MessageId, type TicketId } from '#kernel'
import { eventAt, type Happening } from '../testing/histories.js'
import type { DeliveryDocument } from './document.js'
import { deliveryView, foldDelivery } from './fold.js'

const ticketId = '00000000-0000-4000-8000-000000000001' as TicketId
const messageId = '00000000-0000-4000-8000-000000000002' as MessageId
const start = Date.UTC(2026, 0, 5, 9)

const event = (happening: Happening, revision: number, seconds: number) => ({
  ...eventAt(happening, revision, start + seconds * 1000),
  position: String(seconds)
})
const ofTicket = (told: TicketEvent) => event({ stream: ticketStream(ticketId), told }, 4, 0)

const reply = ofTicket({
  type: 'ReplyRequested',
  data: { messageId, agentId: null, source: { kind: 'api' }, kind: 'text', sentAt: start, mediaGroup: null }
})
const id = deliveryIdFor(reply.id, 'reply')
const subject = {
  kind: 'reply' as const,
  ticketId,
  conversationId: null,
  staffGroupId: null,
  requestStream: ticketStream(ticketId),
  requestRevision: 4
}
const attempt = (n: number, part = 0, parts = 1): DeliveryEvent => ({
  type: 'DeliveryAttempted',
  data: { ...subject, attempt: n, part, parts, method: 'sendMessage', marked: false, threadId: null }
})
const succeed = (n: number, part = 0, parts = 1): DeliveryEvent => ({
  type: 'DeliverySucceeded',
  data: { attempt: n, part, parts, telegramMessageIds: [1], threadId: null, acceptedAt: start }
})
const reject = (n: number, final: boolean): DeliveryEvent => ({
  type: 'DeliveryRejected',
  data: { attempt: n, part: 0, code: 429, reason: 'flood', final, retryAt: final ? null : start + 9000 }
})

/** What people see after the reply was asked for and this became of it. */
function seen(...life: readonly DeliveryEvent[]): Partial<DeliveryDocument> | 'done' | undefined {
  let document: DeliveryDocument | 'done' | undefined = foldDelivery(undefined, reply)
  for (const [revision, told] of life.entries()) {
    const before: DeliveryDocument | undefined = document === 'done' ? undefined : document
    document =
      foldDelivery(before, event({ stream: deliveryStream(id), told }, revision, revision + 1)) ?? document
  }
  return document
}

describe('A delivery as people see it', () => {
  it('is pending from the moment it was asked for', () => {
    expect(seen()).toMatchObject({ id, kind: 'reply', state: 'pending', attempts: 0, ticketId, messageId })
  })

  it('is gone once Telegram has taken its last part', () => {
    expect(seen(attempt(1), succeed(1))).toBe('done')
    expect(seen(attempt(1, 0, 2), succeed(1, 0, 2))).toMatchObject({ state: 'pending' })
    expect(seen(attempt(1, 0, 2), succeed(1, 0, 2), attempt(2, 1, 2), succeed(2, 1, 2))).toBe('done')
  })

  it('waits with a reason and a time where Telegram asked to wait', () => {
    expect(seen(attempt(1), reject(1, false))).toMatchObject({
      state: 'pending',
      reason: 'flood',
      code: 429,
      attempts: 1,
      retryAt: start + 9000
    })
    expect(seen(attempt(1), reject(1, false), attempt(2))).toMatchObject({
      state: 'attempting',
      retryAt: null
    })
  })

  it('stays to be seen where it was refused, given up, or nobody knows', () => {
    expect(seen(attempt(1), reject(1, true))).toMatchObject({ state: 'failed', reason: 'flood' })
    expect(
      seen(attempt(1), { type: 'DeliveryUncertain', data: { attempt: 1, part: 0, final: true } })
    ).toMatchObject({ state: 'uncertain', reason: 'answer_lost' })
    expect(
      seen({ type: 'DeliveryAbandoned', data: { ...subject, reason: 'customer_blocked_bot' } })
    ).toMatchObject({ state: 'abandoned', reason: 'customer_blocked_bot' })
  })

  it('is gone once another has done what it was for', () => {
    const by = deliveryIdFor(reply.id, 'again')
    expect(seen(attempt(1), reject(1, true), { type: 'DeliverySuperseded', data: { by } })).toBe('done')
  })

  it('that nobody announced shows from its first attempt on', () => {
    const first = event({ stream: deliveryStream(id), told: attempt(1) }, 0, 1)
    expect(foldDelivery(undefined, first)).toMatchObject({ id, state: 'attempting', messageId: null })
  })

  it('is nothing of an event that asks for none', () => {
    expect(
      deliveryView.handles(
        ofTicket({ type: 'TicketUnassigned', data: { previousAgentId: ticketId as never } })
      )
    ).toBe(false)
  })
})
