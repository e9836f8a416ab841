import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { TicketId } from '#kernel'
import { deciderSpec, foldFrom } from '../testing/given.js'
import { bot, conversationId, personal } from '../testing/ticket.js'
import { allotmentOf, type ConversationCommand, conversationDecider } from './conversation.js'

const { givenCommands } = deciderSpec(conversationDecider)

const start: ConversationCommand = {
  type: 'StartConversation',
  conversationId,
  bot,
  language: 'de',
  customer: personal
}
const allot = (ticket: string, fromMessageId: number, previous: string | null): ConversationCommand => ({
  type: 'AllotTicket',
  ticketId: ticket as TicketId,
  fromMessageId,
  previousTicketId: previous as TicketId | null
})
const reachable = (is: boolean, at: number): ConversationCommand => ({
  type: 'RecordReachable',
  reachable: is,
  at
})

const rename = (digest: string, at: number): ConversationCommand => ({
  type: 'RenameCustomer',
  digest,
  startedAs: 'anna',
  at,
  name: personal
})

const twoTickets = givenCommands(start, allot('one', 10, null), allot('two', 20, 'one'))

describe('a conversation', () => {
  it('starts once', () => {
    givenCommands()
      .when(start)
      .thenEvents({ type: 'ConversationStarted', data: { conversationId, bot, language: 'de' } })
    givenCommands(start).when(start).thenNothing()
  })

  it('starts together with the ticket of its first message', () => {
    const firstTicket = { ticketId: 'one' as TicketId, fromMessageId: 10 }
    const withTicket = givenCommands({ ...start, firstTicket })
    expect(withTicket.state).toEqual(givenCommands(start, allot('one', 10, null)).state)
    withTicket.when({ ...start, firstTicket: { ...firstTicket, fromMessageId: 11 } }).thenNothing()
  })

  it('that never started refuses all else', () => {
    const others: ConversationCommand[] = [
      allot('one', 1, null),
      { type: 'RequestGreeting', language: null },
      reachable(false, 0),
      rename('ann', 0)
    ]
    for (const command of others) givenCommands().when(command).thenRefused('unknown_conversation')
  })

  it('allots a ticket on the one before it', () => {
    givenCommands(start, allot('one', 10, null))
      .when(allot('two', 20, 'one'))
      .thenEvents({
        type: 'TicketAllotted',
        data: { ticketId: 'two', fromMessageId: 20, previousTicketId: 'one' }
      })
  })

  it('of two that allot at once the second decides again', () => {
    givenCommands(start, allot('one', 10, null))
      .when(allot('other', 10, null))
      .thenRefused('allotted_meanwhile')
  })

  it('allots the same ticket once', () => {
    twoTickets.when(allot('one', 10, null)).thenNothing()
  })

  it('greets whenever it is asked to', () => {
    givenCommands(start)
      .when({ type: 'RequestGreeting', language: 'ru' })
      .thenEvents({ type: 'GreetingRequested', data: { language: 'ru' } })
  })
})

describe('a message of the private chat', () => {
  it.each([
    [10, 'one', false],
    [19, 'one', false],
    [20, 'two', true],
    [999, 'two', true]
  ])('with id %i belongs to ticket %s', (id, ticketId, current) => {
    expect(allotmentOf(twoTickets.state, id)).toMatchObject({ allotment: { ticketId }, current })
  })

  it('older than all tickets belongs to the first', () => {
    expect(allotmentOf(twoTickets.state, 3)).toMatchObject({ allotment: { ticketId: 'one' } })
  })

  it('belongs to nothing where nothing is allotted', () => {
    expect(allotmentOf(givenCommands(start).state, 3)).toBeUndefined()
  })
})

describe('whether the customer can be reached', () => {
  it('is recorded when it changes', () => {
    const blocked = givenCommands(start, reachable(false, 5_000))
    blocked.when(reachable(false, 6_000)).thenNothing()
    blocked.when(reachable(true, 6_000)).thenEvents({ type: 'CustomerUnblockedBot', data: { at: 6_000 } })
  })

  it('old news come too late', () => {
    givenCommands(start, reachable(false, 5_000), reachable(true, 9_000))
      .when(reachable(false, 7_000))
      .thenNothing()
  })

  it('news of the same second count, for Telegram counts no less', () => {
    givenCommands(start, reachable(false, 5_700)).when(reachable(true, 5_000)).thenEvents({
      type: 'CustomerUnblockedBot'
    })
  })
})

describe('what the customer is called', () => {
  it('is recorded when it changes, also back', () => {
    givenCommands(start).when(rename('anna', 5_000)).thenNothing()
    const renamed = givenCommands(start, rename('ann', 5_000))
    renamed.when(rename('ann', 6_000)).thenNothing()
    renamed
      .when(rename('anna', 6_000))
      .thenEvents({ type: 'CustomerRenamed', data: { digest: 'anna', at: 6_000 } })
  })

  it('is not what an older message says', () => {
    givenCommands(start, rename('ann', 5_000)).when(rename('anna', 4_000)).thenNothing()
  })
})

it('any command twice is decided once, greetings apart', () => {
  const ticket = fc.constantFrom('one', 'two', 'three')
  const anyCommand = fc.oneof(
    fc.constant(start),
    fc.tuple(ticket, fc.nat(50)).map(([id, fromMessageId]): ConversationCommand => {
      return { ...start, firstTicket: { ticketId: id as TicketId, fromMessageId } }
    }),
    fc.tuple(ticket, fc.nat(50), fc.option(ticket)).map(([id, from, before]) => allot(id, from, before)),
    fc.tuple(fc.boolean(), fc.nat(20_000)).map(([is, at]) => reachable(is, at)),
    fc.tuple(ticket, fc.nat(20_000)).map(([name, at]) => rename(name, at))
  )
  fc.assert(
    fc.property(fc.array(anyCommand), commands => {
      let state = conversationDecider.initial
      for (const command of commands) {
        const outcome = conversationDecider.decide(command, state)
        state = foldFrom(conversationDecider, outcome.ok ? outcome.value : [], state)
        const again = conversationDecider.decide(command, state)
        expect(again.ok ? again.value : []).toEqual([])
      }
      const ids = state.allotments.map(allotment => allotment.ticketId)
      expect(new Set(ids).size).toBe(ids.length)
    })
  )
})
