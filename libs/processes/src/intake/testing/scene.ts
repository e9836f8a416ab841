import type { RecordedEvent } from '#event-log'
import type { JsonObject, TicketId } from '#kernel'
import { type MemoryDesk, openMemoryDesk } from './desk.js'
import { anna, text, Updates } from './updates.js'

export const topic = 7

/** A desk with updates at hand and words for what a spec looks at. */
export interface Scene {
  readonly desk: MemoryDesk
  readonly updates: Updates
  receive(...updates: readonly (JsonObject & { readonly update_id: number })[]): Promise<void>
  /** A ticket of Anna's in topic 7; what came before is not in `since`. */
  openTicket(): Promise<TicketId>
  /** The types of the events of all tickets since the last `openTicket`. */
  types(): Promise<string[]>
  since(): Promise<RecordedEvent[]>
  /** Of the last CommandRefused. */
  refusal(): Promise<JsonObject | undefined>
  notices(): Promise<unknown[]>
  close(): Promise<void>
}

export async function openScene(): Promise<Scene> {
  const desk = await openMemoryDesk()
  const updates = new Updates()
  let seen = 0
  const since = async () => (await desk.events('ticket-')).slice(seen)
  return {
    desk,
    updates,
    async receive(...all) {
      for (const update of all) await desk.receive(update)
    },
    async openTicket() {
      await desk.receive(updates.fromCustomer(anna, text('It is broken')))
      const opened = (await desk.events('ticket-')).findLast(event => event.type === 'TicketOpened')
      const ticketId = opened?.data['ticketId'] as TicketId
      await desk.bind(ticketId, topic)
      seen = (await desk.events('ticket-')).length
      return ticketId
    },
    since,
    types: async () => (await since()).map(event => event.type),
    async refusal() {
      const refused = (await since()).findLast(event => event.type === 'CommandRefused')
      return refused?.data
    },
    notices: async () =>
      (await desk.events('staff-group-'))
        .filter(event => event.type === 'StaffNoticeRequested')
        .map(event => event.data['notice']),
    close: () => desk.close()
  }
}
