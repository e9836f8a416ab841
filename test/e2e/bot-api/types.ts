/** The parts of the Bot API that these tests speak, written from its public description. */
export interface User {
  id: number
  is_bot: boolean
  first_name: string
  last_name?: string
  username?: string
  language_code?: string
}

export interface Chat {
  id: number
  type: 'private' | 'supergroup'
  title?: string
  first_name?: string
  is_forum?: true
}

export interface Entity {
  type: string
  offset: number
  length: number
}

export interface Button {
  text: string
  callback_data: string
}

export interface Message {
  message_id: number
  date: number
  edit_date?: number
  chat: Chat
  from?: User
  message_thread_id?: number
  is_topic_message?: true
  reply_to_message?: Message
  text?: string
  caption?: string
  entities?: Entity[]
  photo?: { file_id: string; file_unique_id: string; width: number; height: number }[]
  reply_markup?: { inline_keyboard: Button[][] }
  forum_topic_created?: { name: string; icon_color: number }
  forum_topic_closed?: object
  forum_topic_reopened?: object
  pinned_message?: Message
  migrate_to_chat_id?: number
  migrate_from_chat_id?: number
}

export interface Update {
  update_id: number
  message?: Message
  edited_message?: Message
  callback_query?: { id: string; from: User; message: Message; chat_instance: string; data: string }
  my_chat_member?: object
}

/** What happens to the next call that fits, instead of the usual. */
export type Mishap =
  /** Done, but the connection breaks before the answer. */
  | { kind: 'answer_lost' }
  /** Something on the way answers in Telegram's place. */
  | { kind: 'page'; status: number }
  | {
      kind: 'refused'
      code: number
      description: string
      parameters?: { retry_after?: number; migrate_to_chat_id?: number }
    }

export interface Call {
  method: string
  /** When it came, on a clock that only runs forward, in ms. */
  at: number
  params: Params
  outcome: 'ok' | 'lost' | number
}

export type Params = Readonly<Record<string, unknown>>

export class Refused extends Error {
  constructor(
    readonly code: number,
    description: string,
    readonly parameters?: { retry_after?: number; migrate_to_chat_id?: number }
  ) {
    super(description)
  }
}
