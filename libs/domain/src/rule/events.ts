import type { AgentId, Instant, MessageId } from '#kernel'
import type { Metric } from '../sla/policy.js'
import type { Via } from '../ticket/event-words.js'
import type { TicketStatus } from '../ticket-words.js'
import type { RuleAction } from './rule.js'
import type { Once, Trigger } from './words.js'

/** Why something that a rule wants was not done. */
export type NotDone = { readonly action: RuleAction; readonly reason: string }

/** A command of the desk's own that somebody typed, and where; what follows its name is personal. */
export type GivenCommand = { readonly name: string; readonly agentId: AgentId; readonly via: Via }

/** A rule that acts some time after what started it, unless something is said or done before. */
export type Awaited = {
  readonly rule: string
  readonly version: number
  readonly on: Trigger
  /** From when its time counts: of the steps of a ladder, from the ladder's one cause. */
  readonly from: Instant
  readonly afterS: number
  /** When its time has come. Null: to be counted by the calendar of the ticket's policy. */
  readonly due: Instant | null
  /** Who must not have written by then. Null: whoever has. */
  readonly who: 'team' | 'customer' | null
  readonly once: Once
  readonly instance: string
  readonly ladder: string | null
  /** What a condition can look at of what started it. */
  readonly status: { readonly from: TicketStatus; readonly to: TicketStatus } | null
  readonly sla: { readonly metric: Metric; readonly instance: number; readonly reason: string | null } | null
  /** The message that started it. Null: none did. */
  readonly messageId: MessageId | null
}

/** Why nothing came of a rule whose time had come. */
export type LapseReason =
  | 'rule_is_off'
  | 'status'
  | 'conditions'
  | 'unknown'
  | 'has_acted'
  | 'held_back'
  | 'acknowledged'
  /** Of older desks: it waits until the reply is there. */
  | 'reply_not_delivered'
  | 'nothing_to_do'
  /** Of who was wanted for it. */
  | 'agent_unknown'
  | 'agent_away'
  | 'agent_at_capacity'
  | 'not_assigned'
  /** Of what was to be said. */
  | 'template_unknown'
  | 'template_for_agents'
  | 'missing_value'
  | 'nothing_to_send'
  | 'not_said'
  /** Of articles that were to be looked for. */
  | 'no_article'
  | 'index_not_ready'
  | WebhookLapse

/** Why an endpoint that was to be told of it was not, or what it answered to a command was not used. */
export type WebhookLapse =
  | 'endpoint_unknown'
  | 'endpoint_not_allowed'
  | 'endpoint_paused'
  /** It has asked to be left alone for a time. */
  | 'endpoint_busy'
  | 'not_answered'
  | 'answer_failed'
  | 'answer_too_big'
  | 'answer_invalid'
  | 'answer_refused'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** personal: what follows the name */
export type CommandEvent = Event<
  'CommandGiven',
  /** When it was typed. Absent: from before this was kept. */
  GivenCommand & { readonly sentAt?: Instant }
>

export type RuleEvent =
  | Event<
      'RuleApplied',
      {
        readonly rule: string
        /** Of the rule's document. */
        readonly version: number
        readonly on: Trigger
        readonly at: Instant
        readonly once: Once
        /** Of the clock, or the resolution, that caused it. */
        readonly instance: string
        /** What changes the ticket stands after this, in the same append. */
        readonly actions: readonly RuleAction[]
        /** What the ticket refused. Absent: nothing. */
        readonly refused?: readonly NotDone[]
        /** It would have moved the ticket too often: nothing of it was done, nor is before that. Absent: it was not held back. */
        readonly heldUntil?: Instant
        /** From when its time, or that of its ladder, counts. Absent: it acts at once, and is a step of none. */
        readonly from?: Instant
        /** What signals weighed together. Absent: it does not look at it. */
        readonly signalScore?: number
        /** The ladder that it is a step of. Absent: of none. */
        readonly ladder?: string
        /** What it answers. Absent: no command started it. */
        readonly command?: GivenCommand
      }
    >
  | Event<'RulesAwaited', { readonly awaited: readonly Awaited[] }>
  | Event<
      'RuleLapsed',
      {
        readonly rule: string
        /** Of the rule's document, as it was awaited or as it acted. Absent: from before this was kept. */
        readonly version?: number
        readonly from: Instant
        readonly instance: string
        readonly at: Instant
        readonly because: LapseReason
        /** What of a rule that acted was not done after all. Absent: nothing of it was. */
        readonly action?: RuleAction
      }
    >

/** The endpoints that a rule that acted is to tell, each once, as they are shown. */
export const endpointsTold = ({
  actions
}: Extract<RuleEvent, { type: 'RuleApplied' }>['data']): readonly string[] => [
  ...new Set(actions.flatMap(action => ('webhook' in action ? [action.webhook.endpoint_id] : [])))
]
