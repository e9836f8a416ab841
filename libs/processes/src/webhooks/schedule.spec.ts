import { describe, expect, it } from '@jest/globals'
import type { Called } from '#outbound'
import { meaningOf, nextAfterMs } from './schedule.js'

const now = Date.UTC(2026, 0, 5, 9)
const answer = (status: number, headers: { readonly [name: string]: string } = {}): Called => ({
  kind: 'answer',
  status,
  headers,
  body: Buffer.alloc(0)
})
const failed = { refused: false, retryAfterMs: 0 }
/** Every gap until it is given up, in seconds. */
function gaps(of: { readonly refused: boolean; readonly retryAfterMs: number }, random: number): number[] {
  const all: number[] = []
  for (let failures = 1; ; failures++) {
    const ms = nextAfterMs(failures, of, 5000, random)
    if (ms === undefined) return all
    all.push(ms / 1000)
  }
}

describe('What an answer means', () => {
  it('is that it was taken for 2xx alone: a redirect is a failure', () => {
    for (const status of [200, 202, 204, 299])
      expect(meaningOf(answer(status), now)).toEqual({ kind: 'delivered' })
    for (const status of [199, 301, 302, 307, 500, 502])
      expect(meaningOf(answer(status), now)).toMatchObject({ kind: 'failed', broken: true, refused: false })
    expect(meaningOf(answer(410), now)).toEqual({ kind: 'gone' })
  })

  it('tells what was refused from what heals by itself, and what asks for time from what is broken', () => {
    for (const status of [400, 401, 403, 404, 413, 422])
      expect(meaningOf(answer(status), now)).toMatchObject({ refused: true })
    for (const status of [408, 409, 425, 429])
      expect(meaningOf(answer(status), now)).toMatchObject({ refused: false })
    expect(meaningOf(answer(429), now)).toMatchObject({ broken: false })
    expect(meaningOf(answer(503), now)).toMatchObject({ broken: true })
    expect(meaningOf(answer(503, { 'retry-after': '7' }), now)).toMatchObject({
      broken: false,
      retryAfterMs: 7000
    })
    expect(meaningOf({ kind: 'timeout', error: '' }, now)).toMatchObject({ broken: true, refused: false })
  })

  it('believes Retry-After in seconds or as a date, up to a day', () => {
    const afterMs = (text: string) => {
      const meaning = meaningOf(answer(429, { 'retry-after': text }), now)
      return meaning.kind === 'failed' && meaning.retryAfterMs
    }
    expect(afterMs('120')).toBe(120_000)
    expect(afterMs('Mon, 05 Jan 2026 09:02:00 GMT')).toBe(120_000)
    for (const text of ['999999', '9999999999', '9'.repeat(400)]) expect(afterMs(text)).toBe(86_400_000)
    for (const text of ['-5', 'soon', '', 'Mon, 05 Jan 2026 08:00:00 GMT']) expect(afterMs(text)).toBe(0)
  })
})

describe('The schedule', () => {
  it('has ten attempts in three days, and three for what is refused', () => {
    expect(gaps(failed, 0.5)).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400])
    expect(gaps({ refused: true, retryAfterMs: 0 }, 0.5)).toEqual([5, 300])
  })

  it('varies each gap by a fifth, and never undercuts Retry-After', () => {
    expect(gaps(failed, 0).slice(0, 3)).toEqual([4, 240, 1440])
    expect(gaps(failed, 1).slice(0, 3)).toEqual([6, 360, 2160])
    expect(gaps({ refused: false, retryAfterMs: 600_000 }, 0.5).slice(0, 3)).toEqual([600, 600, 1800])
  })
})
