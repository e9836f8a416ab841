import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { spelledOut, timeIn } from './time.js'

const at = (iso: string) => Date.parse(iso)
const now = at('2026-01-05T12:00:00Z')
const ending = (word: string, typedAt = now, zone = 'UTC') => {
  const time = timeIn(word, typedAt, zone)
  return typeof time === 'number' ? new Date(time).toISOString() : time
}

describe('until when somebody is away', () => {
  it.each([
    ['30m', '2026-01-05T12:30:00.000Z'],
    ['2h', '2026-01-05T14:00:00.000Z'],
    ['90M', '2026-01-05T13:30:00.000Z'],
    ['30м', '2026-01-05T12:30:00.000Z'],
    ['2ч', '2026-01-05T14:00:00.000Z'],
    ['744h', '2026-02-05T12:00:00.000Z'],
    ['18:00', '2026-01-05T18:00:00.000Z'],
    ['9:30', '2026-01-06T09:30:00.000Z'],
    ['12:00', '2026-01-06T12:00:00.000Z']
  ])('%s is %s', (word, iso) => {
    expect(ending(word)).toBe(iso)
  })

  it.each([
    ['5', 'minutes', '5m'],
    ['1', 'hour', '1h'],
    ['20', 'мин.', '20m'],
    ['3', 'часа', '3h'],
    ['5', 'people', undefined],
    ['5m', 'minutes', undefined],
    ['18:00', 'h', undefined]
  ])('of %s %s is %s', (first, second, word) => {
    expect(spelledOut(first, second)).toBe(word)
  })

  it.each([
    '0m',
    '-5m',
    '+1h',
    '30',
    '30x',
    '25:00',
    '18:60',
    '18.00',
    '24:00',
    '1:2',
    '745h',
    '99999h',
    '1h30m'
  ])('%s is no time that can be meant', word => {
    expect(ending(word)).toBe('malformed')
  })

  it.each(['', 'lunch', 'h', 'dentist:', '@bob', '½h'])('%j begins the reason', word => {
    expect(ending(word)).toBeNull()
  })

  it('is a time of day where the team lives, on the day that it is there', () => {
    expect(ending('18:00', now, 'Europe/Berlin')).toBe('2026-01-05T17:00:00.000Z')
    expect(ending('01:00', at('2026-01-05T23:30:00Z'), 'Asia/Kathmandu')).toBe('2026-01-06T19:15:00.000Z')
    expect(ending('06:00', at('2026-01-05T23:30:00Z'), 'Asia/Kathmandu')).toBe('2026-01-06T00:15:00.000Z')
  })

  it('is there also on the days on which clocks are changed', () => {
    const spring = at('2026-03-28T22:00:00Z')
    expect(ending('02:30', spring, 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
    expect(ending('08:00', spring, 'Europe/Berlin')).toBe('2026-03-29T06:00:00.000Z')
    const autumn = at('2026-10-24T20:00:00Z')
    expect(ending('08:00', autumn, 'Europe/Berlin')).toBe('2026-10-25T07:00:00.000Z')
  })

  it('is always ahead, and within 31 days', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 4e12 }), (word, typedAt) => {
        const time = timeIn(word, typedAt, 'America/New_York')
        if (typeof time !== 'number') return
        expect(time).toBeGreaterThan(typedAt)
        expect(time).toBeLessThanOrEqual(typedAt + 31 * 24 * 3_600_000)
      })
    )
  })
})
