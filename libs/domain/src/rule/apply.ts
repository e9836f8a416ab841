import { agentIdIn, type Instant, type Outcome, ok, refuse } from '#kernel'
import type { Decided } from '../decider.js'
import { isMove, mayMoveAt } from '../routing/record.js'
import { foldTag } from '../tags.js'
import type { TicketCommand, TicketRefusal } from '../ticket/commands.js'
import { decide } from '../ticket/decide.js'
import type { TicketEvent } from '../ticket/events.js'
import { type ExistingTicket, evolve, type TicketState } from '../ticket/state.js'
import { awaitedOf, lapseOf } from './await.js'
import { askedScore, holds, type RuleFacts } from './conditions.js'
import type { Awaited, NotDone } from './events.js'
import { type Occurrence, occurrencesIn } from './occurrences.js'
import { hasApplied, isHeldBack, ladderOf } from './record.js'
import type { Rule, RuleAction } from './rule.js'
import type { Trigger } from './words.js'

type Events = readonly Decided<TicketEvent>[]

/**
 * What rules make of what was just decided, each asked once, in their order: a later one sees what an earlier one did. What
 * they do starts none of them.
 */
export function applyRules(
  decided: readonly TicketEvent[],
  before: TicketState,
  rules: readonly Rule[],
  facts: RuleFacts,
  /** What rules that come before all of these have written. */
  earlier: readonly TicketEvent[] = []
): Events {
  const after = decided.reduce<TicketState>(evolve, before)
  const occurrences = occurrencesIn(decided, before, after)
  let ticket = earlier.reduce<TicketState>(evolve, after)
  const written: Decided<TicketEvent>[] = []
  const awaited: Awaited[] = []
  for (const rule of rules) {
    if (!ticket.exists) continue
    const started = startedBy(rule, occurrences, ticket, facts)
    if (!started) continue
    if (started.awaited) {
      awaited.push(started.awaited)
      continue
    }
    const { occurrence, instance } = started
    const from = rule.ladder === null ? undefined : (occurrence.at ?? facts.now)
    const { trigger: on, command } = occurrence
    const acted = act(rule, { on, command, instance, ...(from !== undefined && { from }) }, ticket, facts)
    written.push(...acted)
    ticket = acted.reduce<TicketState>(evolve, ticket)
    if (rule.stop) break
  }
  return awaited.length === 0 ? written : [...written, { type: 'RulesAwaited', data: { awaited } }]
}

interface Found {
  readonly occurrence: Occurrence
  readonly instance: string
  /** It acts later. */
  readonly awaited?: Awaited
}

/** The first of what happened that makes a rule act, or wait. */
function startedBy(
  rule: Rule,
  occurrences: readonly Occurrence[],
  ticket: ExistingTicket,
  facts: RuleFacts
): Found | undefined {
  for (const occurrence of occurrences) {
    if (!isStartedBy(rule, occurrence) || isExcused(rule, occurrence)) continue
    const instance = instanceOf(occurrence, ticket)
    if (rule.after) {
      const awaited = awaitedOf(rule, rule.after, occurrence, instance, ticket, facts)
      if (awaited) return { occurrence, instance, awaited }
    } else if (mayAct(rule, occurrence, instance, ticket, facts)) return { occurrence, instance }
  }
  return undefined
}

/** What comes of a rule whose time has come, on the ticket as it is by then. It starts no other. Nothing: it waits on. */
export function applyAwaited(
  rule: Rule | undefined,
  awaited: Awaited,
  ticket: ExistingTicket,
  facts: RuleFacts
): Events {
  const { instance, from, on, who } = awaited
  // Nobody waits for an answer to what has not been heard: its time stands still until then.
  if (who === 'customer' && ticket.rules.unheard.length > 0) return []
  const because = lapseOf(rule, awaited, ticket, facts)
  const acted = because || !rule ? [] : act(rule, { on, command: null, instance, from }, ticket, facts)
  if (acted.length > 0) return acted
  const data = {
    rule: awaited.rule,
    version: awaited.version,
    from,
    instance,
    at: facts.now,
    because: because ?? 'nothing_to_do'
  }
  return [{ type: 'RuleLapsed', data }]
}

const isStartedBy = (rule: Rule, { trigger, command }: Occurrence): boolean =>
  rule.on.includes(trigger) && (command === null || command.name === rule.command)

/** The clock, or the resolution, that an occurrence belongs to. */
export const instanceOf = ({ sla }: Occurrence, { rules }: ExistingTicket): string =>
  sla ? `${sla.metric} ${sla.instance}` : `resolution ${rules.reopenedTimes}`

function mayAct(
  rule: Rule,
  occurrence: Occurrence,
  instance: string,
  ticket: ExistingTicket,
  facts: RuleFacts
): boolean {
  if (ladderOf(ticket.rules, rule.ladder, instance)?.isStopped) return false
  if (hasApplied(ticket.rules, rule.id, rule.once, instance) || isHeldBack(ticket.rules, rule.id, facts.now))
    return false
  return holds(rule, occurrence, ticket, facts) === true
}

/** A target that was lowered under a ticket is nobody's delay. */
const isExcused = ({ all, any }: Rule, { sla }: Occurrence): boolean =>
  sla?.reason === 'target_lowered' && ![...all, ...any].some(({ field }) => field === 'sla.reason')

