import { isJsonObject, type Json, type JsonObject, type QueueId, type TeamId } from '#kernel'
import { type Priority, type TicketStatus, ticketStatuses } from '../ticket-words.js'
import { type Once, type Operator, onceWays, operators, type Trigger, triggers } from './words.js'

/** Who is told something in the topic. `group`: whoever reads it. */
export const notified = ['assignee', 'team', 'leads', 'group'] as const
export type Notified = (typeof notified)[number]

export interface Condition {
  readonly field: string
  readonly op: Operator
  readonly value: Json
}

/** As a rule's document says it, and as it stands in the events: an object with one member. */
export type RuleAction =
  | { readonly set_priority: Priority }
  | { readonly add_tags: readonly string[] }
  | { readonly remove_tags: readonly string[] }
  | { readonly transfer: QueueId }
  | { readonly assign_team: TeamId }
  | { readonly unassign: true }
  /** `reassign`: whoever has it loses it, and the team finds somebody. */
  | {
      readonly escalate: {
        readonly team_id: TeamId
        readonly reassign?: boolean
        readonly raise_priority_to?: Priority | null
      }
    }
  /** Of whoever gets it, beside what its queue asks; given up after so long a wait. */
  | {
      readonly require_skills: readonly {
        readonly skill: string
        readonly drop_after_s?: number | null
      }[]
    }
  | { readonly set_status: TicketStatus }
  /** `agt_…`; whoever works off what rules want holds the slot and assigns, or says why not. */
  | { readonly assign_agent: string }
  | { readonly reply_template: string }
  | { readonly note: string }
  | { readonly notify: { readonly who: Notified; readonly text: string } }
  | { readonly request_rating: true }
  | { readonly start_form: string }
  /** Of the ticket's own words, or of these. */
  | {
      readonly suggest_articles: {
        readonly query?: string | null
        readonly to: 'agent' | 'customer'
        readonly max: number
      }
    }
  /** To that endpoint alone. */
  | { readonly webhook: { readonly endpoint_id: string } }

/** A rule that does not act at once. */
export interface After {
  readonly s: number
  readonly clock: 'business' | 'calendar'
  /** Null: that of the ticket's policy. */
  readonly calendarId: string | null
  /** In which of these the ticket must be by then. Null: in any. */
  readonly while: readonly TicketStatus[] | null
  /** Who must not have written by then. Null: whoever has. */
  readonly who: 'team' | 'customer' | null
}

export interface Rule {
  readonly id: string
  /** Of its document. */
  readonly version: number
  readonly position: number
  readonly enabled: boolean
  readonly on: readonly Trigger[]
  /** Without slash: which command of `on: command` is meant. */
  readonly command: string | null
  /** Null: it acts at once. */
  readonly after: After | null
  readonly all: readonly Condition[]
  /** None: no question. */
  readonly any: readonly Condition[]
  readonly none: readonly Condition[]
  readonly actions: readonly RuleAction[]
  readonly once: Once
  /** The ladder that it is a step of: all of its steps count from one cause. */
  readonly ladder: string | null
  /** What comes after it is not asked any more, where it held. */
  readonly stop: boolean
}

const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])
const objectIn = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})

const conditionsIn = (value: Json | undefined): Condition[] =>
  listIn(value)
    .filter(isJsonObject)
    .flatMap(({ field, op, value: compared }) => {
      const operator = operators.find(one => one === op)
      return operator && compared !== undefined
        ? [{ field: String(field), op: operator, value: compared }]
        : []
    })

const afterIn = ({ s, clock, calendar_id: calendarId, while: statuses, who }: JsonObject): After => ({
  s: Number(s),
  clock: clock === 'business' ? 'business' : 'calendar',
  calendarId: typeof calendarId === 'string' ? calendarId : null,
  while: Array.isArray(statuses) ? ticketStatuses.filter(status => statuses.includes(status)) : null,
  who: who === 'team' || who === 'customer' ? who : null
})

/** Each was checked to be an object with one member that is an action. */
const isAction = (one: Json): one is RuleAction & JsonObject => isJsonObject(one)

/** Reads a body that was checked when it was published. */
export function ruleOf(id: string, version: number, body: JsonObject): Rule {
  const { all, any, none } = objectIn(body['if'])
  return {
    id,
    version,
    position: typeof body['position'] === 'number' ? body['position'] : 0,
    enabled: body['enabled'] !== false,
    on: triggers.filter(trigger => listIn(body['on']).includes(trigger)),
    command: typeof body['command'] === 'string' ? body['command'] : null,
    after: isJsonObject(body['after']) ? afterIn(body['after']) : null,
    all: conditionsIn(all),
    any: conditionsIn(any),
    none: conditionsIn(none),
    actions: listIn(body['then']).filter(isAction),
    once: onceWays.find(one => one === body['once']) ?? 'ticket',
    ladder: typeof body['ladder'] === 'string' ? body['ladder'] : null,
    stop: body['stop'] === true
  }
}

export const conditionsOf = ({
  all,
  any,
  none
}: Pick<Rule, 'all' | 'any' | 'none'>): readonly Condition[] => [...all, ...any, ...none]

/** In which order rules are asked. */
export const inRuleOrder = (
  one: Pick<Rule, 'position' | 'id'>,
  other: Pick<Rule, 'position' | 'id'>
): number => one.position - other.position || (one.id < other.id ? -1 : 1)
