import type { DeskState, Parked } from '#desk-state'
import { Corrupt, type RecordedEvent } from '#event-log'
import type { DocumentKey, View, ViewId, ViewStore, Write } from '#read-store'
import { textOf } from './faults.js'
import { FoldBatch, Gap, Recent } from './fold-batch.js'
import type { Place } from './low-water-mark.js'
import { parkedEvent, parkedUnreadable, parkingNameOf } from './parking.js'
import type { Runtime } from './runtime.js'
import { Slice } from './slice.js'

/** An event that a rebuild can't fold. The running build goes on. */
export class BadEvent extends Error {
  override readonly name = 'BadEvent'
}

/**
 * What happens to an event that can't be folded: `park` its stream and go on; `stop`, unless the stream is `known` to
 * be bad because the running build has parked it.
 */
export type OnBadEvent =
  | { readonly kind: 'park' }
  | { readonly kind: 'stop'; readonly known: ReadonlySet<string> }

/** One build of a view: folds batches of events into its documents, each event once. */
export class ViewBuild {
  /** Everything up to here is folded, ignored or parked. */
  position: string | undefined
  #last: Place | undefined
  readonly #recent: Recent
  /** What is folded and not yet known to be written: written as it is, however often, never folded again. */
  #folded: Folded | undefined
  /** Streams of which an event is parked, and where: all their later ones are. '' is from before this start. */
  #parked: Map<string, string>
  /** What a build that is not yet current has parked. */
  readonly unsaved: Parked[] = []
  fence: number | undefined
  #isCurrent: boolean

  constructor(
    readonly view: View,
    readonly id: ViewId,
    private readonly store: ViewStore,
    private readonly state: DeskState,
    private readonly runtime: Runtime,
    private onBad: OnBadEvent,
    start: {
      readonly checkpoint: Place | undefined
      readonly parked: ReadonlySet<string>
      readonly isCurrent: boolean
    }
  ) {
    this.#recent = new Recent(view)
    this.#isCurrent = start.isCurrent
    this.#last = start.checkpoint
    this.position = start.checkpoint?.position
    this.#parked = new Map([...start.parked].map(stream => [stream, '']))
  }

  /** Of the last event it could read. */
  get checkpoint(): Place | undefined {
    return this.#last
  }

  /** From now on it is the running build. */
  becomeCurrent(): void {
    this.#isCurrent = true
    this.onBad = { kind: 'park' }
  }

