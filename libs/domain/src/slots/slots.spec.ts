import { it } from '@jest/globals'
import { commandIdFor, type TicketId } from '#kernel'
import { deciderSpec } from '../testing/given.js'
import { billing, general } from '../testing/ticket.js'
import { type SlotCommand, slotsDecider } from './slots.js'

const { givenCommands } = deciderSpec(slotsDecider)
const ticket = (name: string) => name as TicketId
const hold = (name: string, limit: number | null = null, waiting: readonly string[] = []): SlotCommand => ({
  type: 'HoldSlot',
  ticketId: ticket(name),
  queueId: billing,
  at: 5,
  ticketRevision: 3,
  heldFor: commandIdFor(name),
  limit,
  notCounting: new Map(
    waiting.map(one => [
      ticket(one),
      { queueId: billing, at: 5, ticketRevision: 3, heldFor: commandIdFor(one) }
    ])
  )
})
const release = (name: string): SlotCommand => ({ type: 'ReleaseSlot', ticketId: ticket(name) })

it('a slot is held once, with queue and time, and released once', () => {
  givenCommands()
    .when(hold('a'))
    .thenEvents({ type: 'SlotHeld', data: { ticketId: 'a', queueId: billing, at: 5, ticketRevision: 3 } })
  givenCommands(hold('a')).when(hold('a')).thenNothing()
  givenCommands(hold('a'))
    .when(release('a'))
    .thenEvents({ type: 'SlotReleased', data: { ticketId: 'a' } })
  givenCommands().when(release('a')).thenNothing()
})

it('at the limit there is none for a request, and always one for a fact', () => {
  const two = [hold('a', 2), hold('b', 2)]
  givenCommands(...two)
    .when(hold('c', 2))
    .thenRefused('agent_at_capacity', { counting: 2, limit: 2 })
  givenCommands(...two)
    .when(hold('c'))
    .thenEvents({ type: 'SlotHeld' })
  givenCommands(...two, hold('c'))
    .when(hold('d', 2))
    .thenRefused('agent_at_capacity', { counting: 3, limit: 2 })
  givenCommands(...two, release('a'))
    .when(hold('c', 2))
    .thenEvents({ type: 'SlotHeld' })
})

it('a limit of 0 is a limit', () => {
  givenCommands().when(hold('a', 0)).thenRefused('agent_at_capacity', { counting: 0, limit: 0 })
})

it('what waits keeps its slot and does not count; what came meanwhile does', () => {
  givenCommands(hold('a'), hold('b'))
    .when(hold('c', 2, ['a']))
    .thenEvents({ type: 'SlotHeld' })
  givenCommands(hold('a'), hold('b'), hold('meanwhile'))
    .when(hold('c', 2, ['a']))
    .thenRefused('agent_at_capacity', { counting: 2, limit: 2 })
})

it('a slot that the same command holds already is no question of the limit, until the ticket has changed', () => {
  const held = givenCommands(hold('a'), hold('b'))
  held.when(hold('a', 1)).thenNothing()
  held.when({ ...hold('a', 1), ticketRevision: 4 } as SlotCommand).thenRefused('agent_at_capacity', {
    counting: 1,
    limit: 1
  })
})

it('what another command holds is held anew, and does not count against itself', () => {
  const other = { ...hold('a', 1), heldFor: commandIdFor('another') } as SlotCommand
  givenCommands(hold('a'))
    .when(other)
    .thenEvents({ type: 'SlotHeld', data: { heldFor: commandIdFor('another') } })
  givenCommands(hold('a'), hold('b')).when(other).thenRefused('agent_at_capacity', { counting: 1, limit: 1 })
})

it('when the last slot of a queue was stays known after it is released', () => {
  const { state } = givenCommands(hold('a'), release('a'))
  if (state.lastIn.get(billing) !== 5 || state.lastIn.has(general)) throw new Error('forgotten')
})
