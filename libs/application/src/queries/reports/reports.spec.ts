import { afterEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { openMemoryDeskState } from '#desk-state/memory'
import {
  clocksOf,
  eventTypes,
  type Fact,
  gather,
  nothingGathered,
  type ReportName,
  type ReportQuestion,
  reportGroups,
  reportMetrics,
  reportNames,
  type Tally
} from '#domain'
import { type EventLog, withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { InfrastructureFault, type Instant, systemClock } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import type { Sealer } from '#privacy'
import { openMemoryReadStore } from '#read-store/memory'
import { runViews } from '#subscriptions'
import { factsView, ticketView, timersView } from '#views'
import { appendsOf, reportHistories } from '../../../../domain/src/testing/report-histories.js'
import * as t from '../../../../domain/src/testing/ticket.js'
import { record } from '../../testing/record-history.js'
import { endsOf, type Told, tellAll } from '../../testing/report-oracle.js'
import { readsOver } from '../desk-reads.js'
import { GetReport, GetReportHandler } from './get-report.js'
import { ListReportRows, ListReportRowsHandler } from './list-report-rows.js'

const hour = 3_600_000
const day = 24 * hour

const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

const questions = (start: Instant): fc.Arbitrary<ReportQuestion> =>
  fc
    .record({
      begins: fc.oneof(fc.constant(-60 * 24), fc.integer({ min: -24, max: 40 * 24 })),
      lasts: fc.oneof(
        fc.constant(150 * 24),
        fc.integer({ min: 1, max: 40 * 24 }),
        fc.constantFrom(24, 7 * 24)
      ),
      timeZone: fc.constantFrom(
        'UTC',
        'Europe/Berlin',
        'America/New_York',
        'Australia/Lord_Howe',
        'Asia/Kolkata'
      ),
      groupBy: fc.constantFrom(...reportGroups),
      queue: rarely(fc.subarray([t.general, t.billing], { minLength: 1 })),
      priority: rarely(fc.constant(['urgent'] as const)),
      tag: rarely(fc.subarray(['vip', 'new'], { minLength: 1 })),
      agent: rarely(fc.subarray([t.ann, t.bob, null], { minLength: 1 })),
      asOf: fc.oneof(fc.constant(500 * 24), fc.integer({ min: 0, max: 60 * 24 })),
      metric: fc.constantFrom(...reportMetrics),
      clock: fc.constantFrom('calendar', 'business')
    })
    .map(({ begins, lasts, queue, priority, tag, agent, asOf, ...more }) => {
      const from = start + begins * hour
      const filter = { queue, priority, tag, agent }
      return { ...more, from, to: from + lasts * hour, filter, asOf: start + asOf * hour }
    })

const shares = [0.5, 0.9, 0.99]
const numbers = [
  'created',
  'resolved',
  'reopened',
  'closed',
  'backlog',
  'n',
  'unfinished',
  'without_calendar'
]
const ofPeople = ['replies', 'tickets', 'first_reply', 'rating', 'good', 'asked']

const shown = (tally: Tally) => ({
  ...Object.fromEntries([...numbers, ...ofPeople].map(of => [of, tally.count(of)])),
  ranks: ['n', 'first_reply'].map(of => tally.ranks(of, shares))
})

const toldNumbers = (told: readonly Told[]) => ({
  ...Object.fromEntries([...numbers, ...ofPeople].map(of => [of, told.filter(one => one.of === of).length])),
  ranks: ['n', 'first_reply'].map(of => {
    const values = told.flatMap(one => (one.of === of && one.valueS !== null ? [one.valueS] : []))
    values.sort((a, b) => a - b)
    return shares.map(share => values[Math.ceil(share * values.length) - 1] ?? null)
  })
})

const never = () => {
  throw new Error('no calendar')
}

describe('A report', () => {
  const running: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const views of running.splice(0)) await views.stop()
  })

  async function readsOf(log: EventLog) {
    const store = openMemoryReadStore()
    const runtime = { clock: systemClock, logger: silentLogger, metrics: createMetrics(), random: () => 0 }
    const state = openMemoryDeskState({ clock: systemClock })
    const wanted = [ticketView, timersView, factsView]
    const views = runViews({ views: wanted, log, store, state, ...runtime })
    running.push(views)
    const head = await log.head()
    for (const { name } of wanted) if (head) await views.waitFor(name, head, 30_000)
    return readsOver({ log, store, sealer: {} as Sealer, clock: systemClock })
  }

  async function reportsOf(log: EventLog) {
    const handler = new GetReportHandler(await readsOf(log))
    return async (name: ReportName, question: ReportQuestion) => {
      const { value } = await handler.execute(new GetReport(name, question, true, {}))
      const { tallies, asking } = value
      return {
        total: shown(tallies.total),
        groups: tallies.groups(asking).map(({ key, tally }) => [key, shown(tally)] as const)
      }
    }
  }

  function expectedOf(question: ReportQuestion, told: readonly Told[]) {
    const keys = new Set<string | null>([...endsOf(question).keys(), ...told.flatMap(one => one.keys)])
    return {
      total: toldNumbers(told.filter(one => one.inTotal)),
      groups: new Map([...keys].map(key => [key, toldNumbers(told.filter(one => one.keys.includes(key)))]))
    }
  }

  const anything = reportHistories.chain(history =>
    fc.tuple(
      fc.constant(history),
      fc.array(fc.tuple(fc.constantFrom(...reportNames), questions(history.start)), {
        minLength: 40,
        maxLength: 40
      })
    )
  )

  it('is what a look at every event of the log gives', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async ([history, asked]) => {
        const log = withTypes(openMemoryLog(), eventTypes)
        const recorded = await record(log, history.start, appendsOf(history))
        const report = await reportsOf(log)
        for (const [name, question] of asked) {
          const { total, groups } = await report(name, question)
          const wanted = expectedOf(question, tellAll(name, question, recorded))
          expect({ total, groups: new Map(groups) }).toEqual(wanted)
        }
      }),
      { numRuns: 40 }
    )
  })

  it('of a past moment is the one that was made then', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async ([history, asked]) => {
        const log = withTypes(openMemoryLog(), eventTypes)
        await record(log, history.start, appendsOf(history))
        const report = await reportsOf(log)
        for (const [name, question] of asked.slice(0, 3)) {
          const then = withTypes(openMemoryLog(), eventTypes)
          await record(then, history.start, appendsOf(history, question.asOf))
          const made = await (await reportsOf(then))(name, question)
          expect(await report(name, question)).toEqual(made)
        }
      }),
      { numRuns: 25 }
    )
  })

  it('gives first and next replies what their SLA clocks counted', async () => {
    const target = { targetS: 315_360_000, clock: 'calendar', startsAt: 'creation', graceS: 0 } as const
    const rest = { warnBeforeS: [], pauseIn: [], resolution: 'total' } as const
    const metrics = ['first_reply', 'next_reply'] as const
    const targets = metrics.map(metric => ({ metric, ...target, ...rest }))
    await fc.assert(
      fc.asyncProperty(reportHistories, async history => {
        const log = withTypes(openMemoryLog(), eventTypes)
        const recorded = await record(log, history.start, appendsOf(history))
        const handler = new ListReportRowsHandler(await readsOf(log))
        for (const metric of metrics) {
          const question = {
            from: history.start - 100 * day,
            to: history.start + 1000 * day,
            timeZone: 'UTC',
            groupBy: 'none',
            filter: {},
            asOf: history.start + 1000 * day,
            metric,
            clock: 'calendar'
          } as const
          const { value } = await handler.execute(
            new ListReportRows('times', question, ['n'], undefined, false, {})
          )
          // What is over before its ticket began has no clock.
          const opened = new Map(
            recorded.flatMap(({ ticketId, event }) =>
              event.type === 'TicketOpened' ? [[ticketId, event.data.sentAt] as const] : []
            )
          )
          const rows = [...value.all()]
            .flat()
            .filter(({ ticketId, endedAt }) => (endedAt ?? 0) >= (opened.get(ticketId) ?? 0))
            .map(row => [row.ticketId, row.beganAt, row.endedAt, row.valueMs])
          const clocks = [...new Set(recorded.map(({ ticketId }) => ticketId))].flatMap(ticketId => {
            const facts = recorded
              .filter(one => one.ticketId === ticketId)
              .reduce(gather, nothingGathered)
              .facts.filter(({ kind }) => !['applied', 'warned', 'breached', 'retracted'].includes(kind))
            const first = facts[0]
            if (!first) return []
            const applied = { ...t.applySla, targets, calendarId: null, calendarVersion: null }
            const all = [{ ...first, kind: 'applied', applied } as Fact, ...facts]
            return clocksOf(all, () => never(), question.asOf)
              .filter(one => one.metric === metric && one.metAt !== null)
              .filter(one => metric === 'next_reply' || one.instance === 1)
              .map(({ startedAt, metAt, countedMs }) => [ticketId, startedAt, metAt, countedMs])
          })
          const inOrder = (list: unknown[][]) => list.map(one => JSON.stringify(one)).sort()
          expect(inOrder(rows)).toEqual(inOrder(clocks))
        }
      }),
      { numRuns: 30 }
    )
  })

  it('waits for its view: where that was never built, it is worth asking again', async () => {
    const log = withTypes(openMemoryLog(), eventTypes)
    await record(log, 0, [])
    const store = openMemoryReadStore()
    const reads = readsOver({ log, store, sealer: {} as Sealer, clock: systemClock })
    const question = {
      from: 0,
      to: day,
      timeZone: 'UTC',
      groupBy: 'none',
      filter: {},
      asOf: day,
      metric: 'first_reply',
      clock: 'calendar'
    } as const
    const asked = new GetReportHandler(reads).execute(new GetReport('volume', question, false, {}))
    await expect(asked).rejects.toThrow(InfrastructureFault)
  })

  it('counts what a process whose clock is ahead has recorded, unless it is of a moment before', async () => {
    const log = withTypes(openMemoryLog(), eventTypes)
    const now = systemClock.now()
    await record(
      log,
      now,
      appendsOf({ start: now + 30_000, steps: [{ ticket: 0, afterMs: 0, lateMs: 0, ask: () => [] }] })
    )
    const handler = new GetReportHandler(await readsOf(log))
    const question = {
      from: now - day,
      to: now + day,
      timeZone: 'UTC',
      groupBy: 'none',
      filter: {},
      asOf: now,
      metric: 'first_reply',
      clock: 'calendar'
    } as const
    const created = async (isOfThePast: boolean) => {
      const { value } = await handler.execute(new GetReport('volume', question, isOfThePast, {}))
      return value.tallies.total.count('created')
    }
    expect(await created(false)).toBe(1)
    expect(await created(true)).toBe(0)
  })

  it('has a group for every day, also where a clock changes, and none twice', async () => {
    const log = withTypes(openMemoryLog(), eventTypes)
    await record(log, 0, [])
    const report = await reportsOf(log)
    const from = Date.UTC(2026, 2, 27, 23)
    const { groups } = await report('volume', {
      from,
      to: from + 3 * day - hour,
      timeZone: 'Europe/Berlin',
      groupBy: 'day',
      filter: {},
      asOf: from,
      metric: 'first_reply',
      clock: 'calendar'
    })
    expect(groups.map(([key]) => key)).toEqual(['2026-03-28', '2026-03-29', '2026-03-30'])
  })
})
