import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { conversationStream, ticketStream } from '#domain'
import { openMemoryLog } from '#event-log/memory'
import {
  type BotId,
  commandIdFor,
  conversationIdFor,
  messageIdFor,
  type SubjectId,
  type TicketId
} from '#kernel'
import { conceal } from '#privacy'
import { contextOf, type TestDesk, testDesk, whileTimePasses } from '../testing/test-desk.js'
import { UnreliableLog } from '../testing/unreliable-log.js'
import { ActOnTicket, ActOnTicketHandler } from './act-on-ticket.js'
import { EditCustomerMessage, EditCustomerMessageHandler } from './edit-customer-message.js'
import { ReceiveCustomerMessage, ReceiveCustomerMessageHandler } from './receive-customer-message.js'

const bot = '1000' as BotId

/** One customer who writes to a desk; `cause` stands for the update that a message came in. */
function customerOf(desk: TestDesk, subjectId: SubjectId) {
  const conversationId = conversationIdFor(subjectId, bot)
  const receiver = new ReceiveCustomerMessageHandler(desk)
  const editor = new EditCustomerMessageHandler(desk)
  const actor = new ActOnTicketHandler(desk)
  const context = (cause: string) => contextOf(cause, { subjectId, actor: 'customer' })
  return {
    conversationId,
    async write(id: number, cause = `update of ${id}`, sentAt = desk.clock.now()) {
      const message = {
        messageId: messageIdFor(commandIdFor(cause)),
        telegramMessageId: id,
        kind: 'text' as const,
        sentAt,
        digest: `text of ${id}`,
        soundsClosing: false,
        mediaGroup: null,
        replyToTelegramMessageId: null,
        personal: conceal({ text: `text of ${id}` })
      }
      const conversation = { conversationId, bot, language: 'en', customer: conceal({ user_id: 42 }) }
      const name = conceal({ display_name: 'Cleo' })
      const received = await receiver.execute(
        new ReceiveCustomerMessage(conversation, name, message, context(cause))
      )
      if (!received.ok) throw new Error(received.reason)
      return received.value
    },
    edit(id: number, digest: string, cause = `edit of ${id} to ${digest}`) {
      const personal = conceal({ text: digest })
      const edit = {
        telegramMessageId: id,
        kind: 'text' as const,
        digest,
        soundsClosing: false,
        sentAt: desk.clock.now(),
        personal
      }
      return editor.execute(new EditCustomerMessage(conversationId, edit, context(cause)))
    },
    act(ticketId: TicketId, type: 'CloseTicket' | 'ResolveTicket') {
      const command = { type, cause: 'command' as const, now: desk.clock.now() }
      return actor.execute(
        new ActOnTicket(ticketId, command, contextOf(`${type} ${ticketId} ${command.now}`))
      )
    },
    /** What each ticket received, in the order of the allotments. */
    async threads() {
      const allotted = (await desk.stored(conversationStream(conversationId))).flatMap(event =>
        event.type === 'TicketAllotted' ? [String(event.data['ticketId'])] : []
      )
      return Promise.all(
        allotted.map(async id =>
          (await desk.stored(ticketStream(id as TicketId))).flatMap(event =>
            event.type === 'CustomerMessageReceived' ? [Number(event.data['telegramMessageId'])] : []
          )
        )
      )
    }
  }
}

async function newCustomer(desk = testDesk()) {
  const subjectId = await desk.vault.subjectFor(42)
  return { desk, subjectId, customer: customerOf(desk, subjectId) }
}

const day = 24 * 3600 * 1000

