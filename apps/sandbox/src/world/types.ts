import type {
  InlineKeyboardMarkup,
  Message,
  MessageOrigin,
  ReplyKeyboardMarkup,
  TextQuote
} from '@grammyjs/types'

/** A person, as the sandbox keeps it. Ids never change and are never used twice. */
export interface Person {
  id: number
  first_name: string
  last_name?: string
  username?: string
  language_code?: string
  /** What the page shows on the left: a customer; on the right: a member of the team, on the left too once they write to the bot. */
  role: 'customer' | 'agent'
  /** Has written to the bot at least once. */
  started: boolean
  /** Has blocked the bot. */
  blocked: boolean
  /** Messages pinned in the private chat with the bot. */
  pinned?: number[]
}

export const rightNames = [
  'can_manage_chat',
  'can_delete_messages',
  'can_manage_video_chats',
  'can_restrict_members',
  'can_promote_members',
  'can_change_info',
  'can_invite_users',
  'can_post_stories',
  'can_edit_stories',
  'can_delete_stories',
  'can_pin_messages',
  'can_manage_topics',
  'can_send_welcome_messages'
] as const
export type RightName = (typeof rightNames)[number]
export type Rights = Record<RightName, boolean>

/** One user, or the bot, in one group. */
export interface Member {
  chat_id: number
  user_id: number
  status: 'creator' | 'administrator' | 'member' | 'left' | 'kicked'
  rights: Rights
  custom_title?: string
}

export interface Group {
  id: number
  title: string
  is_forum: boolean
  /** Set when the group lives on under another id. */
  migrated_to?: number
  protected: boolean
  general: { name: string; closed: boolean; hidden: boolean }
  pinned: number[]
}

export interface Topic {
  chat_id: number
  thread_id: number
  name: string
  icon_color: number
  icon_custom_emoji_id?: string
  creator_id: number
  closed: boolean
  created_at: number
}

/** What a message says: exactly the fields of Telegram's Message that differ by kind, service messages too. */
export type Content = Omit<
  Message,
  Exclude<keyof Message.CommonMessage, Shown> | 'media_group_id' | 'pinned_message'
>
type Shown = 'link_preview_options' | 'show_caption_above_media'

export interface Reaction {
  user_id: number
  emoji: string
}

export interface StoredMessage {
  chat_id: number
  message_id: number
  /** The topic; 0 in General, in private chats and in groups without topics. */
  thread_id: number
  from_id: number
  /** Set for anonymous administrators: the group speaks, this is the custom title. */
  anonymous?: string
  date: number
  edit_date?: number
  content: Content
  service: boolean
  reply_to?: number
  /** A reply to a message of another topic or chat. */
  external_reply?: { chat_id: number; message_id: number; origin: MessageOrigin }
  /** The message that this service message pins. */
  pins?: number
  quote?: TextQuote
  forward_origin?: MessageOrigin
  media_group_id?: string
  reply_markup?: InlineKeyboardMarkup
  /** The keyboard under the text field, where the bot set one; [] takes it away. */
  keyboard?: ReplyKeyboardMarkup['keyboard']
  reactions: Reaction[]
  /** Chosen from what the bot offered in a line. */
  via_bot?: true
  protected?: boolean
  effect_id?: string
  /** Nobody was notified of it. */
  silent?: true
  /** The app is to answer it with the next message. */
  force_reply?: true
}

/** Telegram's Message as it goes over the wire; nested ones carry no further replies. */
export type WireMessage = Omit<Message, 'reply_to_message' | 'pinned_message'> & {
  reply_to_message?: WireMessage
  pinned_message?: WireMessage
}

/** A message as the control and the page see it: Telegram's own, with what bots never see. */
export type SandboxMessage = WireMessage & {
  reactions: Reaction[]
  service: boolean
  silent?: true
  force_reply?: true
  keyboard?: ReplyKeyboardMarkup['keyboard']
}

export interface BotAccount {
  id: number
  token: string
  first_name: string
  username: string
}
