import type { Clocks } from './read-ticket.js'

type Clock = Clocks['clocks'][number]

/** A part of a clock's line. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly kind: 'runs' | 'paused'
}
export interface Line {
  readonly spans: readonly Span[]
  readonly marks: readonly { readonly at: number; readonly kind: 'due' | 'warned' | 'met' | 'missed' }[]
}

const ms = (at: string): number => Date.parse(at)

/** How a clock ran, as of then: its spans follow on each other from its start to its end or then. */
export function lineOf(clock: Clock, then: number): Line {
  const start = ms(clock.started_at)
  const end = Math.max(start, clock.met_at === null ? then : ms(clock.met_at))
  const spans: Span[] = []
  let at = start
  for (const pause of clock.pauses) {
    const from = Math.min(Math.max(ms(pause.from), at), end)
    const to = Math.min(pause.to === null ? end : Math.max(ms(pause.to), from), end)
    spans.push({ from: at, to: from, kind: 'runs' }, { from, to, kind: 'paused' })
    at = to
  }
  spans.push({ from: at, to: end, kind: 'runs' })
  const mark = (kind: Line['marks'][number]['kind'], when: string | null) =>
    when === null ? [] : [{ at: ms(when), kind }]
  return {
    spans: spans.filter(({ from, to }) => to > from),
    marks: [
      ...clock.warnings.flatMap(warning => mark('warned', warning.at)),
      ...mark('due', clock.due_at),
      ...mark('missed', clock.breached_at),
      ...mark('met', clock.met_at)
    ]
  }
}

/** From the first to the last that stands on any of the lines; undefined: there is none. */
export function extentOf(lines: readonly Line[]): { readonly from: number; readonly to: number } | undefined {
  const all = lines.flatMap(({ spans, marks }) => [
    ...spans.flatMap(({ from, to }) => [from, to]),
    ...marks.map(({ at }) => at)
  ])
  if (all.length === 0) return undefined
  const from = Math.min(...all)
  return { from, to: Math.max(from + 1000, ...all) }
}
