import { describe, expect, it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
import * as t from '../testing/ticket.js'
import { ticketDecider } from './decide.js'

const { givenCommands } = deciderSpec(ticketDecider)
const resolvedAtNoon = givenCommands(t.openTicket, t.claim(t.ann), t.resolve)
const closed = givenCommands(t.openTicket, t.close)

describe("a customer's message", () => {
  it('opens the ticket together with it', () => {
    givenCommands()
      .when(t.openTicket)
      .thenEvents(
        { type: 'TicketOpened', data: { priority: 'normal', queueId: t.general, previousTicketId: null } },
        { type: 'CustomerMessageReceived', data: { telegramMessageId: 10, late: false } }
      )
  })

  it('told twice is received once', () => {
    givenCommands(t.openTicket, t.receive(11)).when(t.receive(11)).thenNothing()
  })

  it('ends the waiting and the holding, and says why', () => {
    givenCommands(t.openTicket, t.claim(t.ann), t.wait)
      .when(t.receive(11))
      .thenEvents(
        { type: 'CustomerMessageReceived' },
        {
          type: 'TicketStatusChanged',
          data: { from: 'waiting_on_customer', to: 'in_progress', cause: 'customer_message' }
        }
      )
  })

  it('reopens a resolved ticket within the window', () => {
    resolvedAtNoon
      .when(t.receive(11, { sentAt: t.noon + 7 * t.day }))
      .thenEvents(
        { type: 'CustomerMessageReceived', data: { closingRemark: false } },
        { type: 'TicketReopened', data: { to: 'in_progress', cause: 'customer_message' } }
      )
  })

  it('does not reopen after the window', () => {
    resolvedAtNoon
      .when(t.receive(11, { sentAt: t.noon + 7 * t.day + 1000 }))
      .thenRefused('reopen_window_passed')
  })

  it('that was sent before the ticket was resolved reopens it: the agent had not seen it', () => {
    resolvedAtNoon
      .when(t.receive(11, { sentAt: t.noon - t.minute }))
      .thenEvents({ type: 'CustomerMessageReceived' }, { type: 'TicketReopened' })
  })

  it('that only says thanks does not reopen, within its time', () => {
    for (const sentAt of [t.noon - t.minute, t.noon, t.noon + 10 * t.minute - 1000]) {
      resolvedAtNoon
        .when(t.receive(11, { sentAt, soundsClosing: true }))
        .thenEvents({ type: 'CustomerMessageReceived', data: { closingRemark: true } })
    }
    resolvedAtNoon
      .when(t.receive(11, { sentAt: t.noon + 10 * t.minute, soundsClosing: true }))
      .thenEvents(
        { type: 'CustomerMessageReceived', data: { closingRemark: false } },
        { type: 'TicketReopened' }
      )
  })

  it('that says thanks on a ticket at work is an ordinary one', () => {
    givenCommands(t.openTicket)
      .when(t.receive(11, { soundsClosing: true }))
      .thenEvents({ type: 'CustomerMessageReceived', data: { closingRemark: false } })
  })

  it('after the end of a closed ticket is for another one', () => {
    closed.when(t.receive(11)).thenRefused('ticket_closed')
  })

  it('from before the last one of a closed ticket is recorded late and moves nothing', () => {
    closed
      .when(t.receive(9))
      .thenEvents({ type: 'CustomerMessageReceived', data: { telegramMessageId: 9, late: true } })
  })

  it('that came late moves nothing, and its text is not in what is decided', () => {
    const { outcome } = resolvedAtNoon.when(t.receive(11, { late: true }))
    expect(outcome.ok && outcome.value.map(event => Object.keys(event.data).sort())).toEqual([
      [
        'closingRemark',
        'digest',
        'kind',
        'late',
        'mediaGroup',
        'messageId',
        'replyToTelegramMessageId',
        'sentAt',
        'telegramMessageId'
      ]
    ])
  })
})

describe('an edit', () => {
  it('counts its versions', () => {
    givenCommands(t.openTicket, t.edit(10, 'b'))
      .when(t.edit(10, 'c'))
      .thenEvents({
        type: 'CustomerMessageEdited',
        data: { telegramMessageId: 10, messageId: t.idOf(10), digest: 'c', version: 2 }
      })
  })

  it('that changes nothing is nothing', () => {
    givenCommands(t.openTicket, t.edit(10, 'b')).when(t.edit(10, 'b')).thenNothing()
  })

  it('back to the first words is an edit', () => {
    givenCommands(t.openTicket, t.edit(10, 'b'))
      .when(t.edit(10, 'text of 10'))
      .thenEvents({ type: 'CustomerMessageEdited', data: { version: 2 } })
  })

  it('lands in a closed ticket too', () => {
    closed.when(t.edit(10, 'b')).thenEvents({ type: 'CustomerMessageEdited' })
  })

  it('of the newest message reopens a resolved ticket, as a message would', () => {
    resolvedAtNoon
      .when(t.edit(10, 'thanks, but it still fails', { sentAt: t.noon + t.minute }))
      .thenEvents(
        { type: 'CustomerMessageEdited', data: { version: 1 } },
        { type: 'TicketReopened', data: { to: 'in_progress', cause: 'customer_message' } }
      )
  })

  it('that only says thanks does not reopen, within its time', () => {
    const thanks = (sentAt: number) => resolvedAtNoon.when(t.edit(10, 'b', { sentAt, soundsClosing: true }))
    thanks(t.noon + t.minute).thenEvents({ type: 'CustomerMessageEdited' })
    thanks(t.noon + 10 * t.minute).thenEvents({ type: 'CustomerMessageEdited' }, { type: 'TicketReopened' })
  })

  it('after the window is recorded and reopens nothing', () => {
    resolvedAtNoon
      .when(t.edit(10, 'b', { sentAt: t.noon + 7 * t.day + 1000 }))
      .thenEvents({ type: 'CustomerMessageEdited' })
  })

  it('of an older message moves nothing', () => {
    givenCommands(t.openTicket, t.receive(11), t.resolve)
      .when(t.edit(10, 'b'))
      .thenEvents({ type: 'CustomerMessageEdited' })
  })

  it('of the newest message ends the waiting and the holding', () => {
    for (const [hold, from] of [
      [t.wait, 'waiting_on_customer'],
      [t.hold, 'on_hold']
    ] as const)
      givenCommands(t.openTicket, t.claim(t.ann), hold)
        .when(t.edit(10, 'b'))
        .thenEvents(
          { type: 'CustomerMessageEdited' },
          { type: 'TicketStatusChanged', data: { from, to: 'in_progress', cause: 'customer_message' } }
        )
  })

  it('of a message nobody knows is refused', () => {
    givenCommands(t.openTicket).when(t.edit(99, 'b')).thenRefused('unknown_message')
  })
})