  /**
   * Folds the events that come after its position. Writes documents and checkpoint: the current build at once, one that
   * nobody reads yet after some batches, because most documents change in many. May be repeated as it is.
   * @throws BadEvent, Gap; what the stores throw
   */
  async apply(events: readonly RecordedEvent[], turns: Turns): Promise<void> {
    const fresh = events.filter(event => this.position === undefined || event.position > this.position)
    const last = fresh.at(-1)
    if (last) {
      const { batch, parking, count } = await turns.take(() => this.#fold(fresh))
      const place = { position: last.position, eventId: last.id }
      this.#folded = { batch, parking, place, count: count + fresh.length }
      this.position = last.position
    }
    if (this.#isCurrent || (this.#folded && this.#folded.count >= eventsPerWrite)) await this.settle()
  }

  /** Writes what is folded. May be repeated as it is. */
  async settle(): Promise<void> {
    if (!this.#folded) return
    const { batch, parking, place } = this.#folded
    // Parked first: the checkpoint must not pass an event that is neither folded nor parked.
    if (this.onBad.kind === 'park') for (const one of parking.events) await this.state.park(one)
    await this.#write(batch.writes(), place)
    if (this.onBad.kind === 'stop') this.unsaved.push(...parking.events)
    this.#parked = parking.streams
    this.#last = place
    this.#folded = undefined
  }

  async #fold(fresh: readonly RecordedEvent[]): Promise<Omit<Folded, 'place'>> {
    const folded = this.#folded ?? {
      batch: new FoldBatch(this.view, this.store, this.#recent),
      parking: { streams: new Map(this.#parked), events: [] },
      count: 0
    }
    const { batch, parking } = folded
    const todo: { event: RecordedEvent; keys: readonly DocumentKey[] }[] = []
    for (const event of fresh) {
      const keys = this.#guarded(event, parking, this.#keysOf)
      if (keys && keys.length > 0) todo.push({ event, keys })
    }
    await batch.load(todo)
    const slice = new Slice()
    for (const [i, { event, keys }] of todo.entries()) {
      this.#guarded(event, parking, () => batch.fold(event, keys))
      if (i % eventsPerLook === 0 && slice.isOver) await slice.rest()
    }
    return folded
  }

  /** Goes past an event that can't be read. @throws BadEvent */
  async pass(corrupt: Corrupt): Promise<void> {
    await this.settle()
    if (this.position !== undefined && corrupt.position <= this.position) return
    if (this.view.concerns?.(corrupt.stream) ?? true) {
      this.#refuse(corrupt.stream, corrupt)
      const parked = parkedUnreadable(parkingNameOf(this.view.name), corrupt, this.runtime.clock.now())
      if (this.onBad.kind === 'stop') this.unsaved.push(parked)
      else await this.state.park(parked)
      if (!this.#parked.has(corrupt.stream)) this.#parked.set(corrupt.stream, corrupt.position)
    }
    this.position = corrupt.position
  }

  /** Folds one parked event again, under the checkpoint as it is. */
  async again(event: RecordedEvent): Promise<void> {
    const batch = new FoldBatch(this.view, this.store, this.#recent)
    const keys = this.view.handles(event) ? this.view.keys(event) : []
    await batch.load([{ keys }])
    batch.fold(event, keys)
    if (this.#last) await this.#write(batch.writes(), this.#last)
  }

  unparked(stream: string): void {
    this.#parked.delete(stream)
  }

  async #write(writes: readonly Write[], place: Place): Promise<void> {
    try {
      await this.store.write(writes, place, this.fence)
      this.#recent.keep(writes)
    } catch (error) {
      this.#recent.forget()
      throw error
    }
  }

  readonly #keysOf = (event: RecordedEvent): readonly DocumentKey[] =>
    this.view.handles(event) ? this.view.keys(event) : nothing

  /** Runs a pure step of the view for this event; what it throws parks the event's stream. Asked for every event: cheap. */
  #guarded<T>(event: RecordedEvent, parking: Parking, step: (event: RecordedEvent) => T): T | undefined {
    const { stream, position } = event
    const since = parking.streams.size === 0 ? undefined : parking.streams.get(stream)
    if (since !== undefined && position > since) {
      if (this.#touches(event)) this.#park(event, parking)
      return undefined
    }
    try {
      return step(event)
    } catch (error) {
      if (error instanceof Gap) throw error
      this.#refuse(stream, error)
      parking.streams.set(stream, position)
      const subscription = parkingNameOf(this.view.name)
      this.runtime.logger.error({ subscription, stream, position, error }, 'a stream is parked')
      this.#park(event, parking, { error: textOf(error), attempts: 1 })
      return undefined
    }
  }

  #park(
    event: RecordedEvent,
    parking: Parking,
    failed?: { readonly error: string; readonly attempts: number }
  ): void {
    const now = this.runtime.clock.now()
    parking.events.push(parkedEvent(parkingNameOf(this.view.name), event.stream, event, now, failed))
  }

  #touches(event: RecordedEvent): boolean {
    try {
      return this.view.handles(event)
    } catch {
      return true
    }
  }

  #refuse(stream: string, error: unknown): void {
    if (this.onBad.kind === 'park' || this.onBad.known.has(stream)) return
    const where = error instanceof Corrupt ? '' : ` in ${stream}`
    throw new BadEvent(`the rebuild of ${this.view.name} stops at a bad event${where}: ${textOf(error)}`, {
      cause: error
    })
  }
}

const nothing: readonly DocumentKey[] = []

/** Folding one takes some microseconds: not each asks for the time. */
const eventsPerLook = 16

/** Some batches: a ticket's documents change in most of them. */
const eventsPerWrite = 2000

interface Folded {
  readonly batch: FoldBatch
  readonly parking: Parking
  readonly place: Place
  readonly count: number
}

interface Parking {
  readonly streams: Map<string, string>
  readonly events: Parked[]
}

/** Lets one after the other fold, while those before wait for their writes: the event loop is held up by one at a time. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  take<T>(action: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(action)
    this.#last = mine.catch(() => {})
    return mine
  }
}
