import { describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { UpdateGaps } from './update-gaps.js'

function given(...ids: number[]) {
  const clock = new FakeClock()
  const gaps = new UpdateGaps(clock)
  for (const id of ids) gaps.received(id)
  return { clock, gaps }
}
const missing = ({ gaps }: ReturnType<typeof given>) => gaps.missing.map(({ from, to }) => [from, to])

describe('gaps in update ids', () => {
  it('are not there where every number came, in whatever order and however often', async () => {
    const seen = given(7, 9, 8, 8, 10)
    await seen.clock.advance(200_000)
    expect(missing(seen)).toEqual([])
  })

  it('count once nobody can be on the way any more', async () => {
    const seen = given(7, 12)
    expect(missing(seen)).toEqual([])
    await seen.clock.advance(120_000)
    expect(missing(seen)).toEqual([[8, 11]])
  })

  it('shrink with what still comes', async () => {
    const seen = given(7, 12, 9)
    await seen.clock.advance(120_000)
    expect(missing(seen)).toEqual([
      [8, 8],
      [10, 11]
    ])
  })

  it('are none where Telegram begins to count anew', async () => {
    const seen = given(900_000, 5, 6)
    await seen.clock.advance(120_000)
    expect(missing(seen)).toEqual([])
  })
})
