import { describe, expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import { placesHere, type StreamPlaces, sharedPlaces, ttlMs } from './stream-places.js'

const ignore = () => {}
const taken = async (places: readonly StreamPlaces[], times: number, key = 'key_1') => {
  const all = Array.from({ length: times }, (_, n) => places[n % places.length]?.take(key, ignore))
  return (await Promise.all(all)).filter(place => place !== undefined)
}

function desk() {
  const clock = new FakeClock()
  const state = openMemoryDeskState({ clock })
  const start = (owner: string) => sharedPlaces({ state, owner, clock, logger: silentLogger })
  /** As the time of a living desk passes: what sleeps wakes, and has done its work. */
  const passes = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 500) {
      for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
      await clock.advance(500)
    }
  }
  return { clock, state, start, passes }
}

describe('the streams of a key', () => {
  it('are five in one process, however many ask at once, and another key’s are its own', async () => {
    const here = placesHere()
    const places = await taken([here], 20)
    expect(places.length).toBe(5)
    expect((await taken([here], 9, 'key_2')).length).toBe(5)
    places[0]?.()
    expect((await taken([here], 9)).length).toBe(1)
  })

  it('are five over all processes, however many ask at once', async () => {
    const { start } = desk()
    const [a, b, c] = [start('a'), start('b'), start('c')]
    const places = await taken([a, b, c], 30)
    expect(places.length).toBe(5)
    for (const one of [a, b, c]) expect(await one.take('key_1', ignore)).toBeUndefined()
    places[2]?.()
    expect((await taken([c, b, a], 9)).length).toBe(1)
    expect((await taken([b], 9, 'key_2')).length).toBe(5)
    await Promise.all([a, b, c].map(one => one.stop()))
  })

  it('keep their places while they are open, and lose them five seconds after their process was killed', async () => {
    const { state, start, passes } = desk()
    const lives = start('lives')
    // Whoever is killed renews nothing and gives nothing back: its time stands still.
    const killed = sharedPlaces({ state, owner: 'killed', clock: new FakeClock(), logger: silentLogger })
    expect((await taken([lives], 3)).length).toBe(3)
    expect((await taken([killed], 2)).length).toBe(2)
    await passes(ttlMs - 500)
    expect(await taken([lives], 1)).toEqual([])
    await passes(500)
    expect((await taken([lives], 9)).length).toBe(2)
    await passes(20_000)
    expect(await taken([start('another')], 9)).toEqual([])
    await lives.stop()
  })

  it('end where the desk state was away for so long that somebody else has their place', async () => {
    const { clock, state, start, passes } = desk()
    let isAway = false
    const acquireLease: typeof state.acquireLease = async (...asked) => {
      if (isAway) throw new Error('away')
      return state.acquireLease(...asked)
    }
    const cut = sharedPlaces({ state: { ...state, acquireLease }, owner: 'cut', clock, logger: silentLogger })
    let lost = 0
    for (let n = 0; n < 5; n++) await cut.take('key_1', () => void lost++)
    isAway = true
    await passes(ttlMs + 500)
    const other = start('other')
    expect((await taken([other], 2)).length).toBe(2)
    isAway = false
    await passes(2500)
    expect(lost).toBe(2)
    await Promise.all([cut.stop(), other.stop()])
  })
})
