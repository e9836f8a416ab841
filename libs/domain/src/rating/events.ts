import type { AgentId, Instant, MessageId } from '#kernel'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** A part of the storage format: grows, is never renamed. */
export type RatingEvent =
  /** The customer is asked how it went. `resolution`: which of the ticket's, from 1. The agent who had the ticket then. */
  | Event<
      'RatingRequested',
      { readonly resolution: number; readonly agentId: AgentId | null; readonly at: Instant }
    >
  /** Of the same resolution the last one counts. */
  | Event<
      'TicketRated',
      {
        readonly resolution: number
        /** 1 to 5. */
        readonly score: number
        /** Below what the desk asks for a comment at. */
        readonly low: boolean
        readonly agentId: AgentId | null
        /** The message whose button was pressed. */
        readonly telegramMessageId: number
        readonly at: Instant
      }
    >
  /** What the customer says to it: stands in the thread, and moves nothing. personal: as of CustomerMessageReceived */
  | Event<
      'RatingCommented',
      {
        readonly resolution: number
        readonly messageId: MessageId
        readonly telegramMessageId: number
        readonly sentAt: Instant
        readonly digest: string
      }
    >
