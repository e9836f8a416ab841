import { erasingDelivery } from '#application'
import { idOf, isStreamOf } from '#domain'
import type { RecordedEvent } from '#event-log'
import { deliveryIdFor, type StaffGroupId } from '#kernel'
import { groupLane, leadsLane, privateLane, type Request, ticketLane } from './task.js'
import type { TicketFacts } from './ticket-facts.js'
import type { EventOf, TypedEvent } from './typed.js'

/** `current` is the conversation's current ticket, whose topic is told when the customer has blocked the bot. */
export function askedByConversation(
  event: TypedEvent,
  recorded: RecordedEvent,
  conversation: { readonly current: TicketFacts | undefined }
): readonly Request[] {
  switch (event.type) {
    case 'GreetingRequested': {
      const conversationId = idOf(event.stream) as Request['conversationId'] & string
      return [
        {
          id: deliveryIdFor(event.id, 'greeting'),
          work: { kind: 'customer_notice', notice: 'greeting' },
          lane: privateLane(conversationId),
          event: recorded,
          ticketId: null,
          conversationId,
          staffGroupId: null
        }
      ]
    }
    case 'CustomerBlockedBot':
    case 'CustomerUnblockedBot': {
      const { current } = conversation
      if (!current || current.status === 'closed') return []
      const about = event.type === 'CustomerBlockedBot' ? 'customer_blocked' : 'customer_back'
      return [
        {
          id: deliveryIdFor(event.id, about),
          work: { kind: 'staff_notice', about },
          lane: ticketLane(current.ticketId),
          event: recorded,
          ticketId: current.ticketId,
          conversationId: current.conversationId,
          staffGroupId: null
        }
      ]
    }
    default:
      return []
  }
}

/** Of whoever is forgotten: that the topics of these tickets and their cards no longer hold the name. */
export function askedBySubject(
  event: TypedEvent,
  recorded: RecordedEvent,
  tickets: readonly TicketFacts[]
): readonly Request[] {
  if (event.type !== 'SubjectForgotten') return []
  return tickets.flatMap(({ ticketId, conversationId }) =>
    (['topic', 'card'] as const).map(what => ({
      id: erasingDelivery(event.id, ticketId, what),
      work: { kind: what === 'topic' ? ('topic_name' as const) : ('card_text' as const) },
      lane: ticketLane(ticketId),
      event: recorded,
      ticketId,
      conversationId,
      staffGroupId: null
    }))
  )
}

/** What is said in a group, or to the leads, and belongs to no ticket. */
export const isForGroups = (stream: string): boolean =>
  isStreamOf(stream, 'staff-group') || isStreamOf(stream, 'digests')

export function askedByStaffGroup(event: TypedEvent, recorded: RecordedEvent): readonly Request[] {
  if (event.type === 'DigestRequested') return [digest(event, recorded)]
  if (event.type !== 'StaffNoticeRequested') return []
  const staffGroupId = idOf(event.stream) as StaffGroupId
  return [
    {
      id: deliveryIdFor(event.id, 'notice'),
      work: { kind: 'staff_notice', about: 'group' },
      lane: groupLane(staffGroupId, event.data.threadId),
      event: recorded,
      ticketId: null,
      conversationId: null,
      staffGroupId
    }
  ]
}

/** What is told together, in General of a staff group or to the leads. */
function digest(event: EventOf<'DigestRequested'>, recorded: RecordedEvent): Request {
  const { chat } = event.data
  const staffGroupId = 'staffGroupId' in chat ? chat.staffGroupId : null
  return {
    id: deliveryIdFor(event.id, 'digest'),
    work: { kind: 'staff_notice', about: staffGroupId ? 'digest' : 'leads' },
    lane: 'staffGroupId' in chat ? groupLane(chat.staffGroupId, null) : leadsLane(chat.leadsChatId),
    event: recorded,
    ticketId: null,
    conversationId: null,
    staffGroupId
  }
}

/** A form begins with a message of its own; what happens to it then is shown there. `facts` are its ticket's. */
export function askedByForm(
  event: TypedEvent,
  recorded: RecordedEvent,
  { ticketId, conversationId }: TicketFacts
): readonly Request[] {
  if (event.type !== 'FormStarted' && event.type !== 'FormMessageLost') return []
  return [
    {
      id: deliveryIdFor(event.id, 'form'),
      work: { kind: 'customer_notice', notice: 'form' },
      lane: privateLane(conversationId),
      event: recorded,
      ticketId,
      conversationId,
      staffGroupId: null
    }
  ]
}
