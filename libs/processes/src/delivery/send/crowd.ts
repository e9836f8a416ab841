import type { Clock, DeliveryId, StaffGroupId } from '#kernel'
import type { StaffNoticeAbout, Task } from '../outbox/index.js'

/** So many notices that the desk gives by itself go to topics of a staff group in this time, each by itself. */
const alone = 10
const windowMs = 60_000

/** What many tickets can bring at once. What somebody did, or waits for, is told by itself however much of it there is. */
const crowding: ReadonlySet<StaffNoticeAbout> = new Set([
  'escalation',
  'sla',
  'rule',
  'routing_stopped',
  'routing_took'
])

/**
 * Keeps a staff group readable when many tickets have news at once: says which are told together in General instead. A
 * process that has just been started counts anew.
 */
export class Crowd {
  readonly #told = new Map<StaffGroupId, Map<DeliveryId, number>>()

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** Asked right before it is sent; once it may, it may at each further try. */
  mayBeTold({ id, work, progress }: Task, group: StaffGroupId | null): boolean {
    if (group === null || work.kind !== 'staff_notice' || !crowding.has(work.about)) return true
    const now = this.clock.monotonic()
    const told = this.#told.get(group) ?? new Map<DeliveryId, number>()
    this.#told.set(group, told)
    for (const [one, at] of told) if (at <= now - windowMs) told.delete(one)
    const isBegun = told.has(id) || progress.state.attempts > 0
    if (!isBegun && told.size >= alone) return false
    told.set(id, told.get(id) ?? now)
    return true
  }
}