/** What started a rule. `from`: from when its time counts, where it waits or is a step of a ladder. */
interface Started extends Pick<Occurrence, 'command'> {
  readonly on: Trigger
  readonly instance: string
  readonly from?: Instant
}

/** All that a rule wants of the ticket as it is, or nothing of it where that would move it too often. */
function act(
  rule: Rule,
  { on, command, instance, from }: Started,
  before: ExistingTicket,
  facts: RuleFacts
): Events {
  const { id, version, once, ladder } = rule
  const { now, matched } = facts
  const signalScore = askedScore(rule, before, facts)
  const grounds = {
    ...{ rule: id, version, on, at: now, once, instance },
    ...(from !== undefined && { from }),
    ...(ladder !== null && { ladder }),
    ...(command && { command }),
    ...(signalScore !== undefined && { signalScore })
  }
  const actions: RuleAction[] = []
  const refused: NotDone[] = []
  const changes: Decided<TicketEvent>[] = []
  let ticket: TicketState = before
  for (const [index, asked] of rule.actions.entries()) {
    const action = meant(asked, ticket, facts)
    const outcome = outcomeOf(action, ticket, { rule, index, facts })
    if (!outcome.ok) refused.push({ action, reason: outcome.reason })
    else if (outcome.value === 'wanted' || outcome.value.length > 0) {
      const heldUntil = isMove(action, before.routing) ? mayMoveAt(before.routing, now) : null
      if (heldUntil !== null) return [{ type: 'RuleApplied', data: { ...grounds, actions: [], heldUntil } }]
      actions.push(action)
      if (outcome.value === 'wanted') continue
      changes.push(...outcome.value)
      ticket = outcome.value.reduce<TicketState>(evolve, ticket)
    }
  }
  if (actions.length + refused.length === 0) return []
  const data = { ...grounds, actions, ...(refused.length > 0 && { refused }) }
  const personal = matched(rule, command !== null)
  return [{ type: 'RuleApplied', data, ...(personal && { personal }) }, ...changes]
}

/** Whoever has it and is of the team that it goes to keeps it. */
function meant(action: RuleAction, ticket: TicketState, { isIn }: RuleFacts): RuleAction {
  if (!('escalate' in action) || !ticket.exists || ticket.assignee === null) return action
  const { escalate } = action
  return escalate.reassign && isIn(escalate.team_id, ticket.assignee)
    ? { escalate: { ...escalate, reassign: false } }
    : action
}

/** `wanted`: whoever speaks for the desk, or assigns, does it once it is on record. */
type Effect = Outcome<Events | 'wanted', TicketRefusal>

/** Which action of which rule is meant. */
interface Acting {
  readonly rule: Rule
  readonly index: number
  readonly facts: RuleFacts
}

function outcomeOf(action: RuleAction, ticket: TicketState, acting: Acting): Effect {
  if ('notify' in action || 'webhook' in action) return ok('wanted')
  const isOver = ticket.exists && ticket.status === 'closed'
  if ('reply_template' in action || 'suggest_articles' in action)
    return isOver ? refuse('ticket_closed') : ok('wanted')
  if ('assign_agent' in action) {
    if (isOver) return refuse('ticket_closed')
    const isTheirs = ticket.exists && ticket.assignee === agentIdIn(action.assign_agent)
    return ok(isTheirs ? [] : 'wanted')
  }
  return decide(commandOf(action, acting), ticket)
}

type Decidable = Exclude<
  RuleAction,
  | { readonly notify: unknown }
  | { readonly webhook: unknown }
  | { readonly suggest_articles: unknown }
  | { readonly reply_template: unknown }
  | { readonly assign_agent: unknown }
>

function commandOf(action: Decidable, { rule, index, facts }: Acting): TicketCommand {
  const { now } = facts
  if ('set_priority' in action) return { type: 'ChangePriority', priority: action.set_priority }
  if ('add_tags' in action) return { type: 'ChangeTags', add: action.add_tags, remove: [] }
  if ('remove_tags' in action) return { type: 'ChangeTags', add: [], remove: action.remove_tags }
  if ('transfer' in action) {
    const isGiven = rule.actions.some(one => 'assign_team' in one)
    return { type: 'TransferTicket', queueId: action.transfer, ...(isGiven && { keepsTeam: true }) }
  }
  if ('assign_team' in action) return { type: 'AssignTeam', teamId: action.assign_team }
  if ('unassign' in action) return { type: 'UnassignTicket' }
  if ('escalate' in action) {
    const { team_id: teamId, reassign = false, raise_priority_to: raisePriorityTo = null } = action.escalate
    const { id, version } = rule
    const by = { rule: { id, version }, levels: facts.levels(), now }
    return { type: 'EscalateTicket', teamId, reassign, raisePriorityTo, ...by }
  }
  if ('require_skills' in action) {
    const skills = action.require_skills.map(({ skill, drop_after_s: dropAfterS = null }) => ({
      skill: foldTag(skill),
      dropAfterS
    }))
    return { type: 'RequireSkills', skills, now }
  }
  if ('start_form' in action) return { type: 'RequestForm', form: action.start_form }
  if ('request_rating' in action) return { type: 'RequestRating', now }
  if ('note' in action) {
    const by = { agentId: null, source: { kind: 'api' }, kind: 'text', sentAt: now } as const
    return { type: 'AddNote', ...by, ...facts.written(rule, index, action.note) }
  }
  return { type: 'ChangeStatus', to: action.set_status, cause: 'rule', now }
}
