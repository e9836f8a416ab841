import { createBudgets } from '#telegram'
import { isUsable } from '../directories/index.js'
import { Alarm } from '../dispatch/index.js'
import type { DeliveryOptions } from './options.js'
import type { Lane, Outbox, Overtaken, Task } from './outbox/index.js'
import { type Place, Plan, type Planned } from './plan.js'
import { groupFor } from './send/index.js'

const callsAtOnce = 64
const faultPauseMs = 10_000

export interface DispatcherParts {
  readonly outbox: Outbox
  take(planned: Planned): Promise<void>
  sayOvertaken(task: Task, by: Overtaken): Promise<void>
  mayBegin(): boolean
  isGivenUp(): boolean
  /** Something has ended. */
  ended(): void
}

/** Takes the steps that the plan names, many at once; between them it sleeps until there is news or the time has come. */
export class Dispatcher {
  readonly #plan: Plan
  readonly #alarm: Alarm
  /** Lanes without a group that can be used. */
  readonly #stranded = new Set<Lane>()
  /** Ended by the log, and not yet said in their own streams. */
  #overtaken: { readonly task: Task; readonly by: Overtaken }[] = []
  #underWay = 0
  #woken = false

  constructor(
    private readonly options: DeliveryOptions,
    private readonly parts: DispatcherParts
  ) {
    const { clock } = options.desk
    this.#alarm = new Alarm(clock, () => this.wake())
    const budgets = createBudgets({ clock, limits: options.limits, takenOver: options.fence > 1 })
    this.#plan = new Plan(budgets, clock, lane => this.placeOf(lane))
  }

  get underWay(): number {
    return this.#underWay
  }

  /** How many lanes wait for a group that can be used. */
  get stranded(): number {
    return [...this.#stranded].filter(lane => this.parts.outbox.lanes.get(lane.key) === lane).length
  }

  /** The lane has, or may have, something to do. */
  ready(lane: Lane): void {
    this.#plan.ready(lane)
    this.wake()
  }

  overtaken(task: Task, by: Overtaken): void {
    this.#overtaken.push({ task, by })
    this.wake()
  }

  hold(place: Place, until: number): void {
    this.#plan.hold(place, until)
  }

  /** Groups have changed: there may be one now for those without. */
  groupsChanged(): void {
    const lanes = [...this.#stranded]
    this.#stranded.clear()
    for (const lane of lanes) this.ready(lane)
  }

  /** Where the lane's next call goes; undefined while there is no group for it. */
  placeOf(lane: Lane): Place | undefined {
    const [kind, id = ''] = lane.key.split(':')
    if (kind === 'conversation') return { key: id, kind: 'private' }
    if (!lane.facts) return { key: id, kind: 'group' }
    const { topic, ticketId } = lane.facts
    const { staffGroups } = this.options.directories
    const group = topic ? staffGroups.byId(topic.staffGroupId) : groupFor(ticketId, staffGroups)
    if (group && isUsable(group)) {
      this.#stranded.delete(lane)
      return { key: group.staffGroupId, kind: 'group' }
    }
    this.#stranded.add(lane)
    return undefined
  }

  /** Something may have become possible: looked at once everything that happens now has happened. */
  wake(): void {
    if (this.#woken) return
    this.#woken = true
    queueMicrotask(() => {
      this.#woken = false
      this.#pump()
    })
  }

  stop(): void {
    this.#alarm.clear()
  }

  #pump(): void {
    while (this.parts.mayBegin() && this.#underWay < callsAtOnce) {
      const planned = this.#plan.next()
      if (!planned) break
      void this.#take(planned)
    }
    if (!this.parts.mayBegin()) return
    for (const { task, by } of this.#overtaken.splice(0)) void this.#say(task, by)
    const { waitMs } = this.#plan
    if (waitMs !== undefined) this.#alarm.set(waitMs)
  }

  async #take(planned: Planned): Promise<void> {
    const { lane, step } = planned
    lane.busy = true
    this.#underWay++
    try {
      await this.parts.take(planned)
    } catch (error) {
      if (!this.parts.isGivenUp()) {
        this.options.logger.error(
          { lane: lane.key, error },
          'a step of the delivery failed, it is tried again'
        )
        const waiting = step.kind === 'task' ? step.task : step.wished
        waiting.notBefore = this.options.desk.clock.monotonic() + faultPauseMs
        if (step.kind === 'wish') step.wished.underWay = false
      }
    }
    this.#underWay--
    lane.busy = false
    if (lane.isEmpty) this.parts.outbox.lanes.delete(lane.key)
    else this.#plan.ready(lane)
    this.wake()
    this.parts.ended()
  }

  async #say(task: Task, by: Overtaken): Promise<void> {
    this.#underWay++
    try {
      await this.parts.sayOvertaken(task, by)
    } catch (error) {
      this.options.logger.warn({ deliveryId: task.id, error }, 'the end of a delivery was not recorded')
    }
    this.#underWay--
    this.parts.ended()
  }
}
