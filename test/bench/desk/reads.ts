import type { Figure } from '../figure.js'
import type { LoadQuestion } from '../load/child.js'
import type { Reads, Visible } from '../load/loads.js'
import { withNewDesk } from './with-desk.js'

const updatesPerSecond = 500
const commitDelayMs = 5

/** A slow disk under load must not be felt by those who read. */
export const reads: Figure = {
  name: 'reads',
  async run(context) {
    const env = { BENCH_COMMIT_DELAY_MS: String(commitDelayMs) }
    const { alone, underLoad, webhook } = await withNewDesk(context, env, async ({ load }) => {
      await load.ask<Visible>({ kind: 'visible', perSecond: 50, seconds: 2 } satisfies LoadQuestion)
      const ask = (seconds: number) =>
        load.ask<Reads>({ kind: 'reads', updatesPerSecond, seconds } satisfies LoadQuestion)
      await ask(2)
      return ask(context.quick ? 3 : 20)
    })
    const row = {
      figure: `read p99 during ${updatesPerSecond} updates/s, commits ${commitDelayMs} ms slower`,
      value: underLoad.p99,
      unit: 'ms',
      baseline: { what: 'the same reads without load', value: alone.p99 }
    }
    return [
      {
        ...row,
        aim: { of: 'ratio', bound: 'at_most', limit: 3 },
        details: { 'p50 ms': underLoad.p50, 'p50 without load ms': alone.p50, 'webhook p99 ms': webhook.p99 }
      },
      { ...row, figure: 'the same', aim: { of: 'value', bound: 'at_most', limit: 10 } }
    ]
  }
}
