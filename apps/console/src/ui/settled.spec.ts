import { describe, expect, it } from '@jest/globals'
import { settled } from './settled.js'

const row = (id: string, text = '') => ({ id, text })
const keyOf = ({ id }: { id: string }) => id

describe('A list that is read anew', () => {
  it('is as it came while nobody points at it', () => {
    const { rows, waiting, gone } = settled([row('a'), row('b')], [row('c'), row('a')], false, keyOf)
    expect([rows, waiting, gone.size]).toEqual([[row('c'), row('a')], 0, 0])
  })

  it('moves nothing under the cursor: it tells what is new, what has left, and changes the rest in place', () => {
    const { rows, waiting, gone } = settled(
      [row('a'), row('b')],
      [row('c'), row('b', 'new'), row('d')],
      true,
      keyOf
    )
    expect(rows).toEqual([row('a'), row('b', 'new')])
    expect([waiting, [...gone]]).toEqual([2, ['a']])
  })

  it('shows the first rows at once, wherever the cursor is', () => {
    expect(settled([], [row('a')], true, keyOf).rows).toEqual([row('a')])
  })
})
