import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readToHead, someEvent, someEvents } from '../contract/events.js'
import type { RecordedEvent } from '../port.js'
import { positionOf } from './position.js'
import type { Found } from './reader.js'
import { Tail } from './tail.js'
import { LogFiles } from './testing.js'

const page = (from: number, count: number, units = 100): Found[] =>
  Array.from({ length: count }, (_, i) => ({ kind: 'event', event: recorded(from + i), units }))

const recorded = (place: number): RecordedEvent => ({
  ...someEvent(place),
  stream: 'ticket-1',
  revision: place,
  position: positionOf(place)
})

const placesOf = (found: readonly Found[]) =>
  found.map(one => (one.kind === 'event' ? one.event.revision : 'damage'))

describe('the tail that live subscribers share', () => {
  let files: LogFiles
  beforeEach(() => {
    files = new LogFiles()
  })
  afterEach(() => files.remove())

  it('answers what follows a place, and nothing where it would leave a gap', () => {
    const tail = new Tail()
    tail.keep(10, page(11, 3))
    tail.keep(20, page(21, 1))
    expect(placesOf(tail.after(10))).toEqual([11, 12, 13])
    expect(placesOf(tail.after(12))).toEqual([13])
    expect([tail.after(9), tail.after(13), tail.after(21)]).toEqual([[], [], []])
  })

  it('keeps no more than 1,000 events and about 4 Mi characters', () => {
    const many = new Tail()
    for (let place = 0; place < 3000; place += 10) many.keep(place, page(place + 1, 10))
    expect([many.after(1999), many.after(2000)].map(found => found.length)).toEqual([0, 500])
    const large = new Tail()
    for (let place = 0; place < 40; place++) large.keep(place, page(place + 1, 1, 2 ** 18))
    expect([large.after(23), large.after(24)].map(found => found.length)).toEqual([0, 16])
  })

  it('ends before a damage', () => {
    const tail = new Tail()
    tail.keep(0, [
      ...page(1, 1),
      { kind: 'damage', from: 2, to: 2, stream: '', revision: -1, why: '' },
      ...page(3, 1)
    ])
    expect(placesOf(tail.after(0))).toEqual([1])
    expect(tail.after(2)).toEqual([])
  })

  it('gives two who follow live the very same events, which nobody can change', async () => {
    const log = await files.open()
    await log.append('ticket-1', someEvents('a', 1200), 'none')
    const [one, other] = [await readToHead(log), await readToHead(log)]
    expect(other).toEqual(one)
    const [mine, yours] = [one[1199], other[1199]]
    expect(mine).toBe(yours)
    for (const value of [mine, mine?.data, mine?.meta]) expect(Object.isFrozen(value)).toBe(true)
  })
})