describe("a customer's message", () => {
  it('opens a ticket with a code and the default queue', async () => {
    const { desk, customer } = await newCustomer()
    const { ticketId, events } = await customer.write(1)
    expect(events.map(event => event.type)).toEqual(['TicketOpened', 'CustomerMessageReceived'])
    const [opened] = await desk.stored(ticketStream(ticketId))
    expect(opened?.data).toMatchObject({
      code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
      queueId: 'general',
      previousTicketId: null
    })
  })

  it('of ten at once makes one ticket with ten messages in order', async () => {
    const { customer } = await newCustomer()
    const ids = Array.from({ length: 10 }, (_, n) => n + 1)
    await Promise.all(ids.map(id => customer.write(id)))
    expect(await customer.threads()).toEqual([ids])
  })

  it('of ten at once in two processes makes one ticket with ten messages', async () => {
    const { desk, subjectId, customer } = await newCustomer()
    const other = customerOf(desk.another(), subjectId)
    const ids = Array.from({ length: 10 }, (_, n) => n + 1)
    await whileTimePasses(desk.clock, Promise.all(ids.map(id => (id % 2 ? customer : other).write(id))))
    const threads = await customer.threads()
    expect(threads.map(thread => thread.toSorted((a, b) => a - b))).toEqual([ids])
  })

  it('goes on in the ticket that is at work', async () => {
    const { customer } = await newCustomer()
    await customer.write(1)
    await customer.write(2)
    expect(await customer.threads()).toEqual([[1, 2]])
  })

  it('after closed opens another ticket that links back', async () => {
    const { desk, customer } = await newCustomer()
    const first = await customer.write(1)
    await customer.act(first.ticketId, 'CloseTicket')
    const second = await customer.write(2)
    expect(await customer.threads()).toEqual([[1], [2]])
    const [opened] = await desk.stored(ticketStream(second.ticketId))
    expect(opened?.data['previousTicketId']).toBe(first.ticketId)
  })

  it('after resolved reopens within the window', async () => {
    const { desk, customer } = await newCustomer()
    const first = await customer.write(1)
    await customer.act(first.ticketId, 'ResolveTicket')
    await desk.clock.advance(6 * day)
    const second = await customer.write(2)
    expect(second.ticketId).toBe(first.ticketId)
    expect(second.events.map(event => event.type)).toContain('TicketReopened')
  })

  it('after the window closes the old ticket and opens another', async () => {
    const { desk, customer } = await newCustomer()
    const first = await customer.write(1)
    await customer.act(first.ticketId, 'ResolveTicket')
    await desk.clock.advance(8 * day)
    const second = await customer.write(2)
    expect(second.ticketId).not.toBe(first.ticketId)
    expect((await desk.stored(ticketStream(first.ticketId))).at(-1)).toMatchObject({
      type: 'TicketClosed',
      data: { cause: 'reopen_window_passed' }
    })
  })

  it('redelivered lands where it was, whatever has happened since', async () => {
    const { desk, subjectId, customer } = await newCustomer()
    const first = await customer.write(1)
    await customer.act(first.ticketId, 'CloseTicket')
    const second = await customer.write(2)
    await customer.act(second.ticketId, 'CloseTicket')
    await customer.write(3)
    for (const process of [customer, customerOf(desk.another(), subjectId)]) {
      expect(await process.write(1)).toMatchObject({ ticketId: first.ticketId, events: first.events })
      expect(await process.write(2)).toMatchObject({ ticketId: second.ticketId, events: second.events })
      expect(await process.write(2, 'another update of 2')).toMatchObject({
        ticketId: second.ticketId,
        events: []
      })
    }
    expect(await customer.threads()).toEqual([[1], [2], [3]])
  })

  it('that comes late lands in the ticket its id belongs to', async () => {
    const { customer } = await newCustomer()
    const first = await customer.write(10)
    await customer.write(14)
    await customer.act(first.ticketId, 'CloseTicket')
    await customer.write(12)
    await customer.write(20)
    await customer.write(5)
    await customer.write(13)
    expect(await customer.threads()).toEqual([[10, 14, 12, 5, 13], [20]])
  })

  it.each([0, 1])('survives a crash after append %i', async crashAfter => {
    const { desk, subjectId } = await newCustomer()
    const log = new UnreliableLog(desk.log)
    let appends = 0
    const append = log.append.bind(log)
    log.append = async (...asked) => {
      if (appends++ === crashAfter) throw new Error('crash')
      return append(...asked)
    }
    const crashing = customerOf(desk.another(log), subjectId)
    await expect(crashing.write(1)).rejects.toThrow('crash')
    const customer = customerOf(desk.another(), subjectId)
    await customer.write(1)
    await customer.write(2)
    expect(await customer.threads()).toEqual([[1, 2]])
  })

  it('that comes before a crashed one is repeated opens the allotted ticket, and both are in it', async () => {
    const { desk, subjectId } = await newCustomer()
    const log = new UnreliableLog(desk.log)
    const append = log.append.bind(log)
    log.append = async (...asked) => {
      if (asked[0].startsWith('ticket-')) throw new Error('crash')
      return append(...asked)
    }
    await expect(customerOf(desk.another(log), subjectId).write(1)).rejects.toThrow('crash')
    const customer = customerOf(desk.another(), subjectId)
    await customer.write(2)
    await customer.write(1)
    expect(await customer.threads()).toEqual([[2, 1]])
  })

  it('of somebody forgotten is refused before anything is recorded', async () => {
    const { desk, subjectId, customer } = await newCustomer()
    await desk.vault.forget(subjectId)
    await expect(customer.write(1)).rejects.toThrow('customer_forgotten')
    expect(await desk.log.head()).toBeUndefined()
  })
})

describe('an edit', () => {
  it('lands in the ticket that knows the message, whatever has happened since', async () => {
    const { customer } = await newCustomer()
    const first = await customer.write(1)
    await customer.act(first.ticketId, 'CloseTicket')
    await customer.write(2)
    expect(await customer.edit(1, 'new words')).toMatchObject({
      ok: true,
      value: { ticketId: first.ticketId, events: [{ type: 'CustomerMessageEdited' }] }
    })
    expect(await customer.edit(1, 'new words', 'told again')).toMatchObject({
      ok: true,
      value: { events: [] }
    })
  })

  it('of a message that no ticket knows is refused', async () => {
    const { customer } = await newCustomer()
    expect(await customer.edit(1, 'words')).toEqual({ ok: false, reason: 'unknown_message' })
    await customer.write(1)
    expect(await customer.edit(7, 'words')).toEqual({ ok: false, reason: 'unknown_message' })
  })
})

it('whatever the order, the closings and the repeats: every message is in exactly one ticket, and ids rise over tickets', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 15 }).map(id => ({ write: id })) },
    { weight: 1, arbitrary: fc.constant({ act: 'CloseTicket' as const }) },
    { weight: 1, arbitrary: fc.constant({ act: 'ResolveTicket' as const }) },
    { weight: 1, arbitrary: fc.constant('crash' as const) }
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
      const desk = testDesk({ log: openMemoryLog() })
      const subjectId = await desk.vault.subjectFor(42)
      let customer = customerOf(desk, subjectId)
      const written = new Set<number>()
      let current: TicketId | undefined
      for (const one of steps) {
        if (one === 'crash') customer = customerOf(desk.another(), subjectId)
        else if ('write' in one) {
          current = (await customer.write(one.write)).ticketId
          written.add(one.write)
        } else if (current) await customer.act(current, one.act)
      }
      const threads = await customer.threads()
      expect(threads.flat().toSorted((a, b) => a - b)).toEqual([...written].toSorted((a, b) => a - b))
      const firsts = threads.map(thread => thread[0] ?? 0)
      expect(firsts).toEqual(firsts.toSorted((a, b) => a - b))
    })
  )
})
