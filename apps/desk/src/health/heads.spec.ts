import { describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { Heads } from './heads.js'

describe('how far a view is behind', () => {
  it('is how long the log has held events after its position, as far as was seen', async () => {
    const clock = new FakeClock()
    const heads = new Heads(clock)
    heads.note('05')
    await clock.advance(60_000)
    heads.note('05')
    heads.note('09')
    await clock.advance(30_000)
    expect(heads.behindS('04')).toBe(90)
    expect(heads.behindS('05')).toBe(30)
    expect(heads.behindS('09')).toBe(0)
    expect(heads.behindS(null)).toBe(90)
  })

  it('is nothing where the log is empty or was never asked', () => {
    const heads = new Heads(new FakeClock())
    heads.note(undefined)
    expect(heads.behindS(null)).toBe(0)
  })
})
