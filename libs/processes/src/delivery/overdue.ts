import { type Clock, type Instant, ticketCodeFor } from '#kernel'
import type { Overdue, Refusal, Waiting } from '../alerts/index.js'
import type { Lane, Task } from './outbox/index.js'

const overdueMs = 300_000

/** What the lanes wait for, as far as it is not plain from a lane itself. */
export interface Waits {
  /** It has nowhere to go. */
  isStranded(lane: Lane): boolean
  /** Milliseconds, on Telegram's word; 0: not held. */
  heldFor(lane: Lane): number
}

/** What has waited for longer than five minutes, and what Telegram refuses and is tried again all the same. */
export function overdueOf(lanes: Iterable<Lane>, clock: Clock, waits: Waits): Overdue {
  const now = clock.now()
  let count = 0
  let refused = 0
  let oldest: Waiting | null = null
  let refusal: Refusal | null = null
  for (const lane of lanes) {
    const step = lane.next()
    if (step?.kind !== 'task') continue
    const { job: head } = step
    const tasks = tasksOf(lane)
    const since = Math.min(...tasks.map(({ event }) => event.recordedAt))
    count += tasks.filter(({ event }) => now - event.recordedAt > overdueMs).length
    if (now - since > overdueMs && (!oldest || since < oldest.since)) {
      oldest = { ...named(head), since, ...whyOf(lane, head, clock, waits) }
    }
    if (!head.refusal || waits.isStranded(lane)) continue
    refused++
    if (!refusal || head.refusal.since < refusal.since) refusal = { ...named(head), ...head.refusal }
  }
  return { count, oldest, refused, refusal }
}

function whyOf(
  lane: Lane,
  head: Task,
  clock: Clock,
  waits: Waits
): { why: Waiting['why']; until: Instant | null } {
  const at = (ms: number) => Math.ceil(clock.now() + ms)
  const againMs = head.notBefore - clock.monotonic()
  const until = againMs > 0 ? at(againMs) : null
  const heldMs = waits.heldFor(lane)
  if (waits.isStranded(lane)) return { why: 'no_group', until: null }
  if (heldMs > 0) return { why: 'rate_limited', until: at(heldMs) }
  if (head.refusal) return { why: 'refused', until }
  return { why: head.doubtedAt === undefined ? 'turn' : 'uncertain', until }
}

const tasksOf = ({ topic, card, summary, queue }: Lane): readonly Task[] =>
  [topic, card, summary, ...queue].filter(task => task !== undefined)

const named = ({ work, ticketId }: Task) => ({
  kind: work.kind,
  ticket: ticketId === null ? null : ticketCodeFor(ticketId)
})
