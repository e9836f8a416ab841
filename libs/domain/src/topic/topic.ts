import { ok, type StaffGroupId, type TicketId, unreachable } from '#kernel'
import type { Decider } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/**
 * Stream `topic-{group}-{thread}`: the one authority for what a topic shows. Of tickets the first wins; a ticket wins over
 * being left alone: only the bot's own topics are bound, and one was left alone when a message overtook the word of it.
 */
export type TopicEvent =
  | Event<
      'TopicBound',
      { readonly ticketId: TicketId; readonly staffGroupId: StaffGroupId; readonly threadId: number }
    >
  /** People made it themselves: left alone, with one hint. */
  | Event<'TopicLeftAlone', { readonly staffGroupId: StaffGroupId; readonly threadId: number }>

export type TopicState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ticket'; readonly ticketId: TicketId }
  | { readonly kind: 'left_alone' }

export type TopicCommand =
  | {
      readonly type: 'BindTopicToTicket'
      readonly ticketId: TicketId
      readonly staffGroupId: StaffGroupId
      readonly threadId: number
    }
  | { readonly type: 'LeaveTopicAlone'; readonly staffGroupId: StaffGroupId; readonly threadId: number }

export const topicDecider: Decider<TopicCommand, TopicState, TopicEvent, never> = {
  initial: { kind: 'unknown' },

  decide(command, state) {
    switch (command.type) {
      case 'BindTopicToTicket': {
        if (state.kind === 'ticket') return ok([])
        const { ticketId, staffGroupId, threadId } = command
        return ok([{ type: 'TopicBound', data: { ticketId, staffGroupId, threadId } }])
      }
      case 'LeaveTopicAlone': {
        if (state.kind !== 'unknown') return ok([])
        const { staffGroupId, threadId } = command
        return ok([{ type: 'TopicLeftAlone', data: { staffGroupId, threadId } }])
      }
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'TopicBound':
        return { kind: 'ticket', ticketId: event.data.ticketId }
      case 'TopicLeftAlone':
        return state.kind === 'unknown' ? { kind: 'left_alone' } : state
      default:
        return unreachable(event)
    }
  }
}
