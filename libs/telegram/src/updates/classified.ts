import type { Instant } from '#kernel'
import type { RichText } from '../text/rich-text.js'
import type { ContentKind } from './content-kinds.js'
import type { ContentDetails } from './details.js'

/** Whom an update concerns. What concerns the same is handled in order. */
export type Concern =
  | ConcernsCustomer
  | ConcernsTopic
  | ConcernsGroup
  /** What is in order with nothing else. */
  | { readonly whom: 'nobody' }

export interface ConcernsCustomer {
  readonly whom: 'customer'
  readonly userId: number
}

export interface ConcernsTopic {
  readonly whom: 'topic'
  readonly groupId: number
  readonly threadId: number | 'general'
}

/** The group as a whole. */
export interface ConcernsGroup {
  readonly whom: 'group'
  readonly groupId: number
}

export interface Person {
  readonly id: number
  readonly firstName: string
  readonly lastName: string | undefined
  readonly username: string | undefined
  /** As the person's app says, e.g. `de` or `pt-br`. */
  readonly languageCode: string | undefined
}

/** Who did something in a group. Only a `person` can be an agent. */
export type Author =
  | { readonly kind: 'person'; readonly person: Person }
  /** Who it is can't be known; `title` is the custom title, where there is one. */
  | { readonly kind: 'anonymous_admin'; readonly title: string | undefined }
  | { readonly kind: 'self' }
  | { readonly kind: 'bot'; readonly id: number }
  /** Someone who writes as a channel or another group, or a post of the linked channel. */
  | { readonly kind: 'channel'; readonly id: number }

/** What a message holds. `text` is the caption where it has media, and the words alone of a rich message. */
export interface Content extends RichText {
  readonly kind: ContentKind
  /** Sent again by this id, whatever its size. Absent where the kind has no file. */
  readonly file: FileRef | undefined
  /** Of a kind that is more than text and file. */
  readonly details: ContentDetails | undefined
  /** The same for all messages of one album. */
  readonly mediaGroupId: string | undefined
}

export interface FileRef {
  readonly id: string
  readonly uniqueId: string
  readonly name: string | undefined
  readonly mimeType: string | undefined
  /** Bytes. */
  readonly size: number | undefined
}

export interface ReplyTo {
  /** Undefined: it stands in another chat. */
  readonly messageId: number | undefined
  /** The part of it that was quoted. */
  readonly quote: RichText | undefined
  /** Text or caption of it, where Telegram shows that and it has any. */
  readonly words: string | undefined
}

export interface ForwardedFrom {
  readonly kind: 'user' | 'hidden_user' | 'chat' | 'channel'
  readonly name: string
}

export interface ReceivedMessage {
  readonly updateId: number
  readonly messageId: number
  readonly sentAt: Instant
  readonly content: Content
  /** A real reply only: never the root of a topic. */
  readonly replyTo: ReplyTo | undefined
  readonly forwardedFrom: ForwardedFrom | undefined
}

interface FromCustomer {
  readonly about: ConcernsCustomer
  readonly chatId: number
  /** Of a topic in the private chat, where the bot has those. */
  readonly threadId: number | undefined
  readonly customer: Person
}

interface InTopic {
  readonly about: ConcernsTopic
  readonly groupId: number
  readonly threadId: number
}

/** Who made a topic, and its first name. */
export interface TopicRoot {
  readonly by: Author
  readonly name: string
}

interface WrittenInTopic extends InTopic {
  readonly author: Author
  /** Told with every message that is no real reply. */
  readonly topicRoot: TopicRoot | undefined
}

export interface Command {
  /** Lower case, without slash and without the bot's name. */
  readonly name: string
  /** What follows, trimmed, with its formatting. */
  readonly args: RichText
}

/** `command`: what it begins with, if it does; of a customer it means nothing. */
type Written = FromCustomer & { readonly command: Command | undefined }

export type CustomerMessage = ReceivedMessage & Written & { readonly kind: 'customer_message' }
/** Full new content; perhaps nothing that can be seen has changed. */
export type CustomerEdit = ReceivedMessage &
  Written & { readonly kind: 'customer_edit'; readonly editedAt: Instant }
export type CustomerStart = ReceivedMessage &
  FromCustomer & {
    readonly kind: 'customer_start'
    /** What the link that was followed carries: 1-64 of `A-Za-z0-9_-`. */
    readonly payload: string | undefined
  }

export interface CustomerReach {
  readonly kind: 'customer_blocked' | 'customer_unblocked'
  readonly about: ConcernsCustomer
  readonly updateId: number
  readonly chatId: number
  readonly customer: Person
  readonly at: Instant
}

