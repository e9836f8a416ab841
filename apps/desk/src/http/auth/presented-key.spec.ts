import { describe, expect, it } from '@jest/globals'
import { presentedKey } from './presented-key.js'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe('The key of a request', () => {
  it('is the same by Bearer and by Basic', () => {
    expect(presentedKey('Bearer tdk_00c0ffee_secret')).toBe('tdk_00c0ffee_secret')
    expect(presentedKey('bearer   tdk_00c0ffee_secret  ')).toBe('tdk_00c0ffee_secret')
    expect(presentedKey(basic('tdk_00c0ffee:secret'))).toBe('tdk_00c0ffee_secret')
    expect(presentedKey(basic('tdk_00c0ffee:with:colons').replace('Basic', 'bAsIc'))).toBe(
      'tdk_00c0ffee_with:colons'
    )
  })

  it('may have spaces, as a setting may', () => {
    expect(presentedKey('Bearer a key with spaces')).toBe('a key with spaces')
  })

  it('is missing, or nothing where the header holds none', () => {
    expect(presentedKey(undefined)).toBeUndefined()
    expect(presentedKey('')).toBeUndefined()
    for (const strange of ['Bearer', 'Bearer ', 'Digest x', 'tdk_00c0ffee_secret', '   '])
      expect([strange, presentedKey(strange)]).toEqual([strange, ''])
  })
})
