import { beforeEach, describe, expect, it } from '@jest/globals'
import { deskLimits } from '#domain'
import { FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import { Limiter } from './limiter.js'

describe('What the limiter keeps', () => {
  const many = 20_000
  const hourly = { quota: 2, window_s: 3600 }
  let limiter: Limiter
  beforeEach(() => {
    const limits = deskLimits({ default: hourly, failed_credentials: hourly })
    limiter = new Limiter({
      settings: { limits: async () => limits },
      clock: new FakeClock(),
      logger: silentLogger,
      processes: () => 1
    })
  })
  const passes = async (key: string) => (await limiter.request(key, [])).refused === undefined

  it('of a key makes no room for wrong keys, from however many addresses', async () => {
    expect([await passes('shop'), await passes('shop'), await passes('shop')]).toEqual([true, true, false])
    for (let address = 0; address < many; address++) await limiter.failed(`2001:db8::${address}`)
    expect(await passes('shop')).toBe(false)
  })

  it.each([
    ['that passes', 1],
    ['that is refused', 2]
  ])('of a key that asks and asks, one %s, makes no room for others', async (_, before) => {
    for (let asked = 0; asked < before; asked++) await passes('shop')
    for (let other = 1; other < many; other++) await passes(`other-${other}`)
    expect(await passes('shop')).toBe(before === 1)
    for (const other of ['one', 'two', 'three']) await passes(other)
    expect(await passes('shop')).toBe(false)
    expect([await passes('other-1'), await passes('other-1')]).toEqual([true, true])
  })
})
