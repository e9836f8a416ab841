import type { Availability, TicketCommand } from '#domain'
import type { AgentId, Instant, Personal, TeamId } from '#kernel'
import type { RichText } from '#telegram'
import type { Details, ToldRefusal } from '../words/index.js'

/** What a typed command asks for, before anything is looked up. */
export type Ask =
  | { readonly kind: 'act'; readonly command: TicketCommand }
  | { readonly kind: 'note'; readonly text: RichText }
  /** `name`: a username or a display name, and perhaps more words. */
  | { readonly kind: 'assign'; readonly to: { readonly name: RichText } | { readonly userId: number } }
  | { readonly kind: 'transfer'; readonly queue: string }
  /** `typed`: a team by its id or name, and perhaps why. */
  | { readonly kind: 'escalate'; readonly typed: RichText }
  | { readonly kind: 'help' }
  /** How the queues stand, each or all together; how the people stand, or whoever asks. */
  | { readonly kind: 'standing'; readonly of: Standing }
  /** `said`: of whom, until when, and why. */
  | {
      readonly kind: 'availability'
      readonly to: Availability
      readonly said: RichText
      readonly usage: string
    }
  /** A prepared reply: its shortcode, or words that it has. */
  | { readonly kind: 'template'; readonly words: string }
  /** The knowledge base by words. */
  | { readonly kind: 'articles'; readonly words: string }
  /** Tickets by words. */
  | { readonly kind: 'find'; readonly words: string }
  /** One that rules answer: what follows its name. */
  | { readonly kind: 'rule'; readonly name: string; readonly args: string }
  | Mistake

export interface Mistake {
  readonly kind: 'mistake'
  readonly reason: ToldRefusal
  readonly details: Details
}

export type Standing = 'queues' | 'status' | 'team' | 'me'

/** What needs no ticket. */
export type DeskAsk = Extract<Ask, { kind: 'help' | 'standing' | 'availability' | 'find' }>

/** What was typed after the name, and by whom. */
export interface Typed {
  readonly args: RichText
  readonly words: readonly string[]
  /** How the command is used. */
  readonly usage: string
  readonly agentId: AgentId
  readonly now: Instant
  /** A note may then do without words. */
  readonly hasMedia: boolean
}

export const act = (command: TicketCommand): Ask => ({ kind: 'act', command })
export const escalating = (teamId: TeamId, now: Instant, personal?: Personal): TicketCommand => ({
  type: 'EscalateTicket',
  teamId,
  ...{ reassign: false, raisePriorityTo: null, rule: null, levels: new Map(), now },
  ...(personal && { personal })
})
export const acknowledging = (agentId: AgentId, now: Instant): TicketCommand => ({
  type: 'AcknowledgeEscalation',
  by: { agentId },
  teams: [],
  now
})
/** `details`: never what somebody typed. */
export const mistake = (reason: ToldRefusal, details: Details = {}): Mistake => ({
  kind: 'mistake',
  reason,
  details
})
