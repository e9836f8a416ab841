import type { Instant, MessageId, Personal } from '#kernel'
import type { FormLeftCause } from './ticket-events.js'

export type TicketFormCommand =
  | { readonly type: 'RequestForm'; readonly form: string }
  /** What came of it, whatever has become of the ticket. */
  | {
      readonly type: 'SubmitForm'
      readonly form: string
      readonly version: number
      readonly messageId: MessageId
      readonly flagged: readonly string[]
      readonly now: Instant
      readonly personal: Personal
      readonly confirmation: { readonly messageId: MessageId; readonly personal: Personal }
    }
  | {
      readonly type: 'LeaveFormOfTicket'
      readonly form: string
      readonly version: number | null
      readonly cause: FormLeftCause
      readonly now: Instant
      /** Absent: nothing was answered. */
      readonly answered?: { readonly messageId: MessageId; readonly personal: Personal }
    }
