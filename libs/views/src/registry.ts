import type { Document, View, ViewCollection } from '#read-store'
import { type AgentDocument, agents, agentView } from './agent/index.js'
import { type CustomerDocument, customers, customerView } from './customer/index.js'
import { type DeliveryDocument, deliveries, deliveryView } from './delivery/index.js'
import { type DisclosureDocument, disclosures, disclosureView } from './disclosure/index.js'
import { type FactsDocument, facts, factsView } from './facts/index.js'
import { type SettingDocument, settings, settingView } from './setting/index.js'
import { type MessageDocument, messages, threadView } from './thread/index.js'
import { type TicketDocument, tickets, ticketView } from './ticket/index.js'
import {
  type AwayRulesDocument,
  awayRules,
  type CalendarDocument,
  type HeldRuleDocument,
  heldRules,
  type SlaDocument,
  slaCalendars,
  slaTickets,
  type TimerDocument,
  timers,
  timersView
} from './timers/index.js'

export * from './agent/index.js'
export * from './customer/index.js'
export * from './delivery/index.js'
export * from './disclosure/index.js'
export * from './facts/index.js'
export * from './setting/index.js'
export * from './thread/index.js'
export * from './ticket/index.js'
export * from './timers/index.js'

/** A view, and the collections of it that queries read, by the names under which they find them. */
export interface ViewSpec {
  readonly view: View
  readonly reads: { readonly [name: string]: ReadCollection<Document> }
}

export interface ReadCollection<D extends Document> {
  readonly name: string
  /** Never there: carries the type of what the view's fold writes. */
  readonly documents?: D
}

const of = <D extends Document>({ name }: ViewCollection): ReadCollection<D> => ({ name })

/** Every read model of the desk. Who runs, rebuilds, waits for and reads them goes by this list. */
export const viewSpecs = [
  { view: ticketView, reads: { tickets: of<TicketDocument>(tickets) } },
  { view: threadView, reads: { messages: of<MessageDocument>(messages) } },
  { view: customerView, reads: { customers: of<CustomerDocument>(customers) } },
  { view: agentView, reads: { agents: of<AgentDocument>(agents) } },
  { view: settingView, reads: { settings: of<SettingDocument>(settings) } },
  { view: deliveryView, reads: { deliveries: of<DeliveryDocument>(deliveries) } },
  {
    view: timersView,
    reads: {
      timers: of<TimerDocument>(timers),
      sla: of<SlaDocument>(slaTickets),
      slaCalendars: of<CalendarDocument>(slaCalendars),
      awayRules: of<AwayRulesDocument>(awayRules),
      heldRules: of<HeldRuleDocument>(heldRules)
    }
  },
  { view: factsView, reads: { facts: of<FactsDocument>(facts) } },
  { view: disclosureView, reads: { disclosures: of<DisclosureDocument>(disclosures) } }
] as const satisfies readonly ViewSpec[]

type Reads<Spec = (typeof viewSpecs)[number]> = Spec extends ViewSpec ? Spec['reads'] : never

/** The names of all collections that queries read. */
export type ReadName<R = Reads> = R extends unknown ? keyof R & string : never

/** What lies in the collection of this name. */
export type DocumentOf<Name extends ReadName, R = Reads> = R extends {
  readonly [N in Name]: ReadCollection<infer D>
}
  ? D
  : never

export const deskViews: readonly View[] = viewSpecs.map(({ view }) => view)

/** Views of earlier versions of the desk, and in which one of the present ones their documents are. */
export const formerViews: readonly { readonly name: string; readonly nowIn: string }[] = [
  { name: 'sla', nowIn: 'timers' }
]
