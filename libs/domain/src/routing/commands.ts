import type { AgentId, Instant } from '#kernel'
import type { RoutingDecision } from './events.js'

export type RoutingDecisions = {
  readonly [What in RoutingDecision['what']]: Extract<RoutingDecision, { what: What }>
}

/** What the desk does by itself. Each is decided again from the ticket as it is by then. */
export type RoutingCommand =
  /** That nobody has it, and when what is asked for changes. */
  | { readonly type: 'RecordWaiting'; readonly decision: RoutingDecisions['waiting'] }
  /** Takes it from an agent who is away. */
  | { readonly type: 'RequeueTicket'; readonly decision: RoutingDecisions['requeued'] }
  /** Leaves it for some time with an agent who was away already when it was given to them. */
  | {
      readonly type: 'LeaveTicket'
      readonly agentId: AgentId
      readonly decision: RoutingDecisions['stopped']
    }
  /** Whatever of its routing is due by now; nothing of it where people assign in its queue. */
  | { readonly type: 'RouteOnTime'; readonly now: Instant; readonly isManual: boolean }

export type RoutedAssignment = RoutingDecisions['assigned']
