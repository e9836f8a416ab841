import { describe, expect, it } from '@jest/globals'
import { piecesOf } from './pieces.js'

describe('a file in pieces', () => {
  const secret = 'a secret of sixteen bytes'
  const bytes = Buffer.from('what was written')

  it('is opened by its secret, piece by piece', () => {
    const sealed = piecesOf(secret).seal(bytes, 3)
    expect(sealed.includes(bytes)).toBe(false)
    expect(piecesOf(secret).open(sealed, 3)).toEqual(bytes)
  })

  it('is opened by no other secret and as no other piece, and tells a change', () => {
    const sealed = piecesOf(secret).seal(bytes, 3)
    expect(() => piecesOf(`${secret}.`).open(sealed, 3)).toThrow()
    expect(() => piecesOf(secret).open(sealed, 4)).toThrow()
    sealed[20] = (sealed[20] ?? 0) ^ 1
    expect(() => piecesOf(secret).open(sealed, 3)).toThrow()
  })

  it('lies where only its secret leads, and where the secret is not to be read', () => {
    const { place } = piecesOf(secret)
    expect(place).toBe(piecesOf(secret).place)
    expect(place).not.toBe(piecesOf(`${secret}.`).place)
    expect(place).not.toContain(secret)
  })
})
