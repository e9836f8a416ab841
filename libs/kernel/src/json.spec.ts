import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { canonicalJson, type Json } from './json.js'

/** RFC 8785, as plainly as it can be said. */
function plainly(value: Json | undefined): string {
  if (value === undefined || value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map(plainly).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${plainly(member)}`).join(',')}}`
}

describe('canonical JSON', () => {
  test('is RFC 8785 of any value, whatever its keys are and in whatever order they stand', () => {
    const key = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('0', '9', '10', '1a', '__proto__', 'constructor', 'toString', 'toJSON', 'a', 'b', 'Z')
    )
    const { value } = fc.letrec<{ value: Json }>(tie => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string({ unit: 'binary', maxLength: 5 }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc
          .array(fc.tuple(key, tie('value')), { maxLength: 6 })
          .map(members =>
            JSON.parse(`{${members.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(',')}}`)
          )
      )
    }))
    fc.assert(
      fc.property(value, one => {
        const before = JSON.stringify(one)
        expect(canonicalJson(one)).toBe(plainly(one))
        expect(JSON.stringify(one)).toBe(before)
      }),
      { numRuns: 3000 }
    )
  })

  test('leaves out what is undefined, and says null for it in a list', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}')
    expect(canonicalJson({ a: { d: undefined, c: [2] }, '1': undefined })).toBe('{"a":{"c":[2]}}')
    expect(canonicalJson(undefined)).toBe('null')
  })
})
