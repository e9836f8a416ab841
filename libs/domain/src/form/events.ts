import type { Instant, TicketId } from '#kernel'
import type { FormField, Texts } from './form.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** Which rule an answer broke: the type of its field, its pattern, that it is somebody else's contact, or a number that two people read as two. */
export type AnswerRule = 'type' | 'number' | 'pattern' | 'contact_of_another'
/** `undelivered`: the question could not be sent; `ticket_over`: somebody resolved or closed the ticket. */
export type LeaveCause = 'person' | 'timeout' | 'ticket_over' | 'undelivered'

/** A part of the storage format: grows, is never renamed. */
export type FormEvent =
  /** With the whole form as it stood: a later version of it, or of its fields, or their end, changes nothing here. */
  | Event<
      'FormStarted',
      {
        readonly ticketId: TicketId
        readonly form: string
        readonly version: number
        readonly fields: readonly FormField[]
        readonly timeoutS: number
        readonly finishText: Texts
        /** Fields that the ticket holds already and that are not asked for, with the options that were chosen. */
        readonly known: { readonly [field: string]: readonly string[] }
        readonly at: Instant
      }
    >
  /** The message that shows the questions; null: it is there, or perhaps not, and nobody knows what Telegram calls it. */
  | Event<'FormShown', { readonly telegramMessageId: number | null; readonly at: Instant }>
  /** The next question can't be shown in the message of the last one: it takes another. */
  | Event<'FormMessageLost', { readonly at: Instant }>
  /** Of a multi_select that is not answered yet. `option`: of a field that does not decide a keyed digest of it. */
  | Event<
      'FormOptionChosen',
      { readonly field: string; readonly option: string; readonly chosen: boolean; readonly at: Instant }
    >
  /** personal: value, text (as it is shown) */
  | Event<
      'FormAnswered',
      {
        readonly field: string
        /** The ids of the options; null: the field has none, or does not decide. */
        readonly chosen: readonly string[] | null
        /** Taken though it does not match the pattern. */
        readonly flagged: boolean
        /** The customer's message; null: a press. */
        readonly telegramMessageId: number | null
        readonly at: Instant
      }
    >
  | Event<
      'FormAnswerRefused',
      {
        readonly field: string
        readonly rule: AnswerRule
        readonly telegramMessageId: number
        readonly at: Instant
      }
    >
  /** `gave_up`: nothing that was answered fitted. */
  | Event<
      'FormFieldSkipped',
      { readonly field: string; readonly why: 'asked' | 'gave_up'; readonly at: Instant }
    >
  | Event<'FormSteppedBack', { readonly field: string; readonly at: Instant }>
  | Event<'FormFinished', { readonly at: Instant }>
  | Event<'FormAbandoned', { readonly cause: LeaveCause; readonly at: Instant }>
