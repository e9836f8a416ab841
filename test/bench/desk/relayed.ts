import type { Child } from '../child.js'
import type { Figure } from '../figure.js'
import type { LoadQuestion } from '../load/child.js'
import type { Relayed } from '../load/loads.js'
import { withCpu, withNewDesk } from './with-desk.js'

const customersWithTopics = 100
/** A rate is held when all of it was relayed and nobody waited longer. */
const heldWithinMs = 1000
const firstRate = 200

/** From the webhook to the call that shows the message in its topic, our own limits off. */
export const relayed: Figure = {
  name: 'relayed',
  run: context =>
    withNewDesk(context, { TELEGRAM_LIMITS: 'off' }, async ({ load, desk }) => {
      const customers = await load.ask<number[]>({
        kind: 'topics',
        customers: customersWithTopics
      } satisfies LoadQuestion)
      const ask = (perSecond: number, seconds: number) => relay(load, customers, perSecond, seconds)
      await ask(100, 3)
      const { answer: calm, cpu } = await withCpu(desk, () => ask(50, context.quick ? 3 : 20))
      const highest = await highestRate(context.quick ? 1.5 : 1.15, perSecond =>
        ask(perSecond, context.quick ? 2 : 5)
      )
      return [
        {
          figure: 'update → relayed in the topic, p99, 50/s',
          value: calm.missing > 0 ? Number.POSITIVE_INFINITY : calm.p99,
          unit: 'ms',
          aim: { of: 'value', bound: 'at_most', limit: 100 },
          details: {
            'p50 ms': calm.p50,
            'max ms': calm.max,
            'never relayed': calm.missing,
            'CPU of the desk': cpu
          }
        },
        {
          figure: `update → relayed, highest rate held (p99 ≤ ${heldWithinMs} ms)`,
          value: highest.rate,
          unit: '/s',
          aim: { of: 'value', bound: 'at_least', limit: 1000 },
          details: {
            'p50 ms': highest.p50,
            'p99 ms': highest.p99,
            'relayed/s when asked for more': highest.beyond
          }
        }
      ]
    })
}

function relay(
  load: Child,
  customers: readonly number[],
  perSecond: number,
  seconds: number
): Promise<Relayed> {
  const question: LoadQuestion = { kind: 'relayed', customers, perSecond, seconds, patienceMs: 30_000 }
  return load.ask<Relayed>(question)
}

/** Raises the rate until it is not held. */
async function highestRate(step: number, ask: (perSecond: number) => Promise<Relayed>) {
  let held = { rate: 0, p50: Number.NaN, p99: Number.NaN }
  for (let rate = firstRate; ; rate = Math.round(rate * step)) {
    const { p50, p99, missing, perSecond } = await ask(rate)
    if (missing > 0 || p99 > heldWithinMs) return { ...held, beyond: perSecond }
    held = { rate, p50, p99 }
  }
}
