import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '#kernel'
import { deskViews } from '#views'
import type { Figure } from '../figure.js'
import { history } from '../history/index.js'
import { historyMasterKey } from '../history/write-history.js'
import { median } from '../latencies.js'
import { rebuild } from '../rebuild/figure.js'
import { realDesk, ServerProcess } from './server-process.js'
import { withLoad } from './with-desk.js'

/** The desk that `npm start` runs, on the log and the views of the rebuild. */
export const start: Figure = {
  name: 'start',
  async run(context) {
    const dataDir = await history(context)
    if (!existsSync(join(dataDir, 'views.db'))) await rebuild.run(context)
    const env = { DESK_MASTER_KEY: historyMasterKey.toString('base64') }
    return withLoad(async ({ botApiPort }) => {
      const started = async (use: (desk: ServerProcess) => Promise<void>) => {
        const desk = await ServerProcess.start({ module: realDesk, dataDir, botApiPort, env })
        await use(desk)
        await desk.stop()
        return desk.readyAfterMs
      }
      context.say('  a first start, not measured: directories are made')
      const first = await started(currentAll)
      const times: number[] = []
      const current: number[] = []
      for (let i = 0; i < (context.quick ? 3 : 5); i++) {
        const began = performance.now()
        times.push(
          await started(async desk => {
            await currentAll(desk)
            current.push(performance.now() - began)
          })
        )
      }
      return [
        {
          figure: `start on ${context.quick ? '100,000' : '1,000,000'} events, views current`,
          value: median(times) / 1000,
          unit: 's',
          aim: { of: 'value', bound: 'at_most', limit: 2 },
          details: {
            'all subscriptions current after s': median(current) / 1000,
            'first start s': first / 1000
          }
        }
      ]
    })
  }
}

/** Intake, delivery, and one for each view. */
const subscriptions = 2 + deskViews.length
const patienceMs = 120_000

/** Until nothing that follows the log is behind. */
async function currentAll(desk: ServerProcess): Promise<void> {
  for (const since = performance.now(); ; ) {
    const health = await desk.health()
    const gaps = gapsIn(health)
    if (gaps.length >= subscriptions && gaps.every(gap => gap === 0)) return
    if (performance.now() - since > patienceMs) throw new Error(`still behind: ${JSON.stringify(health)}`)
    await systemClock.sleep(20)
  }
}

/** Every number named `gap` in the report of health. */
function gapsIn(report: unknown): unknown[] {
  if (typeof report !== 'object' || report === null) return []
  return Object.entries(report).flatMap(([name, value]) => (name === 'gap' ? [value] : gapsIn(value)))
}
