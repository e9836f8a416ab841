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

/** CustomerMessageReceived, CustomerMessageEdited, ReplyRequested, NoteAdded. `text` is the caption of media. */
export type MessagePersonal = {
  readonly text: string | null
  readonly entities: readonly Entity[] | null
  /** Of media: what a reader can be shown without downloading. */
  readonly file: {
    readonly file_id: string
    readonly name: string | null
    readonly mime_type: string | null
    readonly size: number | null
  } | null
  /** Whom a forwarded message is from, as Telegram shows it. */
  readonly forwarded_from: string | null
}

/** AgentRegistered, AgentRenamed; under the agent's own key. */
export type AgentPersonal = {
  readonly user_id: number
  readonly display_name: string
  readonly username: string | null
}

/** LegalHoldSet */
export type LegalHoldPersonal = { readonly reason: string }
