import { describe, expect, it } from '@jest/globals'
import { openMemoryLog } from '#event-log/memory'
import { FakeClock } from '#kernel'
import { followInMemory } from './index.js'
import { appender, pass, runtime, withSubscribe } from './testing/index.js'

class Unavailable extends Error {
  override readonly name = 'Unavailable'
}

describe('following in memory', () => {
  it('is ready with everything the log holds, and applies what comes later', async () => {
    const log = openMemoryLog()
    const append = appender(log)
    const seen: unknown[] = []
    await append('a', { n: 1 })
    await append('b', { n: 2 })
    const following = followInMemory({
      ...runtime(),
      name: 'settings',
      log,
      handles: event => event.stream === 'a',
      apply: event => void seen.push(event.data['n'])
    })
    await following.ready
    expect(seen).toEqual([1])
    expect(await following.waitFor(await append('a', { n: 3 }), 1000)).toBe(true)
    expect(await following.waitFor(await append('b', { n: 4 }), 1000)).toBe(true)
    expect(seen).toEqual([1, 3])
    expect((await following.status()).state).toBe('live')
    await following.stop()
  })

  it('leaves out what fails, and survives a log that is away', async () => {
    const log = openMemoryLog()
    let away = 2
    const flaky = withSubscribe(log, async function* (after, signal) {
      if (away-- > 0) throw new Unavailable('away')
      yield* log.subscribe(after, signal)
    })
    const append = appender(log)
    for (const n of [1, 2, 3]) await append('a', { n })
    const seen: unknown[] = []
    const clock = new FakeClock()
    const following = followInMemory({
      ...runtime(clock),
      name: 'settings',
      log: flaky,
      handles: () => true,
      apply(event) {
        if (event.data['n'] === 2) throw new Error('no')
        seen.push(event.data['n'])
      }
    })
    await pass(clock, following.ready)
    expect(seen).toEqual([1, 3])
    expect((await following.status()).lastError).toBe('Error: no')
    await following.stop()
  })
})
