import type { Figure } from '../figure.js'
import type { LoadQuestion } from '../load/child.js'
import type { Visible } from '../load/loads.js'
import { withCpu, withNewDesk } from './with-desk.js'

const perSecond = 200
/** Until the code is compiled; a desk runs for weeks. */
const warmUpSeconds = 3

/** From the moment an update should have been sent to the answer that shows its ticket in the queue. */
export const visible: Figure = {
  name: 'visible',
  async run(context) {
    const seconds = context.quick ? 4 : 20
    const seen = await withNewDesk(context, {}, async ({ load, desk }) => {
      const ask = (seconds: number) =>
        load.ask<Visible>({ kind: 'visible', perSecond, seconds } satisfies LoadQuestion)
      await ask(warmUpSeconds)
      return withCpu(desk, () => ask(seconds))
    })
    const { p50, p99, max, missing, pollMs } = seen.answer
    return [
      {
        figure: `update → visible in its queue, p99, ${perSecond}/s`,
        value: missing > 0 ? Number.POSITIVE_INFINITY : p99,
        unit: 'ms',
        aim: { of: 'value', bound: 'at_most', limit: 50 },
        details: {
          'p50 ms': p50,
          'max ms': max,
          'never seen': missing,
          'p50 of the polls ms': pollMs,
          'CPU of the desk': seen.cpu
        }
      }
    ]
  }
}
