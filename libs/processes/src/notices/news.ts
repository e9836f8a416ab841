import { type EventPlace, idOf, kindOfAlert, type NewsKind, told, toldTogether } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { TicketId } from '#kernel'
import { isTold } from '../alerts/index.js'

/** Something that the desk tells a team of by itself. */
export interface News {
  readonly kind: NewsKind
  /** The event that it is news of. */
  readonly event: RecordedEvent
  readonly ticketId: TicketId | null
}

/** Of a ticket's topic it was decided that this is told together with others. Undefined: it is no such event. */
export function withheld(event: RecordedEvent): News | { readonly asked: EventPlace } | undefined {
  const decided = told(event)
  switch (decided.type) {
    case 'SlaWarned':
      return decided.data.inDigest ? ofTicket('due_soon', event) : undefined
    case 'SlaBreached':
      return decided.data.inDigest ? ofTicket('overdue', event) : undefined
    case 'DeliveryAbandoned': {
      const { reason, requestStream: stream, requestRevision: revision } = decided.data
      return reason === toldTogether ? { asked: { stream, revision } } : undefined
    }
    default:
      return undefined
  }
}

/** What kind of news the request of a notice was. Undefined: of none that are told together. */
export function newsOf(event: RecordedEvent): News | undefined {
  const asked = told(event)
  switch (asked.type) {
    case 'SlaWarned':
      return ofTicket('due_soon', event)
    case 'SlaBreached':
      return ofTicket('overdue', event)
    case 'SlaBreachRetracted':
      return ofTicket('retracted', event)
    case 'TicketEscalated':
      return ofTicket('handed_up', event)
    case 'RuleApplied':
      return ofTicket(asked.data.heldUntil === undefined ? 'by_rule' : 'stopped', event)
    case 'RoutingDecided':
      return ofTicket(asked.data.what === 'requeued' ? 'taken_back' : 'stopped', event)
    default:
      return undefined
  }
}

/** What leads are told of in their own chat, whatever the topic shows. */
export function forLeads(event: RecordedEvent): News | undefined {
  const said = told(event)
  switch (said.type) {
    case 'TicketEscalated':
      return ofTicket('handed_up', event)
    case 'RuleApplied': {
      const { heldUntil, actions } = said.data
      const toLeads = actions.some(action => 'notify' in action && action.notify.who === 'leads')
      return heldUntil !== undefined || toLeads ? newsOf(event) : undefined
    }
    case 'RoutingDecided':
      return said.data.because === 'moved_too_often' ? newsOf(event) : undefined
    case 'AlertBegan':
    case 'AlertEnded':
      return isTold(kindOfAlert(said.data.name)) ? { kind: 'alert', event, ticketId: null } : undefined
    default:
      return undefined
  }
}

const ofTicket = (kind: NewsKind, event: RecordedEvent): News => ({
  kind,
  event,
  ticketId: idOf(event.stream) as TicketId
})
