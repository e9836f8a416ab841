import { type Clock, type Instant, isSlug, type QueueId } from '#kernel'
import type { Param } from './query.js'
import { instantIn } from './times.js'

export const time: Param<Instant> = {
  read: instantIn,
  expected: 'a time as of RFC 3339, e.g. 2026-01-05T09:00:00Z'
}

/** A moment that has been. */
export const pastTime = (clock: Clock): Param<Instant> => ({
  read: text => {
    const instant = instantIn(text)
    return instant !== undefined && instant <= clock.now() ? instant : undefined
  },
  expected: `${time.expected}, not in the future`
})

export const queueId: Param<QueueId> = {
  read: text => (isSlug(text) ? (text as QueueId) : undefined),
  expected: 'a queue id'
}
