import { join } from 'node:path'
import { BusinessTime, calendarOf } from '#domain'
import { systemClock } from '#kernel'
import { foldSla, type SlaDocument } from '#views'
import { Latencies, type Percentiles } from '../latencies.js'
import { mibInUse } from '../memory.js'
import { Random } from '../random.js'
import { berlin, openClocksDesk, writeLog } from './clocks-desk.js'
import { policyBody, type Recorded, stored, TicketLife } from './ticket-life.js'

const day = 86_400_000
const monday = Date.UTC(2026, 0, 5, 8)
const policy = policyBody(1800)

const peakMiB = () => process.resourceUsage().maxRSS / 1024

/** Microseconds per call. */
export interface CalendarAnswer {
  readonly addMonth: number
  readonly betweenMonth: number
  readonly addTenYears: number
  readonly betweenTenYears: number
  readonly zoned: number
  /** The very first call over ten years: its months are worked out. */
  readonly coldTenYears: number
}

export function measureCalendar(calls: number): CalendarAnswer {
  const time = new BusinessTime(calendarOf(berlin))
  const random = new Random(7)
  const starts = Array.from({ length: 1000 }, () => monday + Math.floor(random.next() * 365 * day))
  const microseconds = (each: (from: number) => unknown, count = calls): number => {
    for (const from of starts) each(from)
    const began = performance.now()
    for (let n = 0; n < count; n++) each(starts[n % starts.length] ?? 0)
    return ((performance.now() - began) * 1000) / count
  }
  const began = performance.now()
  time.between(monday, monday + 3652 * day)
  const coldTenYears = (performance.now() - began) * 1000
  const month = time.between(monday, monday + 30 * day)
  const tenYears = time.between(monday, monday + 3652 * day)
  return {
    coldTenYears,
    zoned: microseconds(from =>
      Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO('Europe/Berlin')
    ),
    addMonth: microseconds(from => time.add(from, month)),
    betweenMonth: microseconds(from => time.between(from, from + 30 * day)),
    addTenYears: microseconds(from => time.add(from, tenYears)),
    betweenTenYears: microseconds(from => time.between(from, from + 3652 * day))
  }
}

const calendarDocument = { eventId: 'calendar' as never, body: berlin }

function foldAll(recorded: readonly Recorded[]): { seconds: number; tickets: number } {
  const documents = new Map<string, SlaDocument>()
  const events = recorded.map(({ stream, event, at }, n) => ({
    ...stored(event.type, event.data, at),
    stream,
    revision: n,
    position: String(n)
  }))
  const began = performance.now()
  for (const event of events) {
    const document = foldSla(documents.get(event.stream), event, () => calendarDocument)
    if (document) documents.set(event.stream, document)
  }
  return { seconds: (performance.now() - began) / 1000, tickets: documents.size }
}

export interface MonthAnswer {
  readonly events: number
  readonly foldPerSecond: number
  readonly viewPerSecond: number
  readonly readPerSecond: number
  readonly timers: number
  readonly timersPerSecond: number
  /** After the view was built. */
  readonly inUseMiB: number
}

/** A month of tickets on a desk whose clocks nobody looked at: everything that was due is recorded afterwards. */
export async function measureMonth(directory: string, tickets: number): Promise<MonthAnswer> {
  const random = new Random(11)
  const recorded: Recorded[] = []
  for (let n = 0; n < tickets; n++) {
    recorded.push(
      ...new TicketLife(`t${n}`, monday + Math.floor(random.next() * 30 * day)).usual(policy, random).recorded
    )
  }
  recorded.sort((a, b) => a.at - b.at)
  const fold = foldAll(recorded)
  const events = await writeLog(directory, berlin, recorded)
  recorded.length = 0
  const seconds = async (work: () => Promise<void>) => {
    const began = performance.now()
    await work()
    return (performance.now() - began) / 1000
  }
  const now = monday + 45 * day
  const desk = await openClocksDesk(directory, { ...systemClock, now: () => now })
  const viewSeconds = await seconds(() => desk.current())
  const inUseMiB = mibInUse()
  const readSeconds = await seconds(async () => {
    const stop = new AbortController()
    for await (const item of desk.log.subscribe('start', stop.signal)) if (item.kind === 'caughtUp') break
    stop.abort()
  })
  const before = Number(await desk.log.head())
  const fireSeconds = await seconds(async () => {
    for (let more = true; more; ) {
      more = await desk.timers.round()
      const [due] = await desk.due.find({ index: 'due', where: { after: null }, to: now, limit: 1 })
      more ||= due !== undefined
    }
  })
  const timers = Number(await desk.log.head()) - before
  await desk.close()
  return {
    events,
    foldPerSecond: events / fold.seconds,
    viewPerSecond: events / viewSeconds,
    readPerSecond: events / readSeconds,
    timers,
    timersPerSecond: timers / fireSeconds,
    inUseMiB
  }
}

