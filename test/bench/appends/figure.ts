import { join } from 'node:path'
import { Child } from '../child.js'
import type { BenchContext, Figure, Row } from '../figure.js'
import { median } from '../latencies.js'
import type { AppendsAnswer, AppendsQuestion } from './child.js'

const aims = [
  { width: 1, limit: 0.45 },
  { width: 64, limit: 0.5 }
]

/** Log and plain loop take turns, so that a neighbour's noise meets both; each row is the median of the rounds. */
export const appends: Figure = {
  name: 'appends',
  async run(context) {
    const child = new Child(new URL('./child.js', import.meta.url))
    try {
      const rows: Row[] = []
      for (const { width, limit } of aims) rows.push(await compare(child, context, width, limit))
      return rows
    } finally {
      await child.stop()
    }
  }
}

async function compare(
  child: Child,
  { quick, directory }: BenchContext,
  width: number,
  limit: number
): Promise<Row> {
  const rounds = quick ? 3 : 5
  const answers: { log: AppendsAnswer; plain: AppendsAnswer }[] = []
  for (let round = 0; round < rounds; round++) {
    const ask = (of: 'log' | 'plain') =>
      child.ask<AppendsAnswer>({
        of,
        path: join(directory, `${of}-${width}.db`),
        width,
        seconds: quick ? 0.7 : 3,
        round
      } satisfies AppendsQuestion)
    answers.push({ plain: await ask('plain'), log: await ask('log') })
  }
  const of = (pick: (answer: (typeof answers)[number]) => number) => median(answers.map(pick))
  return {
    figure: `appends, ${width} ${width === 1 ? 'writer' : 'writers'}`,
    value: of(({ log }) => log.perSecond),
    unit: '/s',
    baseline: {
      what: `plain node:sqlite loop, ${width} per transaction`,
      value: of(({ plain }) => plain.perSecond)
    },
    aim: { of: 'ratio', bound: 'at_least', limit },
    details: {
      'p50 ms': of(({ log }) => log.p50),
      'p99 ms': of(({ log }) => log.p99),
      'plain p50 ms': of(({ plain }) => plain.p50),
      'plain p99 ms': of(({ plain }) => plain.p99)
    }
  }
}
