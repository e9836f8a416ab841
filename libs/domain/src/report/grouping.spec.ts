import { describe, expect, it } from '@jest/globals'
import type { QueueId } from '#kernel'
import type { Look } from './facts.js'
import { Grouping, type ReportGroup } from './grouping.js'

const look: Look = { since: 0, queueId: 'general' as QueueId, priority: 'low', agentId: null, tags: [] }

const groups = (by: ReportGroup, zone: string, from: string, to: string) => {
  const grouping = new Grouping(by, zone, Date.parse(from), Date.parse(to))
  return grouping.timeGroups.map(({ key, end }) => [key, new Date(end).toISOString()])
}
const keyAt = (by: ReportGroup, zone: string, at: string) =>
  new Grouping(by, zone, Date.parse(at), Date.parse(at) + 1).keysOf(Date.parse(at), look, null)

describe('The groups of a report', () => {
  it('are days of the zone, of 23 or 25 hours where its clock changes', () => {
    expect(groups('day', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-30T22:00:00Z')).toEqual([
      ['2026-03-29', '2026-03-29T22:00:00.000Z'],
      ['2026-03-30', '2026-03-30T22:00:00.000Z']
    ])
    expect(groups('day', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
      ['2026-10-25', '2026-10-25T23:00:00.000Z'],
      ['2026-10-26', '2026-10-26T12:00:00.000Z']
    ])
  })

  it('begin a day where it begins, though there is no midnight', () => {
    expect(groups('day', 'America/Sao_Paulo', '2018-11-03T03:00:00Z', '2018-11-05T02:00:00Z')).toEqual([
      ['2018-11-03', '2018-11-04T03:00:00.000Z'],
      ['2018-11-04', '2018-11-05T02:00:00.000Z']
    ])
  })

  it('leave out a date that the zone left out', () => {
    const days = groups('day', 'Pacific/Apia', '2011-12-29T10:00:00Z', '2012-01-01T10:00:00Z')
    expect(days.map(([key]) => key)).toEqual(['2011-12-29', '2011-12-31', '2012-01-01'])
  })

  it('are weeks named after their Monday, and months', () => {
    const week = groups('week', 'UTC', '2025-12-30T00:00:00Z', '2026-01-13T00:00:00Z')
    expect(week.map(([key]) => key)).toEqual(['2025-12-29', '2026-01-05', '2026-01-12'])
    const month = groups('month', 'UTC', '2025-12-30T00:00:00Z', '2026-02-01T00:00:00Z')
    expect(month).toEqual([
      ['2025-12', '2026-01-01T00:00:00.000Z'],
      ['2026-01', '2026-02-01T00:00:00.000Z']
    ])
  })

  it('are hours of the week from Monday on, in the zone', () => {
    expect(keyAt('hour_of_week', 'Asia/Kolkata', '2026-01-04T18:30:00Z')).toEqual(['mon-00'])
    expect(keyAt('hour_of_week', 'UTC', '2026-01-04T23:59:59Z')).toEqual(['sun-23'])
    // 2:30 comes twice.
    expect(keyAt('hour_of_week', 'Europe/Berlin', '2026-10-25T00:30:00Z')).toEqual(['sun-02'])
    expect(keyAt('hour_of_week', 'Europe/Berlin', '2026-10-25T01:30:00Z')).toEqual(['sun-02'])
    const grouping = new Grouping('hour_of_week', 'UTC', 0, 1)
    const sorted = ['sun-00', 'tue-10', 'mon-23', 'tue-09'].sort(
      (a, b) => grouping.placeOf(a) - grouping.placeOf(b)
    )
    expect(sorted).toEqual(['mon-23', 'tue-09', 'tue-10', 'sun-00'])
  })
})
