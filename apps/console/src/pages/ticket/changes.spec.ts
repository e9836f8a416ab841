import { expect, it } from '@jest/globals'
import { changesOf } from './changes.js'
import type { Ticket } from './read-ticket.js'

it('What a step changed is told field by field, in order, and nothing else', () => {
  const before = {
    status: 'open',
    priority: 'low',
    tags: ['a'],
    title: null,
    revision: 3
  } as unknown as Ticket
  const after = { ...before, tags: ['a', 'b'], status: 'resolved', revision: 4 } as unknown as Ticket
  expect(changesOf(before, after)).toEqual([
    { of: 'status', before: 'open', after: 'resolved' },
    { of: 'tags', before: ['a'], after: ['a', 'b'] }
  ])
  expect(changesOf(after, after)).toEqual([])
})
