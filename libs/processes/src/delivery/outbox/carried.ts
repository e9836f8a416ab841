import { type DeliveryKind, deliveryKinds } from '#domain'
import type { DeliveryId, JsonObject } from '#kernel'
import type { FencedNotes } from '../../dispatch/index.js'
import type { Holds } from './holds.js'
import type { Task } from './task.js'

/** What is open for longer than this no longer keeps the checkpoint back: it is noted by its place instead. */
const patienceMs = 10 * 60_000
/** Beyond this many the checkpoint stays back after all, and a start replays more. */
const mostCarried = 1000

/** A delivery and the event that asked for it. */
export interface Asking {
  readonly id: DeliveryId
  readonly kind: DeliveryKind
  readonly stream: string
  readonly revision: number
}

/** Requests that are open for long, in the desk state: what a restart reads besides the log behind the checkpoint. */
export class Carried {
  readonly #since = new Map<string, number>()
  #noted = new Set<DeliveryId>()

  constructor(
    private readonly notes: FencedNotes,
    private readonly name: string
  ) {}

  async load(): Promise<Asking[]> {
    const requests = (await this.notes.load(this.name))?.['requests']
    return Array.isArray(requests) ? requests.flatMap(readAsking) : []
  }

  /** Notes these at once: what asked for them lies before the checkpoint. */
  async adopt(tasks: Iterable<Task>, open: ReadonlyMap<DeliveryId, Task>): Promise<void> {
    for (const { id } of tasks) this.#noted.add(id)
    await this.#save(open)
  }

  /** Notes what has been open for long, and only then lets the checkpoint pass it; what is `lasting` is never passed. */
  async update(
    open: ReadonlyMap<DeliveryId, Task>,
    holds: Holds,
    lasting: Iterable<string>,
    monotonic: number
  ): Promise<void> {
    const held = new Set(holds.positions)
    for (const position of this.#since.keys()) if (!held.has(position)) this.#since.delete(position)
    for (const position of held) if (!this.#since.has(position)) this.#since.set(position, monotonic)
    const isOld = (position: string) => monotonic - (this.#since.get(position) ?? monotonic) >= patienceMs

    const before = this.#noted.size
    const staying = new Set<string>(lasting)
    for (const id of this.#noted) if (!open.has(id)) this.#noted.delete(id)
    for (const { id, heldAt } of open.values()) {
      if (this.#noted.has(id)) continue
      if (isOld(heldAt) && this.#noted.size < mostCarried) this.#noted.add(id)
      else staying.add(heldAt)
    }
    if (before > 0 || this.#noted.size > 0) await this.#save(open)
    for (const position of held) if (isOld(position) && !staying.has(position)) holds.letPass(position)
  }

  async #save(open: ReadonlyMap<DeliveryId, Task>): Promise<void> {
    const requests: JsonObject[] = []
    for (const id of this.#noted) {
      const task = open.get(id)
      if (!task) continue
      const { stream, revision } = task.event
      requests.push({ id, kind: task.work.kind, stream, revision })
    }
    await this.notes.save(this.name, { requests })
  }
}

function readAsking(each: unknown): Asking[] {
  if (typeof each !== 'object' || each === null) return []
  const field = (name: string): unknown => Reflect.get(each, name)
  const [id, stream, revision] = [field('id'), field('stream'), field('revision')]
  const kind = deliveryKinds.find(known => known === field('kind'))
  if (typeof id !== 'string' || !kind || typeof stream !== 'string' || typeof revision !== 'number') return []
  return [{ id: id as DeliveryId, kind, stream, revision }]
}
