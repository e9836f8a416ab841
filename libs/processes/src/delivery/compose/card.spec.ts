import { describe, expect, it } from '@jest/globals'
import type { QueueId, TicketId } from '#kernel'
import { cardText } from './card.js'

const facts = {
  ticketId: 't' as TicketId,
  code: '7K3Q-X9M2',
  status: 'open',
  priority: 'normal',
  tags: [],
  requiredSkills: [],
  previousTicketId: null,
  queueId: 'general' as QueueId
} as unknown as Parameters<typeof cardText>[0]

describe('the card of a ticket', () => {
  const names = {
    queue: 'General',
    assignee: null,
    team: null,
    why: null,
    deadline: null,
    choices: [],
    acknowledgedBy: null
  }
  const customer = { displayName: 'Anna', username: null, source: 'promo-12' }

  it('tells by which link the customer came', () => {
    const { text } = cardText(facts, { ...names, customer }, 'en')
    expect(text.split('\n')).toContain('Source: promo-12')
    const without = cardText(facts, { ...names, customer: { ...customer, source: null } }, 'en')
    expect(without.text).not.toMatch(/Source/)
  })
})
