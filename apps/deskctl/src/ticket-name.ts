import { ticketStream } from '#domain'
import { isUuid, type TicketId, ticketCodeFor, ticketIdIn } from '#kernel'
import { UsageMistake } from './failure.js'

const code = /^([0-9A-HJKMNP-TV-Z]{4})-?([0-9A-HJKMNP-TV-Z]{4})$/

/** Whether a stream is that of the ticket with this code or id. A code could be that of several. @throws UsageMistake */
export function ticketNamed(name: string): (stream: string) => boolean {
  const id = ticketIdIn(name)
  if (id !== undefined) {
    const wanted = ticketStream(id)
    return stream => stream === wanted
  }
  const parts = code.exec(name.toUpperCase())
  if (!parts) throw new UsageMistake('--ticket must be a code such as 7K3Q-X9M2, or an id: tkt_…')
  const wanted = `${parts[1]}-${parts[2]}`
  const prefix = ticketStream('' as TicketId)
  return stream => {
    const rest = stream.startsWith(prefix) ? stream.slice(prefix.length) : ''
    return isUuid(rest) && ticketCodeFor(rest as TicketId) === wanted
  }
}