export interface TimersAnswer {
  readonly pending: number
  readonly fired: number
  readonly late: Percentiles
  readonly memoryBeforeMiB: number
  readonly memoryAfterMiB: number
  /** After a new start, until the first breach was recorded. */
  readonly restartMs: number
  /** Events read from the log for that. */
  readonly readAfterRestart: number
  /** Open tickets to which a corrected calendar was applied. */
  readonly recomputed: number
  readonly recomputedPerSecond: number
  readonly peakMiB: number
}

/** `pending` clocks run, `perSecond` of them go over each second, for so many seconds; then the desk starts again. */
export async function measureTimers(
  directory: string,
  { pending, perSecond, seconds }: { pending: number; perSecond: number; seconds: number }
): Promise<TimersAnswer> {
  const always = {
    ...berlin,
    holidays: [],
    weekly: Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(name => [name, [['00:00', '24:00']]])
    )
  }
  const targetS = 7 * 86_400
  const body = {
    ...policy,
    targets: [{ metric: 'first_reply', target_s: targetS }]
  }
  // Writing the log and building the view from it, on a machine that is not the fastest.
  const setUpMs = pending * 1.5 + 5000
  const firstDue = Date.now() + setUpMs
  const recorded = Array.from({ length: pending }, (_, n) => {
    const sentAt = Math.floor(firstDue + (n * 1000) / perSecond) - targetS * 1000
    return new TicketLife(`p${n}`, sentAt).open(body, sentAt).recorded
  }).flat()
  await writeLog(directory, always, recorded)
  recorded.length = 0
  let desk = await openClocksDesk(directory)
  await desk.current()
  const left = firstDue - Date.now()
  if (left < 1000) throw new Error(`the stores were ready ${Math.round(-left)} ms too late`)
  await systemClock.sleep(left - 500)
  const stop = new AbortController()
  const first = await desk.log.head()
  const running = desk.timers.run(stop.signal)
  // Until the decider's cache is full.
  const warmMs = (seconds * 1000) / 4
  await systemClock.sleep(warmMs + 500)
  const memoryBeforeMiB = mibInUse()
  await systemClock.sleep(seconds * 1000 - warmMs)
  stop.abort()
  await running
  const memoryAfterMiB = mibInUse()
  const late = new Latencies()
  const until = new AbortController()
  for await (const item of desk.log.subscribe(first ?? 'start', until.signal)) {
    if (item.kind === 'caughtUp') break
    if (item.event.type === 'SlaBreached') late.add(item.event.recordedAt - Number(item.event.data['at']))
  }
  until.abort()
  await desk.close()

  const began = performance.now()
  desk = await openClocksDesk(directory)
  const before = await desk.log.head()
  while ((await desk.log.head()) === before) await desk.timers.round()
  const restartMs = performance.now() - began
  const readAfterRestart = desk.readSince()
  await desk.current()
  const asked = performance.now()
  const recomputed = await desk.recompute({ ...always, holidays: [{ date: '2020-01-01' }] })
  const recomputedPerSecond = (recomputed * 1000) / (performance.now() - asked)
  await desk.close()
  return {
    pending,
    fired: late.count,
    late: late.summary(),
    memoryBeforeMiB,
    memoryAfterMiB,
    restartMs,
    readAfterRestart,
    recomputed,
    recomputedPerSecond,
    peakMiB: peakMiB()
  }
}

export interface LongTicketAnswer {
  readonly events: number
  /** Microseconds per event over the whole life, and over the last hundred. */
  readonly usual: number
  readonly perEvent: number
  readonly last: number
  readonly documentKiB: number
}

/** One ticket to which a customer and an agent write by turns, without an end; short ones of the same kind beside it. */
export function measureLongTicket(events: number): LongTicketAnswer {
  const short = Array.from({ length: 200 }, (_, n) => timesOf(20, `short ${n}`).times.slice(10)).flat()
  const { times, document } = timesOf(events, 'long')
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length
  return {
    events,
    usual: mean(short.slice(-1000)),
    perEvent: mean(times),
    last: mean(times.slice(-100)),
    documentKiB: JSON.stringify(document).length / 1024
  }
}

function timesOf(events: number, name: string) {
  const life = new TicketLife(name, monday).open(policy)
  while (life.recorded.length < events) {
    life.wait(60_000).customerWrites()
    if (life.recorded.length % 3 === 0) life.wait(60_000).agentReplies()
  }
  let document: SlaDocument | undefined
  const times: number[] = []
  for (const [revision, { stream, event, at }] of life.recorded.slice(0, events).entries()) {
    const told = { ...stored(event.type, event.data, at), stream, revision, position: String(revision) }
    const began = performance.now()
    document = foldSla(document, told, () => calendarDocument)
    times.push((performance.now() - began) * 1000)
  }
  return { times, document }
}

export const stores = (directory: string, name: string): string => join(directory, `sla-${name}`)
