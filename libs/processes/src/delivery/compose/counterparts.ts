import { deliveryStream, told } from '#domain'
import type { EventLog } from '#event-log'
import { type DeliveryId, deliveryIdFor, type StaffGroupId } from '#kernel'
import { isDelivery, isTopic, type TicketFacts } from '../outbox/index.js'

/** What a delivery has put into a topic. */
interface ShownThere {
  readonly staffGroupId: StaffGroupId | null
  readonly threadId: number | null
  readonly messageIds: readonly number[]
}

/** A message in the private chat, and the event of the ticket that holds its words. */
export interface Original {
  readonly messageId: number
  readonly revision: number
}

/** Which message of the private chat stands for which of a topic: from the log alone. */
export interface Counterparts {
  /** Of a message of the private chat. Null: nothing in the present topic stands for it. */
  inTopic(facts: TicketFacts, telegramMessageId: number): Promise<number | null>
  /** Of a message of a staff group. Undefined: the customer has not seen it, as a note. */
  inPrivateChat(
    facts: TicketFacts,
    staffGroupId: StaffGroupId,
    telegramMessageId: number
  ): Promise<Original | undefined>
}

const mostKnown = 20_000

export function createCounterparts(log: EventLog): Counterparts {
  /** Deliveries that have succeeded: nothing changes of those any more. */
  const known = new Map<DeliveryId, ShownThere>()

  async function shownBy(id: DeliveryId): Promise<ShownThere> {
    const before = known.get(id)
    if (before) return before
    const messageIds: number[] = []
    let at: Omit<ShownThere, 'messageIds'> = { staffGroupId: null, threadId: null }
    for await (const recorded of log.readStream(deliveryStream(id))) {
      const event = told(recorded)
      if (!isDelivery(event)) continue
      if (event.type === 'DeliverySuperseded') return shownBy(event.data.by)
      if (event.type === 'DeliveryAttempted') {
        const { staffGroupId, threadId } = event.data
        at = { staffGroupId, threadId }
      } else if (event.type === 'DeliverySucceeded') messageIds.push(...event.data.telegramMessageIds)
    }
    const shown = { ...at, messageIds }
    if (messageIds.length === 0) return shown
    known.set(id, shown)
    const [oldest] = known.keys()
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
    return shown
  }

  async function firstIn({ topic }: TicketFacts, id: DeliveryId): Promise<number | null> {
    const { staffGroupId, threadId, messageIds } = await shownBy(id)
    const isThere = topic?.staffGroupId === staffGroupId && topic?.threadId === threadId
    return isThere ? (messageIds[0] ?? null) : null
  }

  return {
    async inTopic(facts, telegramMessageId) {
      const received = facts.messages.get(telegramMessageId)
      if (received) return firstIn(facts, deliveryIdFor(received, 'relay'))
      const reply = [...facts.replies.values()].find(({ sentAs }) => sentAs.includes(telegramMessageId))
      if (!reply) return null
      const { source, eventId } = reply
      if (source.kind === 'api') return firstIn(facts, deliveryIdFor(eventId, 'api_reply'))
      return isTopic(facts.topic, source.place) ? source.telegramMessageId : null
    },

    async inPrivateChat(facts, staffGroupId, telegramMessageId) {
      const isIt = (shown: ShownThere) =>
        shown.staffGroupId === staffGroupId && shown.messageIds.includes(telegramMessageId)
      const byApi = []
      for (const { source, sentAs, revision, eventId } of facts.replies.values()) {
        const [messageId] = sentAs
        if (messageId === undefined) continue
        const original = { messageId, revision }
        if (source.kind === 'api') byApi.push({ original, deliveryId: deliveryIdFor(eventId, 'api_reply') })
        else if (source.place.staffGroupId === staffGroupId && source.telegramMessageId === telegramMessageId)
          return original
      }
      // What is answered was mostly said a moment ago.
      for (const { deliveryId, telegramMessageId: messageId, revision } of facts.relays.toReversed())
        if (isIt(await shownBy(deliveryId))) return { messageId, revision }
      for (const { deliveryId, original } of byApi.reverse())
        if (isIt(await shownBy(deliveryId))) return original
      return undefined
    }
  }
}
