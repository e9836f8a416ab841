import { describe, expect, it } from '@jest/globals'
import type { AgentId } from '#kernel'
import { deciderSpec } from '../testing/given.js'
import * as t from '../testing/ticket.js'
import { ticketDecider } from './decide.js'

const { given, givenCommands } = deciderSpec(ticketDecider)
const carol = 'carol' as AgentId

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

  it('that was chosen while somebody else had it is refused, unless nobody has it now', () => {
    const toCarol = (from: AgentId | null) => ({ type: 'AssignTicket' as const, agentId: carol, from })
    const bobs = givenCommands(t.openTicket, t.claim(t.bob))
    bobs.when(toCarol(null)).thenRefused('already_assigned', { agentId: t.bob })
    bobs.when(toCarol(t.ann)).thenRefused('already_assigned', { agentId: t.bob })
    bobs.when(toCarol(t.bob)).thenEvents({ type: 'TicketAssigned' })
    bobs.when({ type: 'AssignTicket', agentId: t.bob, from: null }).thenNothing()
    givenCommands(t.openTicket, t.claim(t.bob), t.unassign)
      .when(toCarol(t.bob))
      .thenEvents({ type: 'TicketAssigned' })
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

describe('a change of tags', () => {
  it('is kept folded, and adding what is there is nothing', () => {
    givenCommands(t.openTicket)
      .when(t.tags(['VIP', 'ＶＩＰ', 'Cafe\u0301']))
      .thenEvents({ type: 'TagsChanged', data: { added: ['vip', 'café'], removed: [] } })
    givenCommands(t.openTicket, t.tags(['vip']))
      .when(t.tags(['Vip']))
      .thenNothing()
    givenCommands(t.openTicket, t.tags(['vip']))
      .when(t.tags([], ['VIP']))
      .thenEvents({ type: 'TagsChanged', data: { added: [], removed: ['vip'] } })
  })

  it('of before there was a form finds them, and takes them as they were written', () => {
    const old = ['VIP', 'vip', 'Late', 'ﷺ'.repeat(50)]
    const recorded = { type: 'TagsChanged' as const, data: { added: old, removed: [] } }
    const opened = ticketDecider.decide(t.openTicket, ticketDecider.initial)
    const before = given(...(opened.ok ? opened.value : []), recorded)
    before.when(t.tags(['VIP', 'late'])).thenNothing()
    before
      .when(t.tags([], ['Vip', 'LATE', 'ﷺ'.repeat(50)]))
      .thenEvents({ type: 'TagsChanged', data: { added: [], removed: old } })
  })

  it('that holds something else is refused by its place', () => {
    const open = givenCommands(t.openTicket)
    open.when(t.tags(['vip', 'x'.repeat(51)])).thenRefused('tag_invalid', { list: 'add', index: 1 })
    open.when(t.tags([], ['a,b'])).thenRefused('tag_invalid', { list: 'remove', index: 0 })
    open.when(t.tags([''])).thenRefused('tag_invalid', { list: 'add', index: 0 })
    open.when(t.tags([], ['vip'])).thenNothing()
  })
})

describe('a change of status', () => {
  it('is whichever command leads there', () => {
    const open = givenCommands(t.openTicket)
    open
      .when(t.changeStatus('on_hold'))
      .thenEvents({ type: 'TicketStatusChanged', data: { from: 'open', to: 'on_hold', cause: 'hold' } })
    open
      .when(t.changeStatus('resolved'))
      .thenEvents({ type: 'TicketResolved', data: { from: 'open', cause: 'api', at: t.noon } })
    givenCommands(t.openTicket, t.resolve)
      .when(t.changeStatus('in_progress'))
      .thenEvents({ type: 'TicketReopened', data: { to: 'open', cause: 'api', at: t.noon } })
    givenCommands(t.openTicket, t.close).when(t.changeStatus('closed')).thenNothing()
    givenCommands(t.openTicket, t.close).when(t.changeStatus('open')).thenRefused('ticket_closed')
  })

  it('does not assign: the assignee decides between open and in progress', () => {
    givenCommands(t.openTicket)
      .when(t.changeStatus('in_progress'))
      .thenRefused('transition_not_allowed', { from: 'open', to: 'in_progress' })
    givenCommands(t.openTicket, t.claim(t.ann))
      .when(t.changeStatus('open'))
      .thenRefused('transition_not_allowed', { from: 'assigned', to: 'open' })
    givenCommands(t.openTicket, t.claim(t.ann)).when(t.changeStatus('assigned')).thenNothing()
    givenCommands(t.openTicket, t.claim(t.ann), t.hold)
      .when(t.changeStatus('in_progress'))
      .thenEvents({
        type: 'TicketStatusChanged',
        data: { from: 'on_hold', to: 'in_progress', cause: 'resume' }
      })
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
