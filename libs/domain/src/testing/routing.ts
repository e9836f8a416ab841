import type { AgentId } from '#kernel'
import type { RoutedAssignment } from '../routing/commands.js'
import type { TicketCommand } from '../ticket/commands.js'
import type { Command } from '../ticket/decision.js'
import { general, noon } from './ticket.js'

const byQueue = { queueId: general, queueVersion: 0, strategy: 'round_robin', at: noon } as const
const looked = { candidates: [], more: 0 } as const
/** The desk gives it to an agent, who has until then to take it up. */
export const route = (
  chosen: AgentId,
  acceptBy: number | null = null,
  over: Partial<RoutedAssignment> = {}
): TicketCommand => ({
  type: 'AssignTicket',
  agentId: chosen,
  routing: { ...byQueue, ...looked, what: 'assigned', because: 'longest_without', chosen, acceptBy, ...over }
})
/** A program asked for whoever has the least. */
export const routeOnRequest = (chosen: AgentId, over: Partial<RoutedAssignment> = {}): TicketCommand => ({
  type: 'AssignTicket',
  agentId: chosen,
  cause: 'auto',
  routing: {
    ...{ ...byQueue, ...looked, what: 'assigned', because: 'fewest_tickets', chosen, acceptBy: null },
    ...{ onRequest: true, ...over }
  }
})
export const waits = (over: Partial<Command<'RecordWaiting'>['decision']> = {}): TicketCommand => ({
  type: 'RecordWaiting',
  decision: {
    ...{ ...byQueue, ...looked, what: 'waiting', because: 'nobody_eligible', chosen: null },
    ...{ since: noon, skills: [], fallback: null, ...over }
  }
})
export const requeue = (
  fromAgentId: AgentId,
  over: Partial<Command<'RequeueTicket'>['decision']> = {}
): TicketCommand => ({
  type: 'RequeueTicket',
  decision: { ...byQueue, what: 'requeued', because: 'away', fromAgentId, ...over }
})
export const leave = (agentId: AgentId, until: number): TicketCommand => ({
  type: 'LeaveTicket',
  agentId,
  decision: { ...byQueue, what: 'stopped', because: 'given_while_away', until }
})
export const onTime = (now: number, isManual = false): TicketCommand => ({
  type: 'RouteOnTime',
  now,
  isManual
})
