import { describe, expect, it } from '@jest/globals'
import { missingIn, UpdateGaps } from './update-gaps.js'

const bot = '1000'
const at = 1_000_000
const enough = at + 120_000
const week = 7 * 86_400_000

function given(...ids: number[]): UpdateGaps {
  const gaps = new UpdateGaps()
  for (const id of ids) gaps.received(bot, id, at)
  return gaps
}
const missing = (gaps: UpdateGaps, now = enough) =>
  missingIn(gaps.note(), now).map(({ from, to }) => [from, to])

describe('gaps in update ids', () => {
  it('are not there where every number came, in whatever order and however often', () => {
    expect(missing(given(7, 9, 8, 8, 10))).toEqual([])
  })

  it('count once nobody can be on the way any more, and for a week', () => {
    const seen = given(7, 12)
    expect(missing(seen, enough - 1)).toEqual([])
    expect(missing(seen)).toEqual([[8, 11]])
    expect(missing(seen, at + week)).toEqual([])
  })

  it('shrink with what still comes', () => {
    expect(missing(given(7, 12, 9))).toEqual([
      [8, 8],
      [10, 11]
    ])
  })

  it('are seen also when they opened while nobody watched', () => {
    const before = given(7, 8)
    const after = new UpdateGaps()
    after.resume(JSON.parse(JSON.stringify(before.note())))
    after.received(bot, 8, at)
    after.received(bot, 11, at)
    expect(missing(after)).toEqual([[9, 10]])
  })

  it('are none where Telegram begins to count anew', () => {
    expect(missing(given(900_000, 5, 6))).toEqual([])
  })

  it('are none between the numbers of two bots', () => {
    const seen = given(7)
    seen.received('2000', 12, at)
    expect(missing(seen)).toEqual([])
  })

  it('are kept to a number that can be saved again and again', () => {
    const seen = given(...Array.from({ length: 500 }, (_, i) => i * 2))
    expect(missing(seen)).toHaveLength(100)
    expect(missing(seen).at(-1)).toEqual([997, 997])
  })
})
