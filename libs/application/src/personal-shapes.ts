import type { FieldValue } from '#domain'

/** What the `personal` part of each event holds. Changing one means reading the old shape too: they are stored. */

/** ConversationStarted */
export type CustomerPersonal = {
  readonly chat_id: number
  readonly user_id: number
  readonly first_name: string
  readonly last_name: string | null
  readonly username: string | null
  readonly language_code: string | null
}

/** CustomerRenamed */
export type CustomerNamePersonal = Pick<CustomerPersonal, 'first_name' | 'last_name' | 'username'>

/** How whoever is called so is shown. */
export const shownName = (name: CustomerNamePersonal): string =>
  [name.first_name, name.last_name].filter(Boolean).join(' ').trim() || name.username || 'Unnamed'

/** GreetingRequested, where the link that was followed carries something. */
export type StartPersonal = { readonly payload: string }

/** TicketOpened */
export type TicketCustomerPersonal = {
  readonly display_name: string
  readonly username: string | null
  /** The payload of the last `/start` before this ticket. */
  readonly source?: string
}

/** TitleChanged */
export type TitlePersonal = { readonly title: string }

/** FormAnswered */
export type FormAnswerPersonal = { readonly value: FieldValue }

/** FieldsChanged: of those that hold something, by the field's id. */
export type FieldsPersonal = { readonly values: { readonly [field: string]: FieldValue } }

/** A Telegram MessageEntity as received (Bot API, MessageEntity); offsets in UTF-16 units. */
export type Entity = {
  readonly type: string
  readonly offset: number
  readonly length: number
  readonly [more: string]:
    | string
    | number
    | boolean
    | null
    | undefined
    | { readonly [key: string]: string | number | boolean | null | undefined }
}

/** What a message says besides text and file, under Telegram's own names (Bot API, the types of these names). */
export type ContentPersonal =
  | {
      readonly type: 'contact'
      readonly phone_number: string
      readonly first_name: string
      readonly last_name: string | null
      readonly user_id: number | null
    }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number }
  | {
      readonly type: 'venue'
      readonly latitude: number
      readonly longitude: number
      readonly title: string
      readonly address: string
    }
  | { readonly type: 'poll'; readonly question: string; readonly options: readonly string[] }
  | {
      readonly type: 'checklist'
      readonly title: string
      readonly tasks: readonly { readonly text: string; readonly done: boolean }[]
    }
  | { readonly type: 'dice'; readonly emoji: string; readonly value: number }
  | { readonly type: 'paid_media'; readonly star_count: number; readonly media: readonly string[] }
  | { readonly type: 'game'; readonly title: string; readonly description: string }
  | {
      readonly type: 'invoice'
      readonly title: string
      readonly description: string
      readonly currency: string
      /** In the smallest unit of the currency. */
      readonly total_amount: number
    }
  | { readonly type: 'story'; readonly chat: string }
  | {
      readonly type: 'giveaway' | 'giveaway_winners'
      readonly winner_count: number
      readonly prize: string | null
    }

/**
 * CustomerMessageReceived, CustomerMessageEdited, RatingCommented, FormSubmitted, FormConfirmed, FormLeft, ReplyRequested, ReplyEdited, NoteAdded. `text` is the caption of media, and
 * the words alone of a rich message.
 */
export type MessagePersonal = {
  readonly text: string | null
  readonly entities: readonly Entity[] | null
  /** Of media: what a reader can be shown without downloading. */
  readonly file: {
    /** Null while Telegram has not got it. */
    readonly file_id: string | null
    /** Of a file that a program gave: by what its pieces are found and opened, until Telegram has got it. Absent of others. */
    readonly upload?: string
    /** The same of the same file for ever. Absent in old events. */
    readonly unique_id?: string
    readonly name: string | null
    readonly mime_type: string | null
    readonly size: number | null
  } | null
  /** Of a kind that is more than text and file. Absent of others, and in old events. */
  readonly content?: ContentPersonal
  /** Whom a forwarded message is from, as Telegram shows it. */
  readonly forwarded_from: string | null
  /** Of an answer. Absent of others, and in old events. */
  readonly reply_to?: {
    /** The part of the answered message that was quoted. */
    readonly quote: string | null
    readonly quote_entities: readonly Entity[] | null
    /** How the answered message begins; of what customers write only. */
    readonly words: string | null
  }
}

/** DeliverySucceeded, where Telegram got a file by it that it had not before. */
export type SentFilePersonal = {
  readonly file: NonNullable<MessagePersonal['file']> & { readonly file_id: string }
}

/** AgentRegistered, AgentRenamed; under the agent's own key. */
export type AgentPersonal = {
  readonly user_id: number
  readonly display_name: string
  readonly username: string | null
}

/** TicketEscalated, where somebody gave a reason. */
export type EscalationPersonal = { readonly reason: string }

/** RecomputationRequested, under a key of its own */
export type RecomputationPersonal = { readonly reason: string }

/** LegalHoldSet */
export type LegalHoldPersonal = { readonly reason: string }

/** RuleApplied, where words of a person made the rule hold: which of its terms, or what its pattern found. */
export type RulePersonal = {
  readonly matched: readonly { readonly field: string; readonly terms: readonly string[] }[]
  /** What followed the command that the rule answers. Absent: it answers none. */
  readonly arguments?: string
}

export type CommandPersonal = { readonly arguments: string }
