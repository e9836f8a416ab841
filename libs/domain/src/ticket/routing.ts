import { type AgentId, canonicalJson, type Instant, ok, refuse } from '#kernel'
import type { Decided } from '../decider.js'
import type { RoutedAssignment, RoutingCommand, RoutingDecisions } from '../routing/commands.js'
import type { RoutingDecision } from '../routing/events.js'
import { isCounted, mayMoveAt, routingDueAt } from '../routing/record.js'
import { newlyRequired, skillsAsked } from '../routing/required.js'
import { isOver } from '../ticket-words.js'
import { type Command, type Decision, events, moved, nothing } from './decision.js'
import { leftByTeam } from './escalation.js'
import type { TicketEvent } from './events.js'
import type { ExistingTicket } from './state.js'

const recorded = (data: RoutingDecision): Decided<TicketEvent> => ({ type: 'RoutingDecided', data })

/** Only what nobody has, as it was when somebody was chosen: people are always first. */
export function assignByRouting(decision: RoutedAssignment, state: ExistingTicket): Decision {
  const { chosen: agentId, at } = decision
  if (state.assignee) return refuse('already_assigned', { agentId: state.assignee })
  if (state.status === 'resolved') return refuse('ticket_resolved')
  // Chosen before what rules ask for was heard of.
  if (state.queueId !== decision.queueId || lacksSkill(decision, state))
    return refuse('transition_not_allowed', { from: state.status, to: 'assigned' })
  const until = isCounted(state.routing) ? mayMoveAt(state.routing, at) : null
  return until === null
    ? events(recorded(decision), {
        type: 'TicketAssigned',
        data: { agentId, previousAgentId: null, cause: 'routing' }
      })
    : stop(state, at, until)
}

/** Where somebody asks for an agent, skills are their business. */
function lacksSkill({ chosen, candidates, onRequest }: RoutedAssignment, state: ExistingTicket): boolean {
  if (onRequest) return false
  const has = candidates.find(({ agentId }) => agentId === chosen)?.skills ?? []
  return skillsAsked({ skills: [] }, state.requiredSkills, state.routing).some(
    ({ skill }) => !has.includes(skill)
  )
}

/** Whoever the desk gave it to says that they are on it. */
export const accept = (state: ExistingTicket, agentId: AgentId): Decision =>
  state.routing.routedTo === agentId && state.status === 'assigned'
    ? events(moved('assigned', 'in_progress', 'accept'))
    : nothing

/** Whoever gives it back themselves does not get it from the desk again: until it moves, is resolved, or a person gives it to them. */
export function giveBack({ by }: Command<'UnassignTicket'>, { assignee, status }: ExistingTicket): Decision {
  if (!assignee) return nothing
  if (status === 'resolved') return refuse('ticket_resolved')
  const data = { previousAgentId: assignee, ...(by === assignee && { letGo: true as const }) }
  return events({ type: 'TicketUnassigned', data })
}

/** What is asked for already is not asked for anew. */
export function requireSkills(
  { skills, now: at }: Command<'RequireSkills'>,
  state: ExistingTicket
): Decision {
  const wanted = newlyRequired(state.requiredSkills, skills)
  return wanted.length === 0 ? nothing : events({ type: 'SkillsRequired', data: { skills: wanted, at } })
}

export function route(command: Command<RoutingCommand['type']>, state: ExistingTicket): Decision {
  switch (command.type) {
    case 'RecordWaiting':
      return recordWaiting(command.decision, state)
    case 'RequeueTicket':
      return requeue(command.decision, state)
    case 'LeaveTicket':
      return leave(command, state)
    case 'RouteOnTime':
      return onTime(command, state)
  }
}

/** Anew only where something else will be due. */
function recordWaiting(decision: RoutingDecisions['waiting'], state: ExistingTicket): Decision {
  const { assignee, queueId, routing, status } = state
  if (assignee || isOver(status) || queueId !== decision.queueId) return nothing
  const { since, skills, fallback } = decision
  const isKnown =
    routing.waiting && canonicalJson(routing.waiting) === canonicalJson({ since, skills, fallback })
  return isKnown ? nothing : events(recorded(decision))
}

function requeue(decision: RoutingDecisions['requeued'], state: ExistingTicket): Decision {
  const { fromAgentId, at } = decision
  if (state.assignee !== fromAgentId || !isAtWork(state)) return nothing
  const until = mayMoveAt(state.routing, at)
  return until === null
    ? events(recorded(decision), { type: 'TicketUnassigned', data: { previousAgentId: fromAgentId } })
    : stop(state, at, until)
}

const isAtWork = ({ status }: ExistingTicket): boolean => status === 'assigned' || status === 'in_progress'

/** Once for each time that it is given. */
function leave({ agentId, decision }: Command<'LeaveTicket'>, state: ExistingTicket): Decision {
  const isKnown = state.routing.stoppedUntil !== null
  return state.assignee !== agentId || !isAtWork(state) || isKnown ? nothing : events(recorded(decision))
}

/** Once: until then there is nothing to do for the desk. */
function stop(state: ExistingTicket, at: Instant, until: Instant): Decision {
  if (state.routing.stoppedUntil !== null) return nothing
  const grounds = groundsOf(state, at)
  return events(recorded({ ...grounds, what: 'stopped', because: 'moved_too_often', until }))
}

function onTime(command: Command<'RouteOnTime'>, state: ExistingTicket): Decision {
  const { now, isManual } = command
  const { assignee, routing, status } = state
  const grounds = groundsOf(state, now)
  if (isOver(status)) return nothing
  const { stoppedUntil, acceptBy, routedTo } = routing
  if (stoppedUntil !== null) {
    if (now < stoppedUntil) return nothing
    const resumed = recorded({ ...grounds, what: 'resumed', because: 'time_passed' })
    const then = onTime(command, { ...state, routing: { ...routing, stoppedUntil: null } })
    return then.ok ? ok([resumed, ...then.value]) : then
  }
  const dueAt = isManual ? routingDueAt(routing) : null
  if (dueAt !== null)
    return now < dueAt ? nothing : events(recorded({ ...grounds, what: 'left_to_people', because: 'manual' }))
  if (routedTo !== null && acceptBy !== null)
    return now < acceptBy
      ? nothing
      : requeue({ ...grounds, what: 'requeued', because: 'not_accepted', fromAgentId: routedTo }, state)
  return assignee ? nothing : waited(now, state)
}

/** What was asked for is given up, or the ticket falls back. */
function waited(now: Instant, state: ExistingTicket): Decision {
  const { waiting } = state.routing
  if (!waiting) return nothing
  const grounds = groundsOf(state, now)
  const { skills, fallback } = waiting
  const dropped = skills.filter(({ dropAt }) => dropAt !== null && dropAt <= now)
  const given = dropped.map(({ skill }) =>
    recorded({ ...grounds, what: 'skill_dropped', because: 'waited', skill })
  )
  if (!fallback || fallback.at > now) return events(...given)
  const { toQueueId } = fallback
  const fell = recorded({ ...grounds, what: 'fell_back', because: 'waited', toQueueId })
  if (toQueueId === null || toQueueId === state.queueId) return events(...given, fell)
  const until = mayMoveAt(state.routing, now)
  return until === null
    ? events(...given, fell, ...leftByTeam(state), {
        type: 'TicketTransferred',
        data: { fromQueueId: state.queueId, toQueueId }
      })
    : stop(state, now, until)
}

const groundsOf = ({ queueId, routing: { by } }: ExistingTicket, at: Instant) => ({
  queueId,
  queueVersion: by?.version ?? 0,
  strategy: by?.strategy ?? 'manual',
  at
})
