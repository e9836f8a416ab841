import { ticketStream } from '#domain'
import { isUuid, type TicketId, ticketCodeFor, ticketCodeIn, ticketIdIn } from '#kernel'
import { UsageMistake } from './failure.js'

export const noTicketName = (): UsageMistake =>
  new UsageMistake('--ticket must be a code such as 7K3Q-X9M2, or an id: tkt_…')

/** Whether a stream is that of the ticket with this code or id. A code could be that of several. @throws UsageMistake */
export function ticketNamed(name: string): (stream: string) => boolean {
  const id = ticketIdIn(name)
  if (id !== undefined) {
    const wanted = ticketStream(id)
    return stream => stream === wanted
  }
  const wanted = ticketCodeIn(name)
  if (wanted === undefined) throw noTicketName()
  const prefix = ticketStream('' as TicketId)
  return stream => {
    const rest = stream.startsWith(prefix) ? stream.slice(prefix.length) : ''
    return isUuid(rest) && ticketCodeFor(rest as TicketId) === wanted
  }
}
