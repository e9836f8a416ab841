import type { EventLog } from '#event-log'
import type { Clock } from '#kernel'
import type { Sealer } from '#privacy'
import { currentView, type Document, type Find, type ReadStore, type ViewReads } from '#read-store'
import {
  type AgentDocument,
  agents,
  agentView,
  type CalendarDocument,
  type DeliveryDocument,
  deliveries,
  deliveryView,
  type MessageDocument,
  messages,
  type SettingDocument,
  type SlaDocument,
  settings,
  settingView,
  slaCalendars,
  slaTickets,
  slaView,
  type TicketDocument,
  threadView,
  tickets,
  ticketView
} from '#views'
import { createGroupChats, type GroupChats } from './group-chats.js'

/** What query handlers read from; apps/desk provides it under the token DESK_READS. */
export interface DeskReads {
  readonly log: EventLog
  readonly sealer: Sealer
  readonly clock: Clock
  readonly tickets: Documents<TicketDocument>
  readonly groupChats: GroupChats
  readonly messages: Documents<MessageDocument>
  readonly agents: Documents<AgentDocument>
  readonly settings: Documents<SettingDocument>
  readonly deliveries: Documents<DeliveryDocument>
  /** Tickets with their clocks, and the calendars by version that they count by. */
  readonly sla: Documents<SlaDocument>
  readonly slaCalendars: Documents<CalendarDocument>
}

export const DESK_READS = Symbol('DeskReads')

/** One collection of one view, at the build that is current at each call. */
export interface Documents<D extends Document> {
  get(id: string): Promise<D | undefined>
  getMany(ids: readonly string[]): Promise<Map<string, D>>
  find(query: Find): Promise<D[]>
  count(query: Pick<Find, 'index' | 'where' | 'from' | 'to'>): Promise<number>
  /** The position the view has passed; undefined before its first event. */
  position(): Promise<string | undefined>
}

export function readsOver(from: {
  readonly log: EventLog
  readonly sealer: Sealer
  readonly clock: Clock
  readonly store: ReadStore
}): DeskReads {
  const { store, log, sealer, clock } = from
  return {
    log,
    sealer,
    clock,
    groupChats: createGroupChats(log),
    tickets: documentsOf<TicketDocument>(currentView(store, ticketView), tickets.name),
    messages: documentsOf<MessageDocument>(currentView(store, threadView), messages.name),
    agents: documentsOf<AgentDocument>(currentView(store, agentView), agents.name),
    settings: documentsOf<SettingDocument>(currentView(store, settingView), settings.name),
    deliveries: documentsOf<DeliveryDocument>(currentView(store, deliveryView), deliveries.name),
    sla: documentsOf<SlaDocument>(currentView(store, slaView), slaTickets.name),
    slaCalendars: documentsOf<CalendarDocument>(currentView(store, slaView), slaCalendars.name)
  }
}

/** `D` is what the view's fold writes into this collection, and nothing else writes there. */
function documentsOf<D extends Document>(view: ViewReads, collection: string): Documents<D> {
  return {
    get: async id => (await view.get(collection, id))?.document as D | undefined,
    getMany: async ids => {
      const found = ids.length === 0 ? [] : await view.getMany(collection, ids)
      return new Map(found.map(({ document }) => [document.id, document as D]))
    },
    find: async query => (await view.find(collection, query)).map(({ document }) => document as D),
    count: query => view.count(collection, query),
    position: async () => (await view.checkpoint())?.position
  }
}
