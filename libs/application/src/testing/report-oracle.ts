import {
  BusinessTime,
  calendarOf,
  type Fact,
  gather,
  nothingGathered,
  type Outline,
  openedOutline,
  outline,
  type ReportName,
  type ReportQuestion
} from '#domain'
import type { Instant } from '#kernel'
import { calendarBodies, type Recorded } from './record-history.js'

/** What is counted once: in which groups, and in the total. */
export interface Told {
  readonly of: string
  readonly keys: readonly (string | null)[]
  readonly inTotal: boolean
  readonly valueS: number | null
}

interface Known {
  readonly entry: Recorded
  /** Right after the append. */
  readonly look: Outline
  readonly facts: readonly Fact[]
}

/** Every number the slow way: each question is put to all that was recorded, with nothing remembered between two. */
export function tellAll(
  name: ReportName,
  question: ReportQuestion,
  recorded: readonly Recorded[]
): readonly Told[] {
  const known = recorded.filter(({ recordedAt }) => recordedAt <= question.asOf)
  const tickets = [...new Set(known.map(({ ticketId }) => ticketId))]
  return tickets.flatMap(ticket =>
    tellTicket(
      name,
      question,
      known.filter(one => one.ticketId === ticket)
    )
  )
}

function tellTicket(
  name: ReportName,
  question: ReportQuestion,
  entries: readonly Recorded[]
): readonly Told[] {
  const { from, to, filter, groupBy, asOf } = question
  const lookAfter = (append: number): Outline => {
    let look: Outline | undefined
    for (const { append: n, event } of entries) {
      if (n > append) break
      look = event.type === 'TicketOpened' ? openedOutline(event.data) : look && outline(look, event)
    }
    if (!look) throw new Error('no ticket')
    return look
  }
  let gathered = nothingGathered
  const known: Known[] = entries.map(entry => {
    const before = gathered.facts.length
    gathered = gather(gathered, entry)
    return { entry, look: lookAfter(entry.append), facts: gathered.facts.slice(before) }
  })
  const last = lookAfter(Number.POSITIVE_INFINITY)
  const createdAt = entries[0]?.recordedAt ?? 0
  const wanted = (look: Outline, agent: string | null) =>
    (!filter.queue || filter.queue.includes(look.queueId)) &&
    (!filter.priority || filter.priority.includes(look.priority)) &&
    (!filter.tag || filter.tag.some(tag => look.tags.includes(tag))) &&
    (!filter.agent || filter.agent.some(one => one === agent))
  const keys = (at: Instant, look: Outline, agent: string | null): readonly (string | null)[] => {
    if (groupBy === 'none') return []
    if (groupBy === 'queue') return [look.queueId]
    if (groupBy === 'priority') return [look.priority]
    if (groupBy === 'tag') return look.tags.length === 0 ? [null] : look.tags
    return [groupBy === 'agent' ? agent : timeKey(groupBy, at, question.timeZone)]
  }
  const tell = (
    of: string,
    at: Instant,
    look: Outline,
    valueS: number | null = null,
    agent: string | null = look.assignee
  ): Told[] =>
    at >= from && at < to && wanted(look, agent)
      ? [{ of, keys: keys(at, look, agent), inTotal: true, valueS }]
      : []

  const facts = known.flatMap(({ facts: some, entry, look }) => some.map(fact => ({ ...fact, entry, look })))
  // Of one instant in the order of telling.
  const timeline = facts.map((fact, n) => ({ ...fact, n })).sort((a, b) => a.at - b.at || a.n - b.n)
  const over = (at: Instant, includes: boolean) => {
    const said = timeline.findLast(
      fact => fact.kind === 'status' && (includes ? fact.at <= at : fact.at < at)
    )
    return said?.kind === 'status' && (said.status === 'resolved' || said.status === 'closed')
  }
  const counted = (start: Instant, end: Instant, between: (a: Instant, b: Instant) => number) => {
    const marks = [...new Set([start, end, ...timeline.map(({ at }) => at)])]
      .filter(at => at >= start && at <= end)
      .sort((a, b) => a - b)
    return marks.slice(1).reduce((sum, mark, i) => {
      const begin = marks[i] ?? mark
      const causes = new Set<string>()
      for (const fact of timeline) {
        if (fact.at > begin) continue
        if (fact.kind === 'paused') causes.add(fact.cause)
        if (fact.kind === 'resumed') causes.delete(fact.cause)
      }
      // A message can be older than its ticket: no clock counts before that.
      const isThere = timeline.some(
        ({ kind, at }) => at <= begin && ['opened', 'status', 'applied', 'paused', 'resumed'].includes(kind)
      )
      return !isThere || over(begin, true) || causes.size > 0 ? sum : sum + between(begin, mark)
    }, 0)
  }

  if (name === 'volume') {
    const told = [...tell('created', createdAt, last)]
    const names = { TicketResolved: 'resolved', TicketReopened: 'reopened', TicketClosed: 'closed' } as const
    for (const fact of facts) {
      const { type } = fact.entry.event
      if (fact.kind === 'status' && type in names)
        told.push(...tell(names[type as keyof typeof names], fact.at, fact.look))
    }
    const left = (end: Instant): Outline | undefined => {
      const isAhead = end > asOf
      if (!isAhead && createdAt >= end) return undefined
      if (isAhead ? over(Number.POSITIVE_INFINITY, true) : over(end, false)) return undefined
      const append = known.findLast(({ entry }) => isAhead || entry.recordedAt < end)
      const look = append?.look ?? last
      return wanted(look, look.assignee) ? look : undefined
    }
    const timely =
      groupBy === 'day' || groupBy === 'week' || groupBy === 'month' || groupBy === 'hour_of_week'
    const total = left(to)
    if (total)
      told.push({
        of: 'backlog',
        keys: timely ? [] : keys(to, total, total.assignee),
        inTotal: true,
        valueS: null
      })
    for (const [key, end] of endsOf(question))
      if (left(end)) told.push({ of: 'backlog', keys: [key], inTotal: false, valueS: null })
    return told
  }

  /** From the first fact that starts it and that none before has started, to the first that ends it. */
  const instancesOf = (metric: ReportQuestion['metric']) => {
    const found: { from: Instant; ended: (typeof timeline)[number] | undefined }[] = []
    const byTeam = timeline.some(fact => fact.kind === 'opened' && fact.byTeam)
    for (const [i, fact] of timeline.entries()) {
      const open = found.at(-1)
      const isOpen = open !== undefined && open.ended === undefined
      const isOver = fact.kind === 'status' && (fact.status === 'resolved' || fact.status === 'closed')
      const wasOver = timeline.slice(0, i).findLast(({ kind }) => kind === 'status')
      const cameBack =
        fact.kind === 'status' &&
        !isOver &&
        wasOver?.kind === 'status' &&
        (wasOver.status === 'resolved' || wasOver.status === 'closed')
      if (metric === 'resolution') {
        if (isOver && isOpen) open.ended = fact
        else if (!isOpen && (fact.kind === 'opened' || cameBack))
          found.push({ from: fact.at, ended: undefined })
        continue
      }
      if (fact.kind === 'reply' && isOpen) open.ended = fact
      const asks =
        metric === 'first_reply' && !byTeam ? fact.kind === 'opened' : fact.kind === 'customer_message'
      if (asks && !isOpen && (metric === 'next_reply' || found.length === 0))
        found.push({ from: fact.at, ended: undefined })
    }
    return found
  }

  if (name === 'times') {
    return instancesOf(question.metric).flatMap(({ from: began, ended }, i) => {
      if (!ended) return tell('unfinished', began, last)
      let between: ((a: Instant, b: Instant) => number) | undefined = (a, b) => b - a
      if (question.clock === 'business') {
        const choices = timeline.flatMap(fact => (fact.kind === 'applied' ? [fact] : []))
        const held = i === 0 ? choices[0] : choices.findLast(({ at }) => at <= began)
        const version = held?.applied.calendarVersion
        const body = version === null || version === undefined ? undefined : calendarBodies[version]
        const time = body && new BusinessTime(calendarOf(body))
        between = time && ((a, b) => time.between(a, b))
      }
      if (!between) return tell('without_calendar', began, ended.look)
      const valueS = Math.floor(counted(began, ended.at, between) / 1000)
      return tell('n', began, ended.look, valueS)
    })
  }

  const resolved = known.flatMap(({ entry, look, facts: [fact] }) =>
    entry.event.type === 'TicketResolved' && fact ? [{ at: fact.at, look }] : []
  )
  const ratings = resolved.flatMap(({ at, look }, i) => {
    let score: number | undefined
    let asked = false
    for (const { entry } of known) {
      const { event } = entry
      if (event.type === 'RatingRequested' && event.data.resolution === i + 1) asked = true
      if (event.type === 'TicketRated' && event.data.resolution === i + 1) score = event.data.score
    }
    const told = asked || score !== undefined ? tell('asked', at, look) : []
    const named = (of: string) => told.map(one => ({ ...one, of }))
    if (score === undefined) return told
    return [...told, ...named(name === 'ratings' ? 'n' : 'rating'), ...(score >= 4 ? named('good') : [])]
  })
  if (name === 'ratings') return ratings

  const authorOf = ({ event }: Recorded) => (event.type === 'TicketResponded' ? event.data.agentId : null)
  const replies = timeline.flatMap(fact =>
    fact.kind === 'reply' ? tell('replies', fact.at, fact.look, null, authorOf(fact.entry)) : []
  )
  const touched = [...new Set(replies.flatMap(one => one.keys))]
  const [first] = instancesOf('first_reply')
  return [
    ...replies,
    ...touched.map((key): Told => ({ of: 'tickets', keys: [key], inTotal: false, valueS: null })),
    ...(replies.length > 0 ? [{ of: 'tickets', keys: [], inTotal: true, valueS: null }] : []),
    ...timeline.flatMap((fact, i) => {
      if (fact.kind !== 'status' || fact.entry.event.type !== 'TicketResolved') return []
      const next = timeline
        .slice(i + 1)
        .find(({ kind, entry }) => kind === 'status' && /^Ticket(Reopened|Closed)$/.test(entry.event.type))
      const { event } = next?.entry ?? {}
      const back = event?.type === 'TicketReopened' && event.data.cause === 'customer_message'
      const resolved = tell('resolved', fact.at, fact.look)
      return [...resolved, ...(back ? resolved.map(one => ({ ...one, of: 'reopened' })) : [])]
    }),
    ...ratings.filter(({ of }) => of !== 'asked'),
    ...(first?.ended
      ? tell(
          'first_reply',
          first.from,
          first.ended.look,
          Math.floor(counted(first.from, first.ended.at, (a, b) => b - a) / 1000),
          authorOf(first.ended.entry)
        )
      : [])
  ]
}

const zoned = (at: Instant, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)

function timeKey(groupBy: string, at: Instant, zone: string): string {
  const local = zoned(at, zone)
  const date = local.toPlainDate()
  if (groupBy === 'day') return date.toString()
  if (groupBy === 'month') return date.toString().slice(0, 7)
  if (groupBy === 'week') return date.subtract({ days: date.dayOfWeek - 1 }).toString()
  const weekday = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][date.dayOfWeek - 1]
  return `${weekday}-${String(local.hour).padStart(2, '0')}`
}

/** Every day, week or month of the period with its end. */
export function endsOf({ groupBy, from, to, timeZone }: ReportQuestion): ReadonlyMap<string, Instant> {
  const ends = new Map<string, Instant>()
  if (groupBy !== 'day' && groupBy !== 'week' && groupBy !== 'month') return ends
  for (let at = from; at < to; ) {
    const next = zoned(at, timeZone)
      .toPlainDate()
      .add({ days: 1 })
      .toZonedDateTime(timeZone).epochMilliseconds
    ends.set(timeKey(groupBy, at, timeZone), Math.min(next, to))
    at = next
  }
  return ends
}
