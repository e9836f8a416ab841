import { describe, expect, it } from '@jest/globals'
import { extentOf, lineOf } from './timeline.js'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString()
const ms = (minute: number) => Date.parse(at(minute))
const clock = {
  metric: 'first_reply',
  instance: 1,
  state: 'running',
  target_s: 1800,
  elapsed_s: 0,
  remaining_s: 1800,
  started_at: at(0),
  due_at: at(40),
  breach_at: at(40),
  breached_at: null,
  met_at: null,
  warnings: [{ at: at(30), before_s: 600 }],
  pauses: []
} as const
const pause = (from: number, to: number | null) =>
  ({ from: at(from), to: to === null ? null : at(to), cause: 'status' }) as const

describe('The line of a clock', () => {
  it('runs from its start to the moment that is looked at, with its marks', () => {
    expect(lineOf({ ...clock, warnings: [...clock.warnings], pauses: [] }, ms(20))).toEqual({
      spans: [{ from: ms(0), to: ms(20), kind: 'runs' }],
      marks: [
        { at: ms(30), kind: 'warned' },
        { at: ms(40), kind: 'due' }
      ]
    })
  })

  it('stands still in its pauses, the last of which may go on', () => {
    const paused = { ...clock, warnings: [], due_at: null, pauses: [pause(5, 10), pause(15, null)] }
    expect(lineOf(paused, ms(20)).spans).toEqual([
      { from: ms(0), to: ms(5), kind: 'runs' },
      { from: ms(5), to: ms(10), kind: 'paused' },
      { from: ms(10), to: ms(15), kind: 'runs' },
      { from: ms(15), to: ms(20), kind: 'paused' }
    ])
  })

  it('ends where it was met, and all lines have one scale', () => {
    const met = lineOf({ ...clock, warnings: [], pauses: [], met_at: at(12) }, ms(60))
    expect(met.spans).toEqual([{ from: ms(0), to: ms(12), kind: 'runs' }])
    expect(extentOf([met])).toEqual({ from: ms(0), to: ms(40) })
    expect(extentOf([])).toBeUndefined()
  })
})
