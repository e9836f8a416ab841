import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { packSlug, unpackSlug } from './packed-slug.js'

const slug = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,63}$/)

describe('a packed slug', () => {
  it('is that slug again, and short', () => {
    fc.assert(
      fc.property(slug, id => {
        const packed = packSlug(id)
        expect(unpackSlug(packed)).toBe(id)
        expect(packed.length).toBeLessThanOrEqual(58)
        expect(packed).toMatch(/^[\w-]+$/)
      })
    )
    expect(packSlug('-'.repeat(0).padEnd(64, '-')).length).toBeLessThanOrEqual(58)
  })

  it.each(['', 'A', '!', 'x'.repeat(61), packSlug('-a'), `${packSlug('refunds')}A`])('is not %p', text => {
    expect(unpackSlug(text)).toBeUndefined()
  })
})