export type StaffMessage = ReceivedMessage &
  WrittenInTopic & {
    readonly kind: 'staff_message'
    /** Chosen from what this bot offers in a line: what it says is a template, with its variables. */
    readonly viaSelf: boolean
  }
export type StaffEdit = ReceivedMessage &
  WrittenInTopic & {
    readonly kind: 'staff_edit'
    readonly editedAt: Instant
    /** When it is a command now. */
    readonly command: Command | undefined
  }
export type StaffCommand = ReceivedMessage &
  WrittenInTopic & {
    readonly kind: 'staff_command'
    readonly command: Command
    /** What it answers holds this. Absent: it answers nothing, or nothing of this chat. */
    readonly answered?: Content
  }

/** In General, or in a group without topics. */
export type StaffGeneral = ReceivedMessage & {
  readonly kind: 'staff_general'
  readonly about: ConcernsTopic
  readonly groupId: number
  readonly isForum: boolean
  readonly author: Author
  readonly command: Command | undefined
  /** As of a command in a topic; of commands only. */
  readonly answered?: Content
}

interface TopicService extends InTopic {
  readonly updateId: number
  readonly messageId: number
  /** `self`: our own doing, echoed. */
  readonly by: Author
  readonly at: Instant
}

export type TopicCreated = TopicService & { readonly kind: 'topic_created'; readonly name: string }
/** What did not change is undefined. */
export type TopicEdited = TopicService & {
  readonly kind: 'topic_edited'
  readonly name: string | undefined
  readonly iconCustomEmojiId: string | undefined
}
export type TopicPinned = TopicService & { readonly kind: 'topic_pinned' }
export type TopicClosed = TopicService & { readonly kind: 'topic_closed' }
export type TopicReopened = TopicService & { readonly kind: 'topic_reopened' }

export type ButtonPlace =
  | { readonly where: 'private'; readonly chatId: number; readonly messageId: number }
  | {
      readonly where: 'topic'
      readonly groupId: number
      readonly threadId: number
      readonly messageId: number
    }
  | { readonly where: 'general'; readonly groupId: number; readonly messageId: number }
  /** Too old or deleted: Telegram does not say in which topic it was. */
  | {
      readonly where: 'inaccessible'
      readonly chatId: number
      readonly chat: 'private' | 'group'
      readonly messageId: number
    }

export interface Button {
  readonly kind: 'button'
  readonly about: Concern
  readonly updateId: number
  readonly queryId: string
  readonly from: Person
  /** Comes from the client: never trust it. */
  readonly data: string
  readonly on: ButtonPlace
}

export interface Membership {
  readonly status: 'creator' | 'administrator' | 'member' | 'restricted' | 'left' | 'kicked' | 'unknown'
  readonly canManageTopics: boolean
  readonly canDeleteMessages: boolean
  readonly canPinMessages: boolean
}

export interface BotMembership {
  readonly kind: 'bot_membership'
  readonly about: ConcernsGroup
  readonly updateId: number
  readonly groupId: number
  readonly title: string
  readonly isForum: boolean
  readonly by: Author
  readonly before: Membership
  readonly now: Membership
  readonly at: Instant
}

/** Somebody is in a group now who was not, or is not any more. */
export interface StaffMembership {
  readonly kind: 'staff_membership'
  readonly about: ConcernsGroup
  readonly updateId: number
  readonly groupId: number
  readonly person: Person
  readonly isMember: boolean
  readonly at: Instant
}

/** Said twice, in the old and in the new chat, in any order; perhaps only once. */
export interface Migrated {
  readonly kind: 'migrated'
  readonly about: ConcernsGroup
  readonly updateId: number
  readonly from: number
  readonly to: number
}

/** Everything else, known or not: recorded, and nothing follows. */
export interface Other {
  readonly kind: 'other'
  readonly about: { readonly whom: 'nobody' }
  readonly updateId: number
  /** The update's kind and what made it uninteresting, e.g. `message.pinned_message`. Never content. */
  readonly what: string
}

export type Classified =
  | CustomerMessage
  | CustomerEdit
  | CustomerStart
  | CustomerReach
  | StaffMessage
  | StaffEdit
  | StaffCommand
  | StaffGeneral
  | TopicCreated
  | TopicEdited
  | TopicPinned
  | TopicClosed
  | TopicReopened
  | Button
  | BotMembership
  | StaffMembership
  | Migrated
  | Other
