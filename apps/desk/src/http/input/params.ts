import { listedByAny, listedByTime } from '#domain'
import { type Clock, type Instant, instantIn, type QueueId } from '#kernel'
import type { Param } from './query.js'

export const time: Param<Instant> = listedByTime.created_after

/** A moment that has been. */
export const pastTime = (clock: Clock): Param<Instant> => ({
  read: text => {
    const instant = instantIn(text)
    return instant !== undefined && instant <= clock.now() ? instant : undefined
  },
  expected: `${time.expected}, not in the future`
})

export const queueId: Param<QueueId> = listedByAny.queue
