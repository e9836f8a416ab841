import { askChild } from '../child.js'
import type { Figure, Row } from '../figure.js'
import type { Measured, ReportsQuestion } from './child.js'

const child = new URL('./child.js', import.meta.url)

/** Reports of a year of tickets, from the view on disk, in a process of its own. */
export const reports: Figure = {
  name: 'reports',
  async run({ quick, directory }) {
    const tickets = quick ? 10_000 : 100_000
    const measured = await askChild<Measured[]>(child, { directory, tickets } satisfies ReportsQuestion)
    const of = `${tickets} tickets in a year`
    const rows: Row[] = measured.map(({ figure, seconds, cpuSeconds, longestMs }) => ({
      figure: `report, ${figure}`,
      value: Number((seconds * 1000).toPrecision(3)),
      unit: 'ms',
      aim: { of: 'value', bound: 'at_most', limit: figure.includes('month') ? 100 : 1000 },
      details: {
        of,
        'processor time ms': Number((cpuSeconds * 1000).toPrecision(3)),
        'longest hold of the event loop ms': Number(longestMs.toPrecision(2))
      }
    }))
    const longest = Math.max(...measured.map(({ longestMs }) => longestMs))
    return [
      ...rows,
      {
        figure: 'reports, longest hold of the event loop',
        value: Number(longest.toPrecision(2)),
        unit: 'ms',
        aim: { of: 'value', bound: 'at_most', limit: 5 },
        details: { of }
      }
    ]
  }
}
