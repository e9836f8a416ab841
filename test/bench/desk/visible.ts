import type { Figure } from '../figure.js'
import type { LoadQuestion } from '../load/child.js'
import type { Visible } from '../load/loads.js'
import { withNewDesk } from './with-desk.js'

const perSecond = 200

/** From the moment an update should have been sent to the answer that shows its ticket in the queue. */
export const visible: Figure = {
  name: 'visible',
  async run(context) {
    const seconds = context.quick ? 5 : 20
    const { p50, p99, max, missing, pollMs } = await withNewDesk(context, {}, ({ load }) =>
      load.ask<Visible>({ kind: 'visible', perSecond, seconds } satisfies LoadQuestion)
    )
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
          'p50 of the polls of 100 tickets ms': pollMs
        }
      }
    ]
  }
}
