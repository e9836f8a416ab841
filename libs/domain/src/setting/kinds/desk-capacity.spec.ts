import { describe, expect, it } from '@jest/globals'
import { capacitySettings, deskCapacityKind } from './desk-capacity.js'

const pointers = (body: unknown) => deskCapacityKind.check(body, 0).map(({ pointer }) => pointer)

describe('how much agents can carry', () => {
  it('is no limit unless said, and what waits does not count', () => {
    expect(pointers({})).toEqual([])
    const standard = { limit: null, counts: ['assigned', 'in_progress'] }
    expect(deskCapacityKind.complete({})).toEqual(standard)
    expect(capacitySettings({})).toEqual(standard)
  })

  it('can be nothing at all, and counts what it is told to', () => {
    expect(pointers({ limit: 0, counts: [] })).toEqual([])
    expect(capacitySettings({ limit: 0, counts: ['on_hold'] })).toEqual({ limit: 0, counts: ['on_hold'] })
  })

  it.each([
    ['limit', -1],
    ['limit', 1.5],
    ['limit', '5'],
    ['limit', 10_001],
    ['counts', 'assigned'],
    ['counts', ['open']],
    ['counts', ['closed']],
    ['anything_else', 1]
  ])('refuses %s: %p', (field, value) => {
    expect(pointers({ [field]: value })).toEqual([`/${field}`])
  })
})
