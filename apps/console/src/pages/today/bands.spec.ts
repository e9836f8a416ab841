import { describe, expect, it } from '@jest/globals'
import { bandsOf, openMinutes } from './bands.js'

const piece = (n: number, isIn: boolean) => ({ from: n * 900, to: (n + 1) * 900, isIn })

describe('Business hours of a day', () => {
  it('are one band where they go on, and begin anew after a break', () => {
    expect(bandsOf([0, 1, 2, 3, 4].map(n => piece(n, n !== 2)))).toEqual([
      { from: 0, to: 1800 },
      { from: 2700, to: 4500 }
    ])
    expect(bandsOf([piece(0, false)])).toEqual([])
  })

  it('tell of each hour for how many minutes of it they are open', () => {
    const open = [
      { from: 1800, to: 4500 },
      { from: 6300, to: 7200 }
    ]
    expect([0, 3600, 7200].map(hour => openMinutes(hour, open))).toEqual([30, 30, 0])
  })
})
