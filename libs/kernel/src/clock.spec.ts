import { describe, expect, it } from '@jest/globals'
import { toIso } from './clock.js'

describe('an instant', () => {
  it('is written in UTC with milliseconds', () => {
    expect(toIso(Date.UTC(2026, 0, 5, 9, 30, 0, 7))).toBe('2026-01-05T09:30:00.007Z')
  })

  it('that no calendar has breaks no list: it is shown as the nearest that can be written', () => {
    expect(toIso(8_640_000_000_001_000)).toBe('9999-12-31T23:59:59.999Z')
    expect(toIso(Number.MAX_SAFE_INTEGER)).toBe('9999-12-31T23:59:59.999Z')
    expect(toIso(-8_640_000_000_001_000)).toBe('0000-01-01T00:00:00.000Z')
  })
})
