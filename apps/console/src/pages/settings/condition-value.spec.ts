import { describe, expect, it } from '@jest/globals'
import { valueFor, writingOf } from './condition-value.js'

describe('A condition’s value', () => {
  it('is a list where its operator looks at several, and one where it looks at one', () => {
    expect(valueFor('text', 'has_any', 'refund')).toEqual(['refund'])
    expect(valueFor('queue_id', 'is', ['billing', 'shipping'])).toBe('billing')
    expect(valueFor('tags', 'has_none', undefined)).toEqual([])
    expect(valueFor('queue_id', 'is', [])).toBe('')
  })

  it('is a number where its field counts, and a text where digits are words', () => {
    expect(valueFor('previous_tickets', 'at_least', '3')).toBe(3)
    expect(valueFor('score', 'in', ['1', '2'])).toEqual([1, 2])
    expect(valueFor('field.amount', 'at_most', '-5')).toBe(-5)
    expect(valueFor('text', 'has_any', ['42'])).toEqual(['42'])
    expect(valueFor('score', 'at_least', 'many')).toBe('many')
  })

  it('is true or false of whether somebody has the ticket', () => {
    expect(writingOf('assigned', 'is')).toBe('flag')
    expect(valueFor('assigned', 'is', '')).toBe(false)
    expect(valueFor('assigned', 'is', true)).toBe(true)
  })
})
