import type { AgentId, Instant, Json, MessageId, Personal, TeamId } from '#kernel'
import type { TeamLevels } from '../escalation/commands.js'
import { foldTag } from '../tags.js'
import type { ExistingTicket } from '../ticket/state.js'
import type { Occurrence } from './occurrences.js'
import { type Condition, conditionsOf, type Rule } from './rule.js'
import { ticketSignals } from './signals.js'
import { classOf, idAfter, type SignalName } from './words.js'

/** `unknown`: it can't be told, and then nothing is done. */
export type Held = boolean | 'unknown'

/** What rules look at beside the ticket: what is not on its record, as of the moment. */
export interface RuleFacts {
  readonly now: Instant
  /** Whether a condition on what a person wrote holds: text, title, source, and a field that decides nothing; or of `chosen`. */
  readonly ofWords: (condition: Condition, chosen?: string) => Held
  /** False: what stands in a field that decides may not be looked at; it is then asked of `ofWords`. */
  readonly seesChosen: boolean
  readonly customer:
    | { readonly tier: string | null; readonly tags: readonly string[]; readonly previousTickets: number }
    | undefined
  readonly isOpen: (calendar: string) => boolean | undefined
  /** When so much open time has passed. Undefined: there is no such calendar, or it does not open so long. */
  readonly dueIn: (calendar: string, from: Instant, ms: number) => Instant | undefined
  /** What a rule writes: under an id of its own, concealed. */
  readonly written: (
    rule: Rule,
    action: number,
    text: string
  ) => { readonly messageId: MessageId; readonly personal: Personal }
  /** Of teams in force. */
  readonly levels: () => TeamLevels
  readonly isIn: (team: TeamId, agent: AgentId) => boolean
  /** What signals weigh together: those of the ticket, and those of what was written. Undefined: it can't be told. */
  readonly signalScore: (ofTicket: readonly SignalName[]) => number | undefined
  /** What a person wrote that made the rule hold, and what followed a command that it answers. Undefined: nothing of that. */
  readonly matched: (rule: Rule, answersCommand: boolean) => Personal | undefined
}

/** Whether a rule's conditions hold: all of `all`, one of `any` where there are some, none of `none`. */
export function holds(
  rule: Pick<Rule, 'all' | 'any' | 'none'>,
  occurrence: Occurrence,
  ticket: ExistingTicket,
  facts: RuleFacts
): Held {
  const ask = (condition: Condition) => held(condition, occurrence, ticket, facts)
  const all = every(rule.all.map(ask))
  const any = rule.any.length === 0 ? true : not(every(rule.any.map(ask).map(not)))
  const none = every(rule.none.map(ask).map(not))
  return every([all, any, none])
}

const not = (one: Held): Held => (one === 'unknown' ? one : !one)

function every(all: readonly Held[]): Held {
  if (all.includes(false)) return false
  return all.includes('unknown') ? 'unknown' : true
}

function held(condition: Condition, occurrence: Occurrence, ticket: ExistingTicket, facts: RuleFacts): Held {
  const { field } = condition
  const option = idAfter('field', field)
  if (classOf(field) === 'words' || field === 'source') return facts.ofWords(condition)
  if (option !== undefined) {
    const chosen = facts.seesChosen ? ticket.chosen.get(option) : undefined
    if (!chosen) return facts.ofWords(condition)
    return condition.op === 'matches'
      ? facts.ofWords(condition, chosen.join(' '))
      : compared(condition, chosen)
  }
  const value = valueIn(field, occurrence, ticket, facts)
  return value === undefined ? 'unknown' : compared(condition, value)
}

type Value = string | number | boolean | null | readonly string[]

/** Undefined: it can't be told. */
function valueIn(
  field: string,
  { status, sla, score }: Occurrence,
  ticket: ExistingTicket,
  facts: RuleFacts
): Value | undefined {
  const { customer, isOpen } = facts
  const calendar = idAfter('calendar', field)
  if (calendar !== undefined) {
    const open = isOpen(calendar)
    return open === undefined ? undefined : open ? 'open' : 'closed'
  }
  switch (field) {
    case 'queue_id':
      return ticket.queueId
    case 'priority':
      return ticket.priority
    case 'status':
      return ticket.status
    case 'tags':
      return ticket.tags.map(foldTag)
    case 'language':
      return ticket.language
    case 'bot':
      return ticket.bot
    case 'customer.tier':
      return customer?.tier
    case 'customer.tags':
      return customer?.tags.map(foldTag)
    case 'previous_tickets':
      return customer?.previousTickets
    case 'reopened_times':
      return ticket.rules.reopenedTimes
    case 'customer_messages':
      return ticket.rules.heard.messages
    case 'assigned':
      return ticket.assignee !== null
    case 'team_id':
      return ticket.team
    case 'escalation_level':
      return ticket.escalation?.level ?? 0
    case 'sla.metric':
      return sla?.metric ?? null
    case 'sla.reason':
      return sla?.reason ?? null
    case 'signal_score':
      return scoreOf(ticket, facts)
    case 'score':
      return score ?? ticket.rating.given?.score ?? null
    case 'status.from':
      return status?.from ?? null
    case 'status.to':
      return status?.to ?? null
    default:
      return undefined
  }
}

const scoreOf = (ticket: ExistingTicket, facts: RuleFacts): number | undefined =>
  facts.signalScore(ticketSignals(ticket, facts.now))

/** What a rule that looks at it was told. Undefined: it does not, or it can't be told. */
export const askedScore = (
  rule: Pick<Rule, 'all' | 'any' | 'none'>,
  ticket: ExistingTicket,
  facts: RuleFacts
): number | undefined =>
  conditionsOf(rule).some(({ field }) => field === 'signal_score') ? scoreOf(ticket, facts) : undefined

/** Of a value that is known. Of several values `is` and `in` ask whether one of them is it. */
export function compared({ op, value }: Pick<Condition, 'op' | 'value'>, given: Value): boolean {
  const values = isList(given) ? given : [given]
  const wanted: readonly Json[] = Array.isArray(value) ? value : [value]
  const isThere = (one: Json): boolean => values.some(other => other === folded(one, given))
  switch (op) {
    case 'is':
    case 'in':
    case 'has_any':
      return wanted.some(isThere)
    case 'is_not':
    case 'not_in':
    case 'has_none':
      return !wanted.some(isThere)
    case 'has_all':
      return wanted.every(isThere)
    case 'at_least':
      return typeof given === 'number' && typeof value === 'number' && given >= value
    case 'at_most':
      return typeof given === 'number' && typeof value === 'number' && given <= value
    case 'matches':
      return false
  }
}

const isList = (given: Value): given is readonly string[] => Array.isArray(given)

/** Lists hold tags, or ids, which are in lower case; what is chosen of a yes_no is a list too. */
function folded(one: Json, given: Value): Json {
  if (!isList(given)) return one
  if (typeof one === 'boolean') return one ? 'yes' : 'no'
  return typeof one === 'string' ? foldTag(one) : one
}
