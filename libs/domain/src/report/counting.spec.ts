import { describe, expect, it } from '@jest/globals'
import type { AgentId, QueueId, TicketId } from '#kernel'
import type { Look, ReportFact, ReportFactKind, ReportTicket } from './facts.js'
import { askingOf, countings, type ReportName, type ReportQuestion, Tallies, wilson } from './index.js'

const look: Look = { since: 100, queueId: 'general' as QueueId, priority: 'low', agentId: null, tags: [] }
const ticket = (...facts: readonly [ReportFactKind, number, string?][]): ReportTicket => ({
  id: 't' as TicketId,
  code: 'c',
  createdAt: 100,
  looks: [look],
  look,
  facts: facts.map(([kind, at, about = null]) => ({ kind, at, about, look }) as ReportFact)
})

function counted(name: ReportName, one: ReportTicket, question: Partial<ReportQuestion> = {}) {
  const asking = askingOf(
    {
      from: 0,
      to: 200,
      timeZone: 'UTC',
      groupBy: 'none',
      filter: {},
      asOf: 1000,
      metric: 'first_reply',
      clock: 'calendar',
      ...question
    },
    () => {
      throw new Error('no calendar')
    }
  )
  const tallies = new Tallies(asking)
  countings[name](one, asking, told => tallies.add(told))
  return tallies.total
}

describe('What a report counts of a ticket', () => {
  it('is left at the end of a period that it outlives: what happens at that instant is the next one’s', () => {
    const resolved = ticket(['opened', 90], ['resolved', 200])
    expect(counted('volume', resolved).count('backlog')).toBe(1)
    expect(counted('volume', resolved).count('resolved')).toBe(0)
    expect(counted('volume', resolved, { to: 201 }).count('backlog')).toBe(0)
    expect(counted('volume', resolved, { to: 201 }).count('resolved')).toBe(1)
    expect(counted('volume', resolved, { to: 100 }).count('backlog')).toBe(0)
    expect(counted('volume', resolved, { to: 101 }).count('backlog')).toBe(1)
  })

  it('is left as of now where the period ends in the future', () => {
    expect(counted('volume', ticket(['opened', 90]), { to: 5000 }).count('backlog')).toBe(1)
    const over = ticket(['opened', 90], ['resolved', 300], ['closed', 400])
    expect(counted('volume', over, { to: 5000 }).count('backlog')).toBe(0)
  })

  it('is a good rating from 4 on, the last one of its resolution', () => {
    const rated = (...scores: number[]) =>
      ticket(
        ['opened', 90],
        ['resolved', 150],
        ['rating_requested', 151, '1'],
        ...scores.map(
          score => ['rated', 160, `1/${score}`] as const satisfies [ReportFactKind, number, string]
        )
      )
    const good = (...scores: number[]) => counted('ratings', rated(...scores)).count('good')
    expect([good(5), good(4), good(3), good(5, 1), good(1, 4)]).toEqual([1, 1, 0, 0, 1])
    expect(counted('ratings', rated()).count('asked')).toBe(1)
    expect(counted('agents', rated(4)).count('good')).toBe(1)
  })

  it('does not count what nobody answered as answered because the ticket is over', () => {
    const total = counted(
      'times',
      ticket(['opened', 110], ['message', 110], ['resolved', 150], ['closed', 160])
    )
    expect([total.count('n'), total.count('unfinished')]).toEqual([0, 1])
  })

  it('is a reply of its author, whoever has the ticket', () => {
    const total = counted('agents', ticket(['opened', 110], ['reply', 120, 'bob' as AgentId]), {
      filter: { agent: ['bob' as AgentId] }
    })
    expect([total.count('replies'), total.count('first_reply')]).toEqual([1, 1])
  })
})

describe('The interval of a share', () => {
  it('is Wilson’s: wide for few, and never beyond 0 and 1', () => {
    expect(wilson(0, 0)).toBeNull()
    const ends = (good: number, n: number) => Object.values(wilson(good, n) ?? {})
    // At both ends the share found lies 1.96 standard deviations off: that is how the interval is defined.
    for (const [good, n] of [
      [8, 10],
      [80, 100],
      [1, 300]
    ] as const) {
      const off = ends(good, n).map(p => Math.abs(good / n - p) / Math.sqrt((p * (1 - p)) / n))
      expect(off.map(one => one.toFixed(4))).toEqual(['1.9600', '1.9600'])
    }
    expect(ends(3, 3).map(one => one.toFixed(4))).toEqual(['0.4385', '1.0000'])
  })
})
