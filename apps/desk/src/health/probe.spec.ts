import { describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { Probe } from './probe.js'

describe('what is asked for health', () => {
  it('hangs and is known as it was last, with since when it has not answered', async () => {
    const clock = new FakeClock()
    let answer: Promise<string> = Promise.resolve('fine')
    const probe = new Probe(() => answer, clock, 1)
    const knownAt = clock.now()
    expect(await probe.look()).toEqual({ value: 'fine', at: knownAt, trouble: undefined })

    await clock.advance(1000)
    const thawed = Promise.withResolvers<string>()
    answer = thawed.promise
    const since = clock.now()
    for (let i = 0; i < 3; i++) {
      expect(await probe.look()).toEqual({ value: 'fine', at: knownAt, trouble: { why: 'no answer', since } })
      await clock.advance(1000)
    }

    thawed.resolve('fine again')
    await thawed.promise
    answer = Promise.resolve('still fine')
    const after = await probe.look()
    expect(after.trouble).toBeUndefined()
  })

  it('is asked once at a time, however many look', async () => {
    let asked = 0
    const answered = Promise.withResolvers<number>()
    const probe = new Probe(
      () => {
        asked++
        return answered.promise
      },
      new FakeClock(),
      1
    )
    await Promise.all([probe.look(), probe.look()])
    await probe.look()
    expect(asked).toBe(1)
  })

  it('fails and says why, since the first time', async () => {
    const clock = new FakeClock()
    const probe = new Probe(() => Promise.reject(new Error('refused')), clock)
    const since = clock.now()
    await probe.look()
    await clock.advance(5000)
    expect(await probe.look()).toMatchObject({ value: undefined, trouble: { why: 'refused', since } })
  })

  it('is not asked again while an answer is fresh enough', async () => {
    const clock = new FakeClock()
    let asked = 0
    const probe = new Probe(async () => ++asked, clock)
    await probe.look(2000)
    await clock.advance(2000)
    expect((await probe.look(2000)).value).toBe(1)
    await clock.advance(1)
    expect((await probe.look(2000)).value).toBe(2)
  })
})
