import { ActOnTicket, fillText } from '#application'
import {
  type CustomerText,
  conversationDecider,
  conversationStream,
  ticketDecider,
  ticketStream
} from '#domain'
import {
  type ConversationId,
  conversationIdFor,
  type Outcome,
  refuse,
  type SubjectId,
  type TicketId
} from '#kernel'
import { type CustomerEdit, type CustomerMessage, entitiesIn } from '#telegram'
import { customerWords } from '../words/index.js'
import type { Asides } from './asides.js'
import type { Cause } from './cause.js'
import type { IntakeOptions } from './options.js'

export const menuCommand = 'tickets'

/** Of a button below a request of the customer's. */
export interface MenuPress {
  readonly kind: 'menu'
  readonly ticketId: TicketId
  readonly what: 'add' | 'close' | 'reopen'
}

const marks = { add: 'a', close: 'c', reopen: 'r' } as const

/** The data of a button of the menu; read in `private-data.ts`. */
export const menuData = (ticketId: TicketId, what: MenuPress['what']): string =>
  `menu:${ticketId}:0:${marks[what]}`

interface Customer {
  readonly conversationId: ConversationId
  readonly subjectId: SubjectId
}

/** What a customer can do with their request by themselves: `/tickets` in the private chat. Answers are not recorded. */
export function createCustomerMenu({ desk, commands, client }: IntakeOptions, asides: Asides) {
  const { runner, clock } = desk

  async function said(
    name: CustomerText,
    language: string | null,
    ticket: { id: TicketId; code: string } | null
  ) {
    const to = { language, conversationId: null, ticket }
    return fillText(desk, { name, ours: customerWords[name] }, to)
  }

  /** The one that is not over; undefined: there is none. */
  async function requestOf(conversationId: ConversationId) {
    const { state } = await runner.load(conversationDecider, conversationStream(conversationId))
    const id = state.allotments.at(-1)?.ticketId
    const ticket = id && (await runner.load(ticketDecider, ticketStream(id))).state
    return id && ticket?.exists && ticket.status !== 'closed' ? { id, ...ticket } : undefined
  }

  async function show({ chatId, customer, threadId }: CustomerMessage, conversationId: ConversationId) {
    const language = customer.languageCode ?? null
    const open = await requestOf(conversationId)
    const name = !open ? 'tickets_none' : open.status === 'resolved' ? 'tickets_resolved' : 'tickets_open'
    const button = async (
      text: 'tickets_add' | 'tickets_close' | 'tickets_not_solved',
      what: MenuPress['what']
    ) => open && { text: (await said(text, language, null)).text, callback_data: menuData(open.id, what) }
    const isResolved = open?.status === 'resolved'
    const row = [
      await (isResolved ? button('tickets_not_solved', 'reopen') : button('tickets_add', 'add')),
      await button('tickets_close', 'close')
    ].filter(one => one !== undefined)
    const { text, entities } = await said(name, language, open ? { id: open.id, code: open.code } : null)
    asides.answer({
      ...{ chat_id: chatId, text },
      ...(entities.length > 0 && { entities: entitiesIn([...entities], text) }),
      ...(threadId !== undefined && { message_thread_id: threadId }),
      ...(row.length > 0 && { reply_markup: { inline_keyboard: [row] } })
    })
  }

  return {
    /** False: it is no `/tickets`. An edit into one does nothing. */
    async handle(update: CustomerMessage | CustomerEdit): Promise<boolean> {
      if (update.command?.name !== menuCommand) return false
      if (update.kind === 'customer_edit') return true
      const subjectId = await desk.vault.subjectFor(update.customer.id)
      await show(update, conversationIdFor(subjectId, client.botId))
      return true
    },
    /** Of their own ticket only: the data of a button come from the client. */
    async press(
      cause: Cause,
      who: Customer,
      { ticketId, what }: MenuPress
    ): Promise<Outcome<unknown, string>> {
      const { state } = await runner.load(ticketDecider, ticketStream(ticketId))
      if (!state.exists || state.conversationId !== who.conversationId) return refuse('unknown_ticket')
      const { subjectId } = who
      const context = cause.context('menu', { actor: 'customer', correlationId: ticketId, subjectId })
      const now = clock.now()
      switch (what) {
        case 'add':
          return state.status === 'closed' ? refuse('ticket_closed') : { ok: true, value: undefined }
        case 'close':
          return commands.execute(
            new ActOnTicket(ticketId, { type: 'CloseTicket', cause: 'customer', now }, context)
          )
        case 'reopen':
          return commands.execute(
            new ActOnTicket(ticketId, { type: 'ReopenTicket', cause: 'customer', now }, context)
          )
      }
    }
  }
}

export type CustomerMenu = ReturnType<typeof createCustomerMenu>
