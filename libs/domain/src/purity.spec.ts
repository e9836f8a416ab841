import { expect, it } from '@jest/globals'
import type { Personal } from '#kernel'
import type { Decided, DomainEvent } from './decider.js'
import { personal } from './testing/ticket.js'
import { evolve, noTicket, type TicketEvent } from './ticket/index.js'

/** The type checker is the test: each line below that tries to look would compile otherwise. */
it('nothing decided or folded can look into personal data', () => {
  const event: TicketEvent = { type: 'TicketUnassigned', data: { previousAgentId: 'a' as never } }
  // @ts-expect-error an event that is folded has no personal part
  expect(event.personal).toBeUndefined()

  const look = (carried: Personal) => {
    // @ts-expect-error what is carried has no text
    expect(carried.text).toBeUndefined()
    // @ts-expect-error nor is it a string
    const text: string = carried
    return text
  }
  look(personal)

  // @ts-expect-error readable data can't be passed off as personal: only #privacy conceals it
  const forged: Decided<DomainEvent> = { type: 'NoteAdded', data: {}, personal: { text: 'in clear' } }
  expect(forged.type).toBe('NoteAdded')

  // @ts-expect-error evolve takes no personal part along
  expect(evolve(noTicket, { type: 'TicketUnassigned', data: { previousAgentId: 'a' }, personal })).toBe(
    noTicket
  )
})
