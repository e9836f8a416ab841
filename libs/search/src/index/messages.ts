import type { TicketStatus } from '#domain'
import type { Lexicon } from '../analyser/analyser.js'

/** What can be found, as it is shown to whoever searches. */
export interface ShownText {
  readonly kind: 'article' | 'template'
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly url: string | null
  readonly shortcode: string | null
  readonly category: string | null
  readonly audience: string
  /** Of an article its own; of a template all that it has a text in. */
  readonly languages: readonly string[]
}

export interface IndexedText extends ShownText {
  readonly keywords: readonly string[]
  /** All that is read of it, its summary too. */
  readonly body: readonly string[]
}

export interface Weights {
  readonly title: number
  readonly keywords: number
  readonly body: number
}

/** One change of the index; those of an event are applied together. Ids are as they stand in events. */
export type Change =
  | { readonly change: 'text'; readonly text: IndexedText }
  /** A reply said what it says. */
  | { readonly change: 'used'; readonly template: string }
  | { readonly change: 'text_gone'; readonly kind: ShownText['kind']; readonly id: string }
  | { readonly change: 'settings'; readonly lexicon: Lexicon; readonly weights: Weights }
  | {
      readonly change: 'ticket'
      readonly id: string
      readonly code: string
      readonly queue: string
      readonly conversation: string
      readonly subject: string | null
      readonly createdAt: number
    }
  | {
      readonly change: 'ticket_state'
      readonly id: string
      readonly status?: TicketStatus
      /** Only where it is this yet. */
      readonly from?: TicketStatus
      readonly queue?: string
    }
  | {
      readonly change: 'tags'
      readonly id: string
      readonly added: readonly string[]
      readonly removed: readonly string[]
    }
  /** Null: it has none, or it can't be opened any more. */
  | { readonly change: 'title'; readonly id: string; readonly title: string | null }
  /** Of one ticket, or of all of a conversation. */
  | {
      readonly change: 'name'
      readonly of: { readonly ticket: string } | { readonly conversation: string }
      readonly name: string
      readonly username: string | null
    }
  | { readonly change: 'forgotten'; readonly subject: string }

/** How far the log is in the index: with the changes, in one transaction. */
export interface IndexedPlace {
  readonly position: string
  readonly eventId: string
}

export interface TextQuery {
  /** Null: whatever there is, the most used first. */
  readonly words: string | null
  readonly kinds: readonly ShownText['kind'][]
  readonly language?: string | undefined
  readonly category?: string | undefined
  readonly audience?: string | undefined
  readonly limit: number
  /** No word is taken for one that is a letter away. */
  readonly asWritten?: boolean
  /** Takes reading each of them. */
  readonly highlights?: boolean
}

export interface TicketQuery {
  readonly words: string
  readonly statuses?: readonly string[] | undefined
  /** Undefined: all. */
  readonly queues?: readonly string[] | undefined
  /** Whether titles and names may be looked into. */
  readonly personal: boolean
  readonly limit: number
}

export interface FoundText extends ShownText {
  readonly score: number
  /** Of a template: how many replies it was. */
  readonly uses: number
  /** Words of it, as they stand there, that were asked for. */
  readonly highlights: readonly string[]
}

export interface FoundTicket {
  readonly kind: 'ticket'
  readonly id: string
  readonly score: number
  readonly code: string
  readonly status: TicketStatus
  readonly queue: string
}

/** What the thread does, and what it answers. */
export interface Calls {
  apply(changes: readonly Change[], place: IndexedPlace | undefined): void
  texts(query: TextQuery): FoundText[]
  tickets(query: TicketQuery): FoundTicket[]
  place(): IndexedPlace | undefined
  /** Everything out: the log is another one. */
  clear(): void
}

export type CallName = keyof Calls

export type Asked = {
  [Name in CallName]: { readonly id: number; readonly call: Name; readonly given: Parameters<Calls[Name]> }
}[CallName]

export type Told =
  | { readonly id: number; readonly value: ReturnType<Calls[CallName]> }
  | { readonly id: number; readonly error: string }
  | 'ready'

/** Folder undefined: in memory. The key makes the hashes of a file's words: with another one they are other hashes. */
export interface OpenIndex {
  readonly folder: string | undefined
  readonly masterKey: Uint8Array
}
