import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  type Fact,
  gather,
  nothingGathered,
  standingOf,
  type TicketEvent,
  ticketStream,
  timersOf
} from '#domain'
import type { EventId, TicketId } from '#kernel'
import { anyTicketLife } from '../../../domain/src/testing/arbitrary-ticket.js'
import { eventAt, ticketEvents } from '../testing/histories.js'
import { clocksOfTicket, noInstant, pausedByWith, type SlaDocument } from './document.js'
import { foldSla } from './fold.js'

const ticketId = '00000000-0000-4000-8000-000000000001' as TicketId
const stream = ticketStream(ticketId)
const start = Date.UTC(2026, 0, 5, 9)
const minute = 60_000
const berlin = {
  eventId: 'berlin/1' as EventId,
  body: { time_zone: 'Europe/Berlin', weekly: { mon: [['10:00', '12:00']], wed: [['22:00', '02:00']] } }
}

/** A life with some minutes between its events. */
const histories = fc.tuple(
  anyTicketLife.map(life => ticketEvents(ticketId, life)),
  fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 20 })
)

function folded([events, gaps]: readonly [readonly TicketEvent[], readonly number[]]) {
  let document: SlaDocument | undefined
  let at = start
  return events.map((told, revision) => {
    at += (gaps[revision % gaps.length] ?? 0) * minute
    const event = { ...eventAt({ stream, told }, revision, at), position: String(revision) }
    document = foldSla(document, event, () => berlin)
    if (!document) throw new Error('a life begins with its opening')
    return { event, told, document, at }
  })
}

describe('A ticket’s clocks as the view folds them', () => {
  it('come from exactly what the history says', () => {
    fc.assert(
      fc.property(histories, history => {
        const all = folded(history)
        const facts = all.reduce(
          (gathered, { event, told }) =>
            gather(gathered, { id: event.id, recordedAt: event.recordedAt, event: told }),
          nothingGathered
        ).facts
        expect(all.at(-1)?.document.facts).toEqual(facts satisfies readonly Fact[])
      })
    )
  })

  it('say of any later moment what is due first, whenever one looks', () => {
    fc.assert(
      fc.property(histories, fc.nat({ max: 20_000 }), (history, later) => {
        for (const { document, at } of folded(history)) {
          const [timer] = timersOf(clocksOfTicket(document, at + later * minute))
          expect([document.armed, document.dueAt]).toEqual([timer !== undefined, timer?.at ?? noInstant])
        }
      }),
      { numRuns: 500 }
    )
  })

  it('stand as they are counted with every event that says something to them', () => {
    fc.assert(
      fc.property(histories, history => {
        const all = folded(history)
        for (const [n, { document, at }] of all.entries()) {
          if (document.facts === all[n - 1]?.document.facts) continue
          expect(document.standing).toBe(standingOf(clocksOfTicket(document, at)))
        }
      })
    )
  })
})

it('finds every set of causes with one, and without it', () => {
  const cause = 'telegram_unreachable'
  expect(pausedByWith(cause, true)).toEqual([
    'telegram_unreachable',
    'staff_group_not_writable telegram_unreachable',
    'customer_blocked_bot telegram_unreachable',
    'customer_blocked_bot staff_group_not_writable telegram_unreachable'
  ])
  expect(pausedByWith(cause, false)).toHaveLength(4)
})
