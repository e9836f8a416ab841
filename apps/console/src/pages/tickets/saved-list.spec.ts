import { describe, expect, it } from '@jest/globals'
import { addressOf, idOfList, savedListOf } from './saved-list.js'

describe('A list saved from the filters of an address', () => {
  it('holds each as its kind, and the states that the page shows without being asked', () => {
    expect(
      savedListOf('Burning', { due_within_s: '3600', escalated: 'true', tag: 'vip,refund', queue: 'billing' })
    ).toEqual({
      name: 'Burning',
      filter: {
        status: ['open', 'assigned', 'in_progress', 'waiting_on_customer', 'on_hold'],
        due_within_s: 3600,
        escalated: true,
        tag: ['vip', 'refund'],
        queue: 'billing'
      },
      sort: null
    })
  })

  it('leads to the same list again', () => {
    for (const address of [
      { status: 'any', tag: 'vip,refund', sort: 'breach_at' },
      { status: 'resolved', due_within_s: '60', escalated: 'false' }
    ]) {
      expect(addressOf(savedListOf('One', address))).toEqual(address)
    }
  })

  it('has an id of its name, in whatever script it is', () => {
    expect(idOfList('  Refunds, über 30 days! ', 7)).toBe('refunds-uber-30-days')
    expect(idOfList('Возвраты', 36)).toBe('list-10')
  })
})
