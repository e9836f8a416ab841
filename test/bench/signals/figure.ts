import type { Figure, Row } from '../figure.js'
import { round } from '../latencies.js'
import { labelled, qualityOf } from './quality.js'

/** How well signals are seen in the labelled messages: no time is measured. */
export const signals: Figure = {
  name: 'signals',
  run: async () =>
    Object.entries(labelled).flatMap(([language, { known, second, third }]) => [
      ...rowsOf(`${language}, what the lists were made with`, qualityOf(known)),
      ...rowsOf(`${language}, by whose sums they were made wider`, qualityOf(second)),
      ...rowsOf(`${language}, not seen`, qualityOf(third))
    ])
}

function rowsOf(what: string, { lines, precision, recall, mistakes }: ReturnType<typeof qualityOf>): Row[] {
  const details = { messages: lines, 'with a mistake': mistakes.length }
  return [
    { figure: `signals, precision, ${what}`, value: round(precision), unit: '', details },
    { figure: `signals, recall, ${what}`, value: round(recall), unit: '', details }
  ]
}
