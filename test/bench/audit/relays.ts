import { withNewDesk } from '../desk/with-desk.js'
import type { BenchContext, Row } from '../figure.js'
import type { LoadQuestion } from '../load/child.js'
import type { Relayed } from '../load/loads.js'

const perSecond = 50
const customersWithTopics = 50

/** What leaves and seals are of the processor time of relays: a desk with a sealer and one without, in turns. */
export async function sealingOfRelays(context: BenchContext): Promise<Row> {
  const [turns, seconds] = context.quick ? [3, 4] : [6, 15]
  const limits = { TELEGRAM_LIMITS: 'off' }
  return withNewDesk(context, limits, withSealer =>
    withNewDesk(context, { ...limits, BENCH_WITHOUT_SEALER: '1' }, async without => {
      const desks = await Promise.all(
        [withSealer, without].map(async ({ load, desk }) => {
          const question: LoadQuestion = { kind: 'topics', customers: customersWithTopics }
          const customers = await load.ask<number[]>(question)
          const costs: number[] = []
          const relay = async (seconds: number) => {
            const asked: LoadQuestion = { kind: 'relayed', customers, perSecond, seconds, patienceMs: 30_000 }
            const before = (await desk.cpuSeconds()) ?? Number.NaN
            const { missing } = await load.ask<Relayed>(asked)
            if (missing > 0) throw new Error(`${missing} were never relayed`)
            return ((((await desk.cpuSeconds()) ?? Number.NaN) - before) * 1000) / (perSecond * seconds)
          }
          return { relay, costs }
        })
      )
      for (const { relay } of desks) await relay(seconds)
      for (let turn = 0; turn < turns; turn++)
        for (const { relay, costs } of desks) costs.push(await relay(seconds))
      const [own = Number.NaN, bare = Number.NaN] = desks.map(({ costs }) => median(costs))
      return {
        figure: 'audit, leaves and seals of the processor time of relays',
        value: Number((100 * (own / bare - 1)).toPrecision(2)),
        unit: '%',
        aim: { of: 'value', bound: 'at_most', limit: 3 },
        details: {
          'with ms a relay': Number(own.toPrecision(3)),
          'without ms a relay': Number(bare.toPrecision(3)),
          turns,
          'relays a turn': perSecond * seconds
        }
      }
    })
  )
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
