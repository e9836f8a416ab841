import { isUuid, type TicketId } from '#kernel'

/** What a press in a private chat asks for. */
export type PrivatePress =
  | {
      readonly kind: 'rate'
      readonly ticketId: TicketId
      readonly resolution: number
      readonly score: number
    }
  /** Of the n-th article that was sent in this ticket, from 0. */
  | {
      readonly kind: 'helped'
      readonly ticketId: TicketId
      readonly nth: number
      readonly helpful: boolean
    }

/**
 * Undefined for anything that none of our buttons says: data come from the client. `rate:{ticket id}:{resolution}:{1 to 5}`,
 * `helped:{ticket id}:{n}:{y or n}`.
 */
export function readPrivatePress(data: string): PrivatePress | undefined {
  const [name, ticketId = '', first = '', second = '', ...rest] = data.split(':')
  if (rest.length > 0 || !isUuid(ticketId)) return undefined
  if (name === 'rate' && /^[1-9]\d{0,5}$/.test(first) && /^[1-5]$/.test(second))
    return { kind: 'rate', ticketId: ticketId as TicketId, resolution: Number(first), score: Number(second) }
  if (name === 'helped' && /^\d{1,6}$/.test(first) && /^[yn]$/.test(second))
    return { kind: 'helped', ticketId: ticketId as TicketId, nth: Number(first), helpful: second === 'y' }
  return undefined
}
