import { isJsonObject, type Json, type JsonObject, type QueueId, type TeamId } from '#kernel'
import type { Priority, TicketStatus } from '../ticket-words.js'
import { type Once, type Operator, onceWays, operators, type Trigger, triggers } from './words.js'

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
  | { readonly set_status: TicketStatus }

export interface Rule {
  readonly id: string
  /** Of its document. */
  readonly version: number
  readonly position: number
  readonly enabled: boolean
  readonly on: readonly Trigger[]
  readonly all: readonly Condition[]
  /** None: no question. */
  readonly any: readonly Condition[]
  readonly none: readonly Condition[]
  readonly actions: readonly RuleAction[]
  readonly once: Once
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

/** Reads a body that was checked when it was published. */
export function ruleOf(id: string, version: number, body: JsonObject): Rule {
  const { all, any, none } = objectIn(body['if'])
  return {
    id,
    version,
    position: typeof body['position'] === 'number' ? body['position'] : 0,
    enabled: body['enabled'] !== false,
    on: triggers.filter(trigger => listIn(body['on']).includes(trigger)),
    all: conditionsIn(all),
    any: conditionsIn(any),
    none: conditionsIn(none),
    // Each was checked to be an object with one member that is an action.
    actions: listIn(body['then']).filter(isJsonObject) as unknown as readonly RuleAction[],
    once: onceWays.find(one => one === body['once']) ?? 'ticket',
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
