import { describe, expect, it } from '@jest/globals'
import { askedIn, rangeOf } from './period.js'

const rangeIn = (query: string) => rangeOf(askedIn(new URLSearchParams(query)))

describe('The period of reports that the address asks for', () => {
  it('is grouped by day, and what is longer than a table of days can be read by month', () => {
    const group = (query: string) => askedIn(new URLSearchParams(query)).group_by
    expect(group('')).toBe('day')
    expect(group('from=2026-01-01&to=2026-12-31')).toBe('day')
    expect(group('from=2016-01-01&to=2026-01-01')).toBe('month')
    expect(group('from=2016-01-01&to=2026-01-01&group_by=day')).toBe('day')
  })

  it.each([
    'from=2026-02-31&to=2026-04-01',
    'from=2026-03-01&to=2026-13-01',
    'from=tomorrow',
    'from=2026-03-02&to=2026-03-01',
    'tz=Mars'
  ])('is none where it is no two days of this zone: %s', query => {
    expect(rangeIn(query)).toBeUndefined()
  })

  it('begins and ends with a day', () => {
    expect(rangeIn('from=2026-02-28&to=2026-03-01')).toMatchObject({
      from: new Date('2026-02-28T00:00:00').toISOString(),
      to: new Date('2026-03-01T00:00:00').toISOString()
    })
  })
})
