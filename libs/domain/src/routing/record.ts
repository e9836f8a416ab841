import type { AgentId, Instant, QueueId } from '#kernel'
import type { RuleAction } from '../rule/rule.js'
import type { TicketEvent } from '../ticket/events.js'
import type { Strategy } from './assignment.js'
import type { RoutingDecision, SkillDue } from './events.js'

type Waiting = Extract<RoutingDecision, { what: 'waiting' }>

/** What of routing is on a ticket's record: enough to do each thing once, and to know when something is due. */
export type RoutingRecord = {
  /** By which settings the last decision was made. */
  readonly by: { readonly queueId: QueueId; readonly version: number; readonly strategy: Strategy } | null
  /** Whom the desk gave it to and who has done nothing with it yet. */
  readonly routedTo: AgentId | null
  /** Of the desk's giving it: when it is looked at whether something was done. */
  readonly acceptBy: Instant | null
  /** As it was put on record that nobody has it. */
  readonly waiting: Pick<Waiting, 'since' | 'skills' | 'fallback'> | null
  readonly dropped: readonly string[]
  /** It goes to whom carries least. */
  readonly fellBack: boolean
  /** Who had it from the desk and did not take it up, or had it and gave it back. */
  readonly passed: readonly AgentId[]
  /** Somebody has had it before. */
  readonly hadAgent: boolean
  /** A rule took it from whoever had it, and that was counted: who gets it then gets it by the same move. */
  readonly isTaken: boolean
  /** When the desk moved it, as far as that can matter. */
  readonly moves: readonly Instant[]
  readonly stoppedUntil: Instant | null
}

export const noRouting: RoutingRecord = {
  by: null,
  routedTo: null,
  acceptBy: null,
  waiting: null,
  dropped: [],
  fellBack: false,
  passed: [],
  hadAgent: false,
  isTaken: false,
  moves: [],
  stoppedUntil: null
}

/** The desk moves a ticket so often in an hour at most. Being given to the first agent is no move. */
export const mostMoves = 5
const hourMs = 3_600_000

/** When the desk may move it again; null: now. */
export function mayMoveAt({ moves }: RoutingRecord, now: Instant): Instant | null {
  const recent = moves.filter(at => at > now - hourMs)
  const oldest = recent.at(-mostMoves)
  return oldest === undefined ? null : oldest + hourMs
}

/** Whether giving it to somebody is a move. */
export const isCounted = ({ hadAgent, isTaken }: RoutingRecord): boolean => hadAgent && !isTaken

/** When something of it is due; null: nothing is. */
export function routingDueAt({ acceptBy, waiting, stoppedUntil }: RoutingRecord): Instant | null {
  if (stoppedUntil !== null) return stoppedUntil
  const due = [acceptBy, waiting?.fallback?.at, ...(waiting?.skills ?? []).map(({ dropAt }) => dropAt)]
  const known = due.filter(at => typeof at === 'number')
  return known.length === 0 ? null : Math.min(...known)
}

/** Total. Itself where the event says nothing of routing. */
export function routingAfter(record: RoutingRecord, event: TicketEvent): RoutingRecord {
  switch (event.type) {
    case 'RoutingDecided':
      return decided(record, event.data)
    case 'RuleApplied':
      return ruled(record, event.data)
    case 'TicketAssigned': {
      const { agentId, cause } = event.data
      const byDesk = cause === 'routing'
      return {
        ...record,
        routedTo: byDesk ? agentId : null,
        passed: byDesk ? record.passed : record.passed.filter(each => each !== agentId),
        acceptBy: byDesk ? record.acceptBy : null,
        waiting: null,
        dropped: [],
        fellBack: false,
        hadAgent: true,
        isTaken: false,
        stoppedUntil: null
      }
    }
    case 'TicketUnassigned': {
      const { letGo, previousAgentId } = event.data
      const passed = letGo ? [...new Set([...record.passed, previousAgentId])] : record.passed
      return { ...untouched(record), passed, waiting: null, stoppedUntil: null }
    }
    case 'TicketTransferred':
      return { ...record, waiting: null, dropped: [], fellBack: false, passed: [], stoppedUntil: null }
    case 'ReplyRequested':
    case 'NoteAdded':
      return record.routedTo !== null && event.data.agentId === record.routedTo ? untouched(record) : record
    case 'TicketStatusChanged':
      return event.data.cause === 'customer_message' ? record : untouched(record)
    case 'TicketResolved':
    case 'TicketClosed':
      return {
        ...untouched(record),
        waiting: null,
        dropped: [],
        fellBack: false,
        passed: [],
        stoppedUntil: null
      }
    default:
      return record
  }
}

/** Whether a rule that does it moves the ticket. Being given to the first agent is no move. */
export const isMove = (action: RuleAction, record: RoutingRecord): boolean =>
  'transfer' in action ||
  'unassign' in action ||
  (isCounted(record) && (isReassigning(action) || 'assign_agent' in action))

const isReassigning = (action: RuleAction): boolean =>
  'escalate' in action && action.escalate.reassign === true

function ruled(
  record: RoutingRecord,
  { actions, at }: { readonly actions: readonly RuleAction[]; readonly at: Instant }
): RoutingRecord {
  if (!actions.some(action => isMove(action, record))) return record
  const takes = actions.some(action => 'unassign' in action || isReassigning(action))
  return { ...moved(record, at), isTaken: record.isTaken || takes }
}

/** Nothing hangs on whether whoever got it does something. */
const untouched = (record: RoutingRecord): RoutingRecord =>
  record.routedTo === null && record.acceptBy === null
    ? record
    : { ...record, routedTo: null, acceptBy: null }

function decided(before: RoutingRecord, decision: RoutingDecision): RoutingRecord {
  const { queueId, queueVersion: version, strategy, at } = decision
  const record = { ...before, by: { queueId, version, strategy } }
  switch (decision.what) {
    case 'assigned':
      return {
        ...(isCounted(before) && !decision.onRequest ? moved(record, at) : record),
        acceptBy: decision.acceptBy
      }
    case 'waiting': {
      const { since, skills, fallback } = decision
      return { ...record, waiting: { since, skills, fallback } }
    }
    case 'requeued': {
      const { because, fromAgentId } = decision
      return because === 'not_accepted' ? { ...record, passed: [...record.passed, fromAgentId] } : record
    }
    case 'skill_dropped': {
      const { skill } = decision
      return {
        ...record,
        dropped: [...record.dropped, skill],
        waiting: record.waiting && { ...record.waiting, skills: without(record.waiting.skills, skill) }
      }
    }
    case 'fell_back':
      return decision.toQueueId === null
        ? {
            ...record,
            fellBack: true,
            waiting: record.waiting && { ...record.waiting, skills: [], fallback: null }
          }
        : moved(record, at)
    case 'stopped':
      return { ...record, stoppedUntil: decision.until }
    case 'left_to_people':
      return { ...record, acceptBy: null, waiting: null }
    case 'resumed':
      return { ...record, stoppedUntil: null }
  }
}

const moved = (record: RoutingRecord, at: Instant): RoutingRecord => ({
  ...record,
  moves: [...record.moves, at].slice(-mostMoves)
})

const without = (skills: readonly SkillDue[], gone: string): readonly SkillDue[] =>
  skills.filter(({ skill }) => skill !== gone)
