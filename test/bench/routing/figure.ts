import { askChild } from '../child.js'
import type { Figure } from '../figure.js'
import type { RoutingQuestion } from './child.js'
import type { DayAnswer } from './day.js'
import type { LoadAnswer, WaitingAnswer } from './measures.js'

const child = new URL('./child.js', import.meta.url)

/** How soon tickets find their agents, and how fairly. Each part in a process of its own. */
export const routing: Figure = {
  name: 'routing',
  async run({ quick, directory, say }) {
    const ask = <Reply>(of: RoutingQuestion['of']) => {
      say(`  ${of}`)
      return askChild<Reply>(child, { of, directory, quick } satisfies RoutingQuestion)
    }
    const load = await ask<LoadAnswer>('load')
    const waiting = await ask<WaitingAnswer>('waiting')
    const day = await ask<DayAnswer>('day')
    return [
      {
        figure: 'opened to assigned, p99, 100 tickets/s, 20 agents',
        value: load.p99,
        unit: 'ms',
        aim: { of: 'value', bound: 'at_most', limit: 250 },
        details: { 'p50 ms': load.p50, tickets: load.given }
      },
      {
        figure: `${waiting.waiting} waiting tickets given when 20 agents come back`,
        value: waiting.waiting / waiting.seconds,
        unit: 'tickets/s',
        details: {
          seconds: waiting.seconds.toFixed(1),
          'in order': waiting.inOrder ? 'yes' : 'no',
          'heap grown by MiB': waiting.grownMiB.toFixed(0)
        }
      },
      {
        figure: `a simulated day of ${day.tickets} tickets, 20 agents in shifts: wait for an agent, p90`,
        value: day.waits.p90,
        unit: 's',
        details: {
          'p50 s': day.waits.p50,
          'max s': day.waits.max,
          'tickets per agent': `${day.leastPerAgent} to ${day.mostPerAgent}`,
          'not taken up in time': day.notAccepted,
          'taken from who was away': day.away,
          'stopped after five moves': day.stopped,
          'never had an agent': day.neverAssigned
        }
      }
    ]
  }
}
