import { systemClock } from '#kernel'
import { Child } from '../child.js'
import { withNewDesk } from '../desk/with-desk.js'
import type { Figure } from '../figure.js'
import { round } from '../latencies.js'
import type { LoadQuestion } from '../load/child.js'
import type { Received, ReceiversQuestion } from './receivers.js'

const perSecond = 200
const endpoints = 4
const tickets = 500
const warmUpSeconds = 5
const patienceMs = 60_000

/** What a desk that runs whole takes to tell four endpoints what happens, beside all else that it does with an event. */
export const hooks: Figure = {
  name: 'hooks',
  async run(context) {
    const seconds = context.quick ? 10 : 60
    const receivers = new Child(new URL('./receivers.js', import.meta.url))
    const asked = <Reply>(question: ReceiversQuestion) => receivers.ask<Reply>(question)
    try {
      const ports = await asked<number[]>({ kind: 'listen', count: endpoints })
      return await withNewDesk(context, { DESK_PRIVATE_WEBHOOKS: '127.0.0.0/8' }, async ({ load, desk }) => {
        await load.ask({ kind: 'tickets', count: tickets } satisfies LoadQuestion)
        const change = (seconds: number) =>
          load.ask<number>({ kind: 'tags', perSecond, seconds } satisfies LoadQuestion)
        /** Milliseconds of the desk's processors for each event. */
        const costing = async (work: () => Promise<number>) => {
          const before = (await desk.cpuSeconds()) ?? Number.NaN
          const events = await work()
          return { events, ms: ((((await desk.cpuSeconds()) ?? Number.NaN) - before) * 1000) / events }
        }
        await change(warmUpSeconds)
        const without = await costing(() => change(Math.min(10, seconds)))
        for (const port of ports) await desk.register(`http://127.0.0.1:${port}/`)
        const taken = async (count: number) => {
          const until = performance.now() + patienceMs
          while (performance.now() < until && (await asked<number>({ kind: 'taken' })) < count)
            await systemClock.sleep(50)
        }
        await taken(endpoints * (await change(warmUpSeconds)))
        await asked({ kind: 'begin' })
        const samples: { mib: number; lagS: number; waiting: number }[] = []
        let isOver = false
        const sampling = (async () => {
          while (!isOver) {
            samples.push(await desk.hooksNow())
            await systemClock.sleep(1000)
          }
        })()
        const withAll = await costing(async () => {
          const events = await change(seconds)
          await taken(events * endpoints)
          return events
        })
        isOver = true
        await sampling
        const { p50, p99, max, taken: came } = await asked<Received>({ kind: 'result' })
        const third = Math.max(1, Math.floor(samples.length / 3))
        const least = (part: typeof samples) => Math.min(...part.map(({ mib }) => mib))
        return [
          {
            figure: `append → first attempt, p99, ${perSecond} events/s to ${endpoints} endpoints`,
            value: came < withAll.events * endpoints ? Number.POSITIVE_INFINITY : p99,
            unit: 'ms',
            aim: { of: 'value' as const, bound: 'at_most' as const, limit: 500 },
            details: {
              'p50 ms': p50,
              'max ms': max,
              calls: came,
              'never came': withAll.events * endpoints - came,
              'most lag in metrics s': Math.max(...samples.map(({ lagS }) => lagS)),
              'most waiting in metrics': Math.max(...samples.map(({ waiting }) => waiting))
            }
          },
          {
            figure: 'processor time of the desk for an event told to four',
            value: round(withAll.ms),
            unit: 'ms',
            baseline: { what: 'the same event, told to nobody', value: round(without.ms) },
            details: { 'a call ms': round((withAll.ms - without.ms) / endpoints) }
          },
          {
            figure: 'memory in use in the last third of the load',
            value: round(least(samples.slice(-third))),
            unit: 'MiB',
            baseline: { what: 'in the first third', value: round(least(samples.slice(0, third))) }
          }
        ]
      })
    } finally {
      await receivers.stop()
    }
  }
}
