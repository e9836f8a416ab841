import { describe, expect, it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
import * as t from '../testing/ticket.js'
import { ticketDecider } from './decide.js'

const { given, givenCommands } = deciderSpec(ticketDecider)

describe('assigning', () => {
  it('of two claims the second is told who has it', () => {
    givenCommands(t.openTicket, t.claim(t.ann))
      .when(t.claim(t.bob))
      .thenRefused('already_assigned', { agentId: t.ann })
  })

  it('overrides where a claim is refused', () => {
    givenCommands(t.openTicket, t.claim(t.ann))
      .when(t.assign(t.bob))
      .thenEvents({
        type: 'TicketAssigned',
        data: { agentId: t.bob, previousAgentId: t.ann, cause: 'assign' }
      })
  })

  it('is taken back with the name of who had it', () => {
    givenCommands(t.openTicket, t.claim(t.ann))
      .when(t.unassign)
      .thenEvents({ type: 'TicketUnassigned', data: { previousAgentId: t.ann } })
  })
})

describe('queue, priority and tags', () => {
  it('say what was before', () => {
    givenCommands(t.openTicket)
      .when(t.transferTo(t.billing))
      .thenEvents({ type: 'TicketTransferred', data: { fromQueueId: t.general, toQueueId: t.billing } })
    givenCommands(t.openTicket)
      .when(t.urgent)
      .thenEvents({ type: 'PriorityChanged', data: { from: 'normal', to: 'urgent' } })
  })

  it('tags are kept once, and one in both lists goes', () => {
    givenCommands(t.openTicket, t.tags(['vip', 'new']))
      .when(t.tags(['vip', 'late', 'late', 'new'], ['new', 'absent']))
      .thenEvents({ type: 'TagsChanged', data: { added: ['late'], removed: ['new'] } })
  })
})

describe('refusals of a move', () => {
  it('name both ends', () => {
    givenCommands(t.openTicket, t.resolve)
      .when(t.hold)
      .thenRefused('transition_not_allowed', { from: 'resolved', to: 'on_hold' })
  })
})

describe('a topic', () => {
  const bound = givenCommands(t.openTicket, t.bindTopic(7))

  it('is the first one that was bound', () => {
    givenCommands(t.openTicket)
      .when(t.bindTopic(7))
      .thenEvents({ type: 'TopicOpened', data: t.at(7) })
    bound.when(t.bindTopic(7)).thenNothing()
    bound.when(t.bindTopic(8)).thenNothing()
  })

  it('that is lost makes room for another, and never comes back', () => {
    const lost = givenCommands(t.openTicket, t.bindTopic(7), t.loseTopic(7))
    expect(lost.state).toMatchObject({ topic: null, card: null })
    lost.when(t.loseTopic(7)).thenNothing()
    lost.when(t.bindTopic(7)).thenNothing()
    lost.when(t.bindTopic(8)).thenEvents({ type: 'TopicOpened', data: t.at(8) })
  })

  it('that is not the present one can not be lost', () => {
    bound.when(t.loseTopic(8)).thenNothing()
  })

  it('has one card, that of another topic is none', () => {
    bound.when(t.notDelivered).thenEvents({ type: 'NotDelivered', data: { what: 'customer_message' } })
    bound.when(t.recordCard(7, 70)).thenEvents({ type: 'CardPosted', data: { telegramMessageId: 70 } })
    bound.when(t.recordCard(8, 70)).thenNothing()
    givenCommands(t.openTicket, t.bindTopic(7), t.recordCard(7, 70)).when(t.recordCard(7, 70)).thenNothing()
  })

  it('is the same after its group got another chat id', () => {
    bound.when({ type: 'LoseTopic', place: { ...t.at(7), chatId: -2002 } }).thenEvents({ type: 'TopicLost' })
  })

  it('is recorded on a closed ticket too', () => {
    givenCommands(t.openTicket, t.close).when(t.bindTopic(7)).thenEvents({ type: 'TopicOpened' })
  })
})

it('an event on a ticket that was never opened changes nothing', () => {
  expect(given({ type: 'TicketUnassigned', data: { previousAgentId: t.ann } }).state).toEqual({
    exists: false
  })
})
