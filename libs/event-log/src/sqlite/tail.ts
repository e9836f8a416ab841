import type { RecordedEvent } from '../port.js'
import type { Found } from './reader.js'

const mostEvents = 1000
const mostUnits = 2 ** 22
const eventsPerPage = 500

/**
 * The events last read at the head, checked and parsed once for all who follow it: they are frozen, since several hold them.
 * At most 1,000 events or about 4 Mi characters of text; whoever is further behind reads the file.
 */
export class Tail {
  readonly #held = new Map<number, Found & { readonly kind: 'event' }>()
  #units = 0

  /** Events from right after this place on, in order, at most 500; empty when that place is not held. */
  after(place: number): Found[] {
    const page: Found[] = []
    for (let next = place + 1; page.length < eventsPerPage; next++) {
      const found = this.#held.get(next)
      if (!found) break
      page.push(found)
    }
    return page
  }

  /** Takes in a page that was read after `place`, up to a damage. */
  keep(place: number, page: readonly Found[]): void {
    let next = place + 1
    for (const found of page) {
      if (found.kind === 'damage') break
      if (!this.#held.has(next)) {
        freeze(found.event)
        this.#held.set(next, found)
        this.#units += found.units
      }
      next++
    }
    for (const [place, { units }] of this.#held) {
      if (this.#held.size <= mostEvents && this.#units <= mostUnits) break
      this.#held.delete(place)
      this.#units -= units
    }
  }
}

function freeze(event: RecordedEvent): void {
  Object.freeze(event)
  freezeDeep(event.data)
  freezeDeep(event.meta)
}

function freezeDeep(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  Object.freeze(value)
  for (const inner of Object.values(value)) freezeDeep(inner)
}
