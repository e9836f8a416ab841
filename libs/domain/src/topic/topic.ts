import { ok, type StaffGroupId, type TicketId, unreachable } from '#kernel'
import type { Decider } from '../decider.js'
import type { CardSide } from './card-side.js'

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
  /** Somebody turned the ticket's card: for a while its buttons offer this. */
  | Event<'CardTurned', { readonly ticketId: TicketId; readonly to: CardSide }>
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
  /** Of this ticket's card, if the topic shows it. */
  | { readonly type: 'TurnCard'; readonly ticketId: TicketId; readonly to: CardSide }
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
      case 'TurnCard': {
        const { ticketId, to } = command
        const isShown = state.kind === 'ticket' && state.ticketId === ticketId
        return isShown ? ok([{ type: 'CardTurned', data: { ticketId, to } }]) : ok([])
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
      case 'CardTurned':
        return state
      case 'TopicLeftAlone':
        return state.kind === 'unknown' ? { kind: 'left_alone' } : state
      default:
        return unreachable(event)
    }
  }
}
