import { askChild } from '../child.js'
import type { Figure } from '../figure.js'
import type { SlaQuestion } from './child.js'
import type { CalendarAnswer, LongTicketAnswer, MonthAnswer, TimersAnswer } from './measures.js'

const child = new URL('./child.js', import.meta.url)
const oneConversion = 'one conversion of an instant by Temporal'

/** What the clocks of tickets cost. Each part in a process of its own. */
export const sla: Figure = {
  name: 'sla',
  async run({ quick, directory, say }) {
    const ask = <Reply>(of: SlaQuestion['of']) => {
      say(`  ${of}`)
      return askChild<Reply>(child, { of, directory, quick } satisfies SlaQuestion)
    }
    const calendar = await ask<CalendarAnswer>('calendar')
    const call = (figure: string, value: number, limit: number) => ({
      figure: `business time, ${figure}`,
      value,
      unit: 'µs',
      baseline: { what: oneConversion, value: calendar.zoned },
      aim: { of: 'value' as const, bound: 'at_most' as const, limit }
    })
    const month = await ask<MonthAnswer>('month')
    const timers = await ask<TimersAnswer>('timers')
    const long = await ask<LongTicketAnswer>('long ticket')
    return [
      call('add a month', calendar.addMonth, 20),
      call('between, a month', calendar.betweenMonth, 20),
      call('add ten years', calendar.addTenYears, 200),
      {
        ...call('between, ten years', calendar.betweenTenYears, 200),
        details: { 'first call, nothing worked out, µs': calendar.coldTenYears }
      },
      {
        figure: 'fold of a month of tickets',
        value: month.foldPerSecond,
        unit: 'events/s',
        baseline: { what: 'reading them from the log', value: month.readPerSecond },
        details: { of: `${month.events} events` }
      },
      {
        figure: 'the view of it, into SQLite',
        value: month.viewPerSecond,
        unit: 'events/s',
        baseline: { what: 'reading them from the log', value: month.readPerSecond },
        details: { 'memory in use after it MiB': month.inUseMiB }
      },
      {
        figure: 'warnings and breaches recorded, all due at once',
        value: month.timersPerSecond,
        unit: '/s',
        details: { of: month.timers }
      },
      {
        figure: `a breach recorded, late by, p99, ${timers.pending} pending, 100/s due`,
        value: timers.late.p99,
        unit: 'ms',
        aim: { of: 'value', bound: 'at_most', limit: 1000 },
        details: {
          fired: timers.fired,
          'p50 ms': timers.late.p50,
          'max ms': timers.late.max,
          'restart to the first ms': timers.restartMs,
          'events read for it': timers.readAfterRestart
        }
      },
      {
        figure: 'memory in use after they fired',
        value: timers.memoryAfterMiB,
        unit: 'MiB',
        baseline: { what: 'after a quarter of them', value: timers.memoryBeforeMiB },
        aim: { of: 'ratio', bound: 'at_most', limit: 1.2 }
      },
      {
        figure: 'open tickets to which a corrected calendar is applied',
        value: timers.recomputedPerSecond,
        unit: '/s',
        details: { of: timers.recomputed, 'peak memory MiB': timers.peakMiB }
      },
      {
        figure: `fold of an event of a ticket with ${long.events}`,
        value: long.last,
        unit: 'µs',
        baseline: { what: 'of one with 20', value: long.usual },
        details: { 'mean µs': long.perEvent, 'document KiB': long.documentKiB }
      }
    ]
  }
}
