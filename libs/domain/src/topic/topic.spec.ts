import { expect, it } from '@jest/globals'
import type { TicketId } from '#kernel'
import { deciderSpec } from '../testing/given.js'
import { group, ticketId } from '../testing/ticket.js'
import { type TopicCommand, topicDecider } from './topic.js'

const { givenCommands } = deciderSpec(topicDecider)
const place = { staffGroupId: group, threadId: 7 }
const bindTo = (ticket: TicketId): TopicCommand => ({ type: 'BindTopicToTicket', ticketId: ticket, ...place })
const leave: TopicCommand = { type: 'LeaveTopicAlone', ...place }

it('a topic shows the ticket that came first', () => {
  givenCommands()
    .when(bindTo(ticketId))
    .thenEvents({ type: 'TopicBound', data: { ticketId, ...place } })
  const bound = givenCommands(bindTo(ticketId))
  for (const command of [bindTo(ticketId), bindTo('other' as TicketId), leave])
    bound.when(command).thenNothing()
  expect(bound.state).toEqual({ kind: 'ticket', ticketId })
})

it('the card of the ticket that a topic shows can be turned, and of no other', () => {
  const turn = (ticket: TicketId): TopicCommand => ({
    type: 'TurnCard',
    ticketId: ticket,
    to: { kind: 'priorities' }
  })
  givenCommands(bindTo(ticketId))
    .when(turn(ticketId))
    .thenEvents({ type: 'CardTurned', data: { ticketId, to: { kind: 'priorities' } } })
  givenCommands(bindTo(ticketId))
    .when(turn('other' as TicketId))
    .thenNothing()
  givenCommands(leave).when(turn(ticketId)).thenNothing()
  givenCommands().when(turn(ticketId)).thenNothing()
})

it('a topic that people made is left alone, with one word', () => {
  givenCommands().when(leave).thenEvents({ type: 'TopicLeftAlone', data: place })
  const left = givenCommands(leave)
  left.when(leave).thenNothing()
  expect(left.state).toEqual({ kind: 'left_alone' })
})

it('a topic left alone too early shows its ticket as soon as that is known', () => {
  givenCommands(leave)
    .when(bindTo(ticketId))
    .thenEvents({ type: 'TopicBound', data: { ticketId, ...place } })
  const bound = givenCommands(leave, bindTo(ticketId))
  for (const command of [leave, bindTo(ticketId), bindTo('other' as TicketId)])
    bound.when(command).thenNothing()
  expect(bound.state).toEqual({ kind: 'ticket', ticketId })
})
