import type { TicketMoment } from '#application'
import type { Clock, Instant } from '#kernel'
import { pastTime } from '../input/params.js'
import { wholeNumber } from '../input/query.js'
import { badQuery } from '../problems/problem.js'

/** Of calls that tell a ticket as it was recorded at a time or a revision. */
export const moments = (clock: Clock) => ({ as_of: pastTime(clock), as_of_revision: wholeNumber(0) })

/** @throws Problem 400 */
export function momentOf(asked: {
  readonly as_of: Instant | undefined
  readonly as_of_revision: number | undefined
}): TicketMoment {
  const { as_of: instant, as_of_revision: revision } = asked
  if (instant !== undefined && revision !== undefined)
    throw badQuery('as_of and as_of_revision exclude each other')
  if (instant !== undefined) return { kind: 'time', instant }
  return revision === undefined ? { kind: 'now' } : { kind: 'revision', revision }
}
