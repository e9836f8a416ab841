import { expect, it } from '@jest/globals'
import { customerSaw } from './customer-saw.js'
import type { Message } from './read-ticket.js'

const message = (
  id: string,
  direction: Message['direction'],
  state?: NonNullable<Message['delivery']>['state']
): Message => ({
  id,
  direction,
  author: { kind: direction === 'inbound' ? 'customer' : 'agent', id: null, display_name: null },
  kind: 'text',
  text: id,
  content: null,
  file: null,
  sent_at: '2026-01-05T09:00:00Z',
  recorded_at: '2026-01-05T09:00:00Z',
  edits: [],
  delivery: state ? { state, reason: null } : null,
  revision: 1
})

it('The customer saw what they wrote and what arrived: no notes, nothing that failed, is on its way or was withdrawn', () => {
  const seen = customerSaw([
    message('Help', 'inbound'),
    message('Between us', 'note'),
    message('Sent', 'outbound', 'sent'),
    message('On its way', 'outbound', 'pending'),
    message('Refused', 'outbound', 'failed'),
    message('Perhaps', 'outbound', 'uncertain'),
    message('Taken back', 'outbound', 'withdrawn')
  ])
  expect(seen.map(({ message: { text }, isOwn, isUncertain }) => [text, isOwn, isUncertain])).toEqual([
    ['Help', true, false],
    ['Sent', false, false],
    ['Perhaps', false, true]
  ])
})
