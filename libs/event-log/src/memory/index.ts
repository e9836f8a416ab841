import { decodeEvent } from '../decode.js'
import { encodeAppend, notAPosition } from '../encode.js'
import type { EncodedEvent } from '../encoded.js'
import { Conflict, Unavailable } from '../errors.js'
import type { Appended, EventLog, Expected, NewEvent, Position, RecordedEvent, Subscribed } from '../port.js'
import { Wakeup } from '../wakeup.js'

interface Stored {
  readonly stream: string
  readonly revision: number
  readonly event: EncodedEvent
}

/** What stays when a memory log is closed: hand it to the next `openMemoryLog` to reopen. */
export class MemoryDisk {
  readonly events: Stored[] = []
  readonly streams = new Map<string, number[]>()
}

/** Keeps the port's promises, save that its stable storage is the `disk` object. For tests and `memory:`. */
export function openMemoryLog({ disk = new MemoryDisk() }: { disk?: MemoryDisk } = {}): EventLog {
  return new MemoryLog(disk)
}

class MemoryLog implements EventLog {
  readonly #disk: MemoryDisk
  readonly #appended = new Wakeup()
  #closed = false

  constructor(disk: MemoryDisk) {
    this.#disk = disk
  }

  async append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<Appended> {
    this.#open()
    const encoded = encodeAppend(stream, events, expected)
    const { events: all, streams } = this.#disk
    const places = streams.get(stream) ?? []
    const from = expected === 'none' ? 0 : expected + 1
    if (places.length !== from) {
      const held = encoded.map((_, i) => places[from + i])
      const same = encoded.every((event, i) => all[held[i] ?? -1]?.event.id === event.id)
      const last = held.at(-1)
      if (same && last !== undefined)
        return { revision: from + encoded.length - 1, position: positionOf(last) }
      throw new Conflict(stream, expected, places.length === 0 ? 'none' : places.length - 1)
    }
    for (const event of encoded) {
      all.push({ stream, revision: places.length, event })
      places.push(all.length - 1)
    }
    streams.set(stream, places)
    this.#appended.wake()
    return { revision: places.length - 1, position: positionOf(all.length - 1) }
  }

  async *readStream(stream: string, from = 0): AsyncIterable<RecordedEvent> {
    this.#open()
    const places = this.#disk.streams.get(stream) ?? []
    const end = places.length
    for (let revision = from; revision < end; revision++) {
      this.#open()
      const place = places[revision]
      if (place !== undefined) yield this.#at(place)
    }
  }

  async *subscribe(after: Position | 'start', signal: AbortSignal): AsyncIterable<Subscribed> {
    const { events } = this.#disk
    const last = after === 'start' ? -1 : placeOf(after)
    if (last === undefined) throw notAPosition(after)
    let next = last + 1
    let told = false
    while (!signal.aborted) {
      this.#open()
      if (next < events.length) {
        yield { kind: 'event', event: this.#at(next++) }
        told = false
      } else if (!told) {
        told = true
        yield { kind: 'caughtUp' }
      } else {
        await this.#appended.wait(signal)
      }
    }
  }

  async head(): Promise<Position | undefined> {
    this.#open()
    const { length } = this.#disk.events
    return length === 0 ? undefined : positionOf(length - 1)
  }

  async eventAt(position: Position): Promise<RecordedEvent | undefined> {
    this.#open()
    const place = placeOf(position)
    return place !== undefined && place < this.#disk.events.length ? this.#at(place) : undefined
  }

  async ping(): Promise<void> {
    this.#open()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#appended.wake()
  }

  #open(): void {
    if (this.#closed) throw new Unavailable('the log is closed')
  }

  #at(place: number): RecordedEvent {
    const stored = this.#disk.events[place]
    if (!stored) throw new Unavailable(`nothing stored at ${place}`)
    return decodeEvent(stored.event, stored.stream, stored.revision, positionOf(place))
  }
}

// Not the form of any other adapter, so that nobody comes to rely on one.
const positionOf = (place: number): Position => `m${String(place + 1).padStart(12, '0')}` as Position

function placeOf(position: Position): number | undefined {
  return /^m\d{12}$/.test(position) ? Number(position.slice(1)) - 1 : undefined
}
