import { describe, it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
import * as t from '../testing/ticket.js'
import { ticketDecider } from './decide.js'

const { givenCommands } = deciderSpec(ticketDecider)
const asked = givenCommands(t.openTicket, t.reply('r', t.ann))

describe("an agent's reply", () => {
  it('takes an open ticket and starts the work', () => {
    givenCommands(t.openTicket)
      .when(t.reply('r', t.ann))
      .thenEvents(
        { type: 'TicketAssigned', data: { agentId: t.ann, previousAgentId: null, cause: 'reply' } },
        { type: 'TicketStatusChanged', data: { from: 'assigned', to: 'in_progress', cause: 'reply' } },
        { type: 'ReplyRequested', data: { messageId: t.idOf('r'), agentId: t.ann } }
      )
  })

  it("leaves the assignee of a colleague's ticket", () => {
    givenCommands(t.openTicket, t.claim(t.ann))
      .when(t.reply('r', t.bob))
      .thenEvents({ type: 'TicketStatusChanged' }, { type: 'ReplyRequested', data: { agentId: t.bob } })
  })

  it('reopens a resolved ticket, and takes it when nobody has it', () => {
    givenCommands(t.openTicket, t.resolve)
      .when(t.reply('r', t.bob))
      .thenEvents(
        { type: 'TicketAssigned', data: { agentId: t.bob } },
        { type: 'TicketReopened', data: { to: 'in_progress', cause: 'reply' } },
        { type: 'ReplyRequested' }
      )
  })

  it('asked for twice is one', () => {
    asked.when(t.reply('r', t.ann)).thenNothing()
  })
})

describe('a reply by the API without an agent', () => {
  it('moves nothing', () => {
    givenCommands(t.openTicket)
      .when(t.reply('r', null))
      .thenEvents({ type: 'ReplyRequested', data: { agentId: null } })
    givenCommands(t.openTicket, t.claim(t.ann), t.reply('a', t.ann), t.reply('r', null))
      .when(t.accept('r'))
      .thenEvents({ type: 'TicketResponded', data: { agentId: null } })
  })
})

describe('once Telegram accepted a reply', () => {
  it('the ticket waits for the customer', () => {
    asked.when(t.accept('r')).thenEvents(
      { type: 'TicketResponded', data: { messageId: t.idOf('r'), agentId: t.ann } },
      {
        type: 'TicketStatusChanged',
        data: { from: 'in_progress', to: 'waiting_on_customer', cause: 'reply_accepted' }
      }
    )
  })

  it('it stays in progress where the desk says so', () => {
    asked.when(t.accept('r', 'in_progress')).thenEvents({ type: 'TicketResponded' })
  })

  it('it stays in progress when the customer wrote in between', () => {
    givenCommands(t.openTicket, t.reply('r', t.ann), t.receive(11))
      .when(t.accept('r'))
      .thenEvents({ type: 'TicketResponded' })
  })

  it('it waits after a resend too, for what the customer wrote before that was seen', () => {
    givenCommands(t.openTicket, t.reply('r', t.ann), t.receive(11), t.fail('r'), t.resend('r'))
      .when(t.accept('r'))
      .thenEvents({ type: 'TicketResponded' }, { type: 'TicketStatusChanged' })
  })

  it.each([
    ['put on hold', t.hold],
    ['resolved', t.resolve],
    ['closed', t.close],
    ['given back', t.unassign]
  ])('a ticket that was %s meanwhile stays so', (_, command) => {
    givenCommands(t.openTicket, t.reply('r', t.ann), command)
      .when(t.accept('r'))
      .thenEvents({ type: 'TicketResponded' })
  })

  it('it is recorded once', () => {
    givenCommands(t.openTicket, t.reply('r', t.ann), t.accept('r')).when(t.accept('r')).thenNothing()
  })

  it('that is believed after a failure and after a doubt', () => {
    for (const before of [t.fail('r'), t.doubt('r')]) {
      givenCommands(t.openTicket, t.reply('r', t.ann), before)
        .when(t.accept('r'))
        .thenEvents({ type: 'TicketResponded' }, { type: 'TicketStatusChanged' })
    }
  })

  it('a late failure or doubt changes nothing any more', () => {
    const accepted = givenCommands(t.openTicket, t.reply('r', t.ann), t.accept('r'))
    accepted.when(t.fail('r')).thenNothing()
    accepted.when(t.doubt('r')).thenNothing()
  })
})

describe('a reply that was not sent', () => {
  it('says why', () => {
    asked
      .when(t.fail('r'))
      .thenEvents({ type: 'ReplyFailed', data: { reason: 'customer_blocked_bot', code: 403 } })
  })

  it('may turn from doubt to failure, not back', () => {
    givenCommands(t.openTicket, t.reply('r', t.ann), t.doubt('r'))
      .when(t.fail('r'))
      .thenEvents({ type: 'ReplyFailed' })
    givenCommands(t.openTicket, t.reply('r', t.ann), t.fail('r')).when(t.doubt('r')).thenNothing()
  })

  it('is sent once more for two presses', () => {
    for (const before of [t.fail('r'), t.doubt('r')]) {
      givenCommands(t.openTicket, t.reply('r', t.ann), before)
        .when(t.resend('r'))
        .thenEvents({ type: 'ReplyResendRequested', data: { messageId: t.idOf('r') } })
      givenCommands(t.openTicket, t.reply('r', t.ann), before, t.resend('r'))
        .when(t.resend('r'))
        .thenNothing()
    }
  })

  it('can fail and be sent again any number of times', () => {
    givenCommands(t.openTicket, t.reply('r', t.ann), t.fail('r'), t.resend('r'), t.doubt('r'))
      .when(t.resend('r'))
      .thenEvents({ type: 'ReplyResendRequested' })
  })
})

describe('a reply that was sent', () => {
  it('is not sent again', () => {
    givenCommands(t.openTicket, t.reply('r', t.ann), t.accept('r'))
      .when(t.resend('r'))
      .thenRefused('not_resendable', { state: 'sent' })
  })
})

describe('an edited reply', () => {
  it('is recorded once per change, and moves nothing', () => {
    givenCommands(t.openTicket, t.reply('r', t.ann), t.accept('r'), t.editReply('r', 'one'))
      .when(t.editReply('r', 'one'))
      .thenNothing()
    givenCommands(t.openTicket, t.reply('r', t.ann), t.accept('r'), t.editReply('r', 'one'))
      .when(t.editReply('r', 'two'))
      .thenEvents({ type: 'ReplyEdited', data: { messageId: t.idOf('r'), version: 2 } })
  })

  it('that the customer does not see is told once, and only of the last edit', () => {
    const edited = givenCommands(
      t.openTicket,
      t.reply('r', t.ann),
      t.editReply('r', 'a'),
      t.editReply('r', 'b')
    )
    edited.when(t.failEdit('r', 1)).thenNothing()
    edited.when(t.failEdit('r', 2)).thenEvents({
      type: 'ReplyEditFailed',
      data: { messageId: t.idOf('r'), version: 2, reason: 'too_old' }
    })
    givenCommands(t.openTicket, t.reply('r', t.ann), t.editReply('r', 'a'), t.failEdit('r', 1))
      .when(t.failEdit('r', 1))
      .thenNothing()
  })
})

describe('an album that turns out to be a note or a command', () => {
  const items = givenCommands(t.openTicket, t.albumItem('a', 'g'), t.albumItem('b', 'g'), t.reply('c', t.ann))

  it('is withdrawn as far as it has not been sent; nothing else is', () => {
    items
      .when(t.withdraw('g'))
      .thenEvents(
        { type: 'ReplyWithdrawn', data: { messageId: t.idOf('a') } },
        { type: 'ReplyWithdrawn', data: { messageId: t.idOf('b') } }
      )
    givenCommands(t.openTicket, t.albumItem('a', 'g'), t.albumItem('b', 'g'), t.accept('a'), t.doubt('b'))
      .when(t.withdraw('g'))
      .thenNothing()
    givenCommands(t.openTicket, t.albumItem('a', 'g'), t.withdraw('g')).when(t.withdraw('g')).thenNothing()
  })

  it('is told of what had left all the same, and is not sent again', () => {
    const withdrawn = givenCommands(t.openTicket, t.albumItem('a', 'g'), t.withdraw('g'))
    withdrawn.when(t.accept('a', 'in_progress')).thenEvents({ type: 'TicketResponded' })
    withdrawn.when(t.doubt('a')).thenEvents({ type: 'ReplyUncertain' })
    withdrawn.when(t.fail('a')).thenNothing()
    withdrawn.when(t.resend('a')).thenRefused('not_resendable', { state: 'withdrawn' })
  })

  it('takes no more replies once an item of it is a note, whoever handles them and when', () => {
    const note = { ...t.note, mediaGroup: 'g' } as typeof t.note
    givenCommands(t.openTicket, note).when(t.albumItem('a', 'g')).thenRefused('follows_a_note')
    givenCommands(t.openTicket, note)
      .when(t.albumItem('a', 'other'))
      .thenEvents({ type: 'TicketAssigned' }, { type: 'TicketStatusChanged' }, { type: 'ReplyRequested' })
  })
})

describe('a reply that is the last word on what is resolved', () => {
  it('does not reopen the ticket, nor take it', () => {
    const last = { ...t.reply('r', t.ann), staysResolved: true } as ReturnType<typeof t.reply>
    const resolved = givenCommands(t.openTicket, t.resolve)
    resolved.when(last).thenEvents({ type: 'ReplyRequested', data: { agentId: t.ann } })
    givenCommands(t.openTicket, t.resolve, last).when(t.accept('r')).thenEvents({ type: 'TicketResponded' })
    givenCommands(t.openTicket, t.claim(t.ann))
      .when(last)
      .thenEvents({ type: 'TicketStatusChanged' }, { type: 'ReplyRequested' })
  })
})
