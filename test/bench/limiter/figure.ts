import { deskLimits } from '#domain'
import { systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { Gcra } from '../../../apps/desk/src/http/limits/gcra.js'
import { Limiter } from '../../../apps/desk/src/http/limits/limiter.js'
import { costOf } from '../cost.js'
import type { Figure } from '../figure.js'

const keys = 1000
const limit = { quota: 1_000_000, windowS: 60 }

/** What it takes to say whether one more request passes, and to count it. */
export const limiter: Figure = {
  name: 'limiter',
  async run({ quick }) {
    const times = quick ? 100_000 : 1_000_000
    const gcra = new Gcra(limit, 2)
    const busyUntil = new Map<string, number>()
    const names = Array.from({ length: keys }, (_, n) => `default key_${n}`)
    const start = performance.now()
    const decision = await costOf(times, n => {
      const name = names[n % keys] ?? ''
      const now = start + n / 1000
      const before = busyUntil.get(name)
      if (gcra.at(before, now).allowed) busyUntil.set(name, gcra.taken(before, now))
    })
    const limits = deskLimits({ default: { quota: limit.quota, window_s: limit.windowS } })
    const whole = new Limiter({
      settings: { limits: async () => limits },
      clock: systemClock,
      logger: silentLogger,
      processes: () => 2
    })
    const request = await costOf(times / 10, n => whole.request(names[n % keys] ?? '', []))
    return [
      {
        figure: 'a decision of the limiter, one of a thousand keys',
        value: decision,
        unit: 'µs',
        aim: { of: 'value', bound: 'at_most', limit: 1 },
        details: { 'with the limits in force looked up and the fields of the answer, µs': request }
      }
    ]
  }
}
