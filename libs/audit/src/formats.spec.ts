import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  entriesBundle,
  Malformed,
  parseTilePath,
  parseTlogProof,
  tilePath,
  tilesOf,
  tlogProofText
} from './index.js'

// The example of C2SP tlog-proof, its base64 made whole.
const proof = `c2sp.org/tlog-proof@v1
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— example.com/fancylog hI2DJwAAAAA=
`

describe('a proof', () => {
  test('is read as it is written', () => {
    const read = parseTlogProof(proof)
    expect(read.index).toBe(73894)
    expect(read.path).toHaveLength(2)
    expect(tlogProofText(read)).toBe(proof)
    expect(parseTlogProof(proof.replace('index', 'extra AAAA\nindex'))).toEqual(read)
  })

  test('of another form is refused', () => {
    for (const bad of [
      '',
      proof.replace('@v1', '@v2'),
      proof.replace('index 73894', 'index 073894'),
      proof.replace('index 73894\n', ''),
      proof.replace('gSKy', 'gSK'),
      proof.replaceAll('\n', '\r\n'),
      proof.replaceAll('\n\n', '\n')
    ])
      expect(() => parseTlogProof(bad)).toThrow(Malformed)
  })
})

describe('a tile', () => {
  test('has the path that C2SP gives it', () => {
    expect(tilePath({ level: 0, index: 1234067, width: 256 })).toBe('tile/0/x001/x234/067')
    expect(tilePath({ level: 'entries', index: 0, width: 3 })).toBe('tile/entries/000.p/3')
    expect(tilePath({ level: 1, index: 5, width: 1 })).toBe('tile/1/005.p/1')
  })

  test('is found by its path and by no other spelling', () => {
    const levels = fc.oneof(fc.nat({ max: 63 }), fc.constant('entries' as const))
    fc.assert(
      fc.property(
        levels,
        fc.nat({ max: 10 ** 9 }),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          expect(parseTilePath(tilePath({ level, index, width }).slice('tile/'.length))).toEqual({
            level,
            index,
            width
          })
        }
      )
    )
    for (const bad of [
      '0/1',
      '0/0001',
      '0/x000/001',
      '00/001',
      '64/001',
      '0/001.p/256',
      '0/001.p/0',
      '0/../001',
      'x/001',
      ''
    ])
      expect(parseTilePath(bad)).toBeUndefined()
  })

  test('stands for each 256 of the level below, at most one at each level not full', () => {
    expect(
      [...tilesOf(70_000)].map(({ level, width }) => [level, width]).filter(([, width]) => width !== 256)
    ).toEqual([
      [0, 112],
      [1, 17],
      [2, 1]
    ])
    expect([...tilesOf(0)]).toEqual([])
  })

  test('of entries has each after its length', () => {
    expect(entriesBundle([Buffer.alloc(32, 1)]).toString('hex')).toBe(`0020${'01'.repeat(32)}`)
  })
})
