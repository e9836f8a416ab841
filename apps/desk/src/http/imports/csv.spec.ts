import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readCsv } from './csv.js'

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
const plainOrQuoted = (cell: string) =>
  /[",\r\n]/.test(cell) || cell === '' || cell.startsWith('\uFEFF') ? quoted(cell) : cell

describe('CSV', () => {
  it('is read back as it was written, whatever the cells hold', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.array(fc.constantFrom('"', ',', '\r', '\n', 'a', ' '), { maxLength: 6 }).map(all => all.join(''))
    )
    const file = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 })
    fc.assert(
      fc.property(file, fc.constantFrom('\n', '\r\n'), fc.boolean(), (records, end, closed) => {
        const text = records.map(record => record.map(plainOrQuoted).join(',')).join(end)
        expect(readCsv(text + (closed && records.length > 0 ? end : ''))).toEqual({ records })
      })
    )
  })

  it('is read or refused, and never throws, whatever comes', () => {
    const parts = fc.array(fc.constantFrom('"', '""', ',', '\r', '\n', '\r\n', 'x', '\uFEFF'), {
      maxLength: 20
    })
    fc.assert(
      fc.property(parts, all => {
        const read = readCsv(all.join(''))
        if ('problem' in read) expect(read.problem.line).toBeGreaterThan(0)
        else for (const record of read.records) expect(record.length).toBeGreaterThan(0)
      })
    )
  })

  it.each([
    ['', []],
    [
      '\uFEFFa,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2']
      ]
    ],
    [
      'a,\n,b',
      [
        ['a', ''],
        ['', 'b']
      ]
    ],
    ['a\n\n\nb', [['a'], ['b']]],
    ['a,', [['a', '']]],
    ['x "y" z,1', [['x "y" z', '1']]]
  ])('%j is %j', (text, records) => {
    expect(readCsv(text)).toEqual({ records })
  })

  it('that breaks off names the line', () => {
    expect(readCsv('a,b\n1,"2\n3')).toEqual({
      problem: { line: 2, message: 'has a quote that does not close' }
    })
    expect(readCsv('a\n"1"2')).toEqual({
      problem: { line: 2, message: 'has something behind a quoted cell' }
    })
  })
})
