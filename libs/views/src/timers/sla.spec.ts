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
import { applied, target, told } from '../../../domain/src/testing/sla.js'
import { eventAt, ticketEvents } from '../testing/histories.js'
import { clocksOfTicket, pausedByWith, type SlaDocument } from './sla-document.js'
import { foldSla } from './sla-fold.js'
import { timersOfRouting, timersOfTicket } from './timer.js'

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

const viewEvent = (told: TicketEvent, revision: number, at: number) => ({
  ...eventAt({ stream, told }, revision, at),
  position: String(revision)
})

/** `record`: what is due by then, as the clocks' process records it. */
const busyLives = fc
  .array(
    fc.record({
      what: fc.constantFrom(
        'message',
        'message',
        'reply',
        'reply',
        'record',
        'record',
        'hold',
        'work',
        'resolve',
        'reopen',
        'apply'
      ),
      gap: fc.nat({ max: 25 }),
      late: fc.oneof(fc.constant(0), fc.nat({ max: 60 }))
    }),
    { minLength: 20, maxLength: 60 }
  )
  .map(lives => [{ what: 'open', gap: 0, late: 0 }, { what: 'apply', gap: 0, late: 0 }, ...lives] as const)

/** A reply of before the breach that is told after it. */
const lateReply = [
  { what: 'open', gap: 0, late: 0 },
  { what: 'apply', gap: 0, late: 0 },
  ...Array.from({ length: 6 }, () => ({ what: 'record', gap: 8, late: 0 }) as const),
  { what: 'reply', gap: 0, late: 40 },
  ...Array.from({ length: 6 }, () => ({ what: 'record', gap: 0, late: 0 }) as const)
] as const

type What = 'open' | 'message' | 'reply' | 'record' | 'hold' | 'work' | 'resolve' | 'reopen' | 'apply'

function toldOf(what: What, at: number, really: number, document: SlaDocument | undefined): TicketEvent {
  switch (what) {
    case 'record':
      return recordOf(document, at) ?? happened(what, at, really)
    case 'apply': {
      const { event } = applied('09:00', [
        target('first_reply', 30, { warnBeforeS: [600] }),
        target('next_reply', 15 + (at % 3) * 10, { warnBeforeS: [300] }),
        target('periodic_update', 40),
        target('requester_wait', 90, { pauseIn: ['on_hold'] }),
        target('resolution', 240, { clock: at % 2 === 0 ? 'calendar' : 'business' })
      ])
      if (event.type !== 'SlaApplied') throw new Error('applied tells SlaApplied')
      return { ...event, data: { ...event.data, at } }
    }
    default:
      return happened(what, at, really)
  }
}

function happened(what: Exclude<What, 'apply'>, at: number, really: number): TicketEvent {
  switch (what) {
    case 'open':
      return told('open', really)
    case 'record':
      return told('note', at)
    case 'message':
    case 'reply':
      return told(what, really)
    default:
      return told(what, at)
  }
}

function recordOf(document: SlaDocument | undefined, at: number): TicketEvent | undefined {
  const [timer] = document ? timersOf(clocksOfTicket(document, at)).filter(due => due.at < at) : []
  if (!timer) return undefined
  const { metric, instance } = timer
  const noticed = { noticedAt: at, inDigest: false }
  switch (timer.kind) {
    case 'warn':
      return {
        type: 'SlaWarned',
        data: { metric, instance, targetS: timer.targetS, beforeS: timer.beforeS, at: timer.at, ...noticed }
      }
    case 'breach':
      return {
        type: 'SlaBreached',
        data: { metric, instance, targetS: timer.targetS, at: timer.at, reason: timer.reason, ...noticed }
      }
    case 'retract':
      return {
        type: 'SlaBreachRetracted',
        data: { metric, instance, reason: timer.reason, eventId: timer.eventId }
      }
  }
}

function folded([events, gaps]: readonly [readonly TicketEvent[], readonly number[]]) {
  let document: SlaDocument | undefined
  let at = start
  return events.map((told, revision) => {
    const noticedAt = 'noticedAt' in told.data ? told.data.noticedAt : 0
    at = Math.max(noticedAt, at + (gaps[revision % gaps.length] ?? 0) * minute)
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

  it('say of any later moment what of each is due first, whenever one looks', () => {
    fc.assert(
      fc.property(histories, fc.nat({ max: 20_000 }), (history, later) => {
        for (const { document, at } of folded(history)) {
          const then = clocksOfTicket(document, at + later * minute)
          const ofClocks = timersOfTicket(then, document.status, document.statusAt)
          expect(document.timers).toEqual([...ofClocks, ...timersOfRouting(document.routing)])
        }
      }),
      { numRuns: 500 }
    )
  })

  it('agree with counting everything anew, however late facts come and whatever was recorded', () => {
    let retracted = 0
    fc.assert(
      fc.property(busyLives, lives => {
        let document: SlaDocument | undefined
        let at = start
        for (const [revision, { what, gap, late }] of lives.entries()) {
          at += gap * minute
          const told = toldOf(what, at, at - late * minute, document)
          document = foldSla(document, viewEvent(told, revision, at), () => berlin)
          if (!document) throw new Error('a life begins with its opening')
          if (told.type === 'SlaBreachRetracted') retracted++
          const clocks = clocksOfTicket(document, at)
          const { status, statusAt } = document
          expect([document.standing, document.timers]).toEqual([
            standingOf(clocks),
            timersOfTicket(clocks, status, statusAt)
          ])
        }
      }),
      { numRuns: 150, examples: [[lateReply]] }
    )
    expect(retracted).toBeGreaterThan(0)
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
