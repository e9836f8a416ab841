import type { Instant, MessageId } from '#kernel'
import type { LeaveCause } from './events.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** `not_started`: there is no such form any more, or nothing left to ask. */
export type FormLeftCause = LeaveCause | 'not_started'

/** What a ticket's own stream says of a form; the questions and answers are in `form-run-{ticket}`. Grows, is never renamed. */
export type TicketFormEvent =
  /** The customer is to be asked; once at a time. */
  | Event<'FormRequested', { readonly form: string }>
  /** personal: a message (text: questions and answers, a line each) */
  | Event<
      'FormSubmitted',
      {
        readonly form: string
        readonly version: number
        readonly messageId: MessageId
        /** Fields whose answers do not match their pattern. */
        readonly flagged: readonly string[]
        readonly sentAt: Instant
      }
    >
  /** What the customer is told after that, with it. personal: a message */
  | Event<'FormConfirmed', { readonly messageId: MessageId; readonly sentAt: Instant }>
  /** Not finished. What was answered by then counts all the same. personal, where there is a message: as of FormSubmitted */
  | Event<
      'FormLeft',
      {
        readonly form: string
        readonly version: number | null
        readonly cause: FormLeftCause
        readonly messageId: MessageId | null
        readonly sentAt: Instant
      }
    >
