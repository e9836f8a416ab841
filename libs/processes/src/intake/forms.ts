import { ActOnForm, AnswerForm, type FormReply } from '#application'
import {
  allotmentOf,
  conversationDecider,
  conversationStream,
  formDecider,
  formStream,
  type Sent,
  ticketDecider,
  ticketStream
} from '#domain'
import {
  type ConversationId,
  type MessageId,
  messageIdText,
  type Outcome,
  refuse,
  type SubjectId,
  type TicketId
} from '#kernel'
import type { CustomerMessage } from '#telegram'
import type { Cause } from './cause.js'
import { customersPersonalOf } from './message-facts.js'
import type { IntakeOptions } from './options.js'

interface Answerer {
  readonly conversationId: ConversationId
  readonly subjectId: SubjectId
}

/** Of a form's button. */
export interface FormPress {
  readonly kind: 'form'
  readonly ticketId: TicketId
  readonly step: number
  readonly what:
    | { readonly kind: 'back' | 'skip' | 'person' | 'done' }
    | { readonly kind: 'option'; readonly nth: number }
    | { readonly kind: 'toggle'; readonly nth: number; readonly chosen: boolean }
}

/** What another process appended counts after a second: nobody has seen the question of a form before. */
const justReadMs = 1000

/** Answers to forms: what customers write and press while one runs. */
export function createFormAnswers({ desk, commands }: Pick<IntakeOptions, 'desk' | 'commands'>) {
  const { runner, clock } = desk

  async function ticketAsking(
    { conversationId }: Answerer,
    telegramMessageId: number
  ): Promise<TicketId | undefined> {
    const stream = conversationStream(conversationId)
    const { state } = await runner.load(conversationDecider, stream, justReadMs)
    const found = allotmentOf(state, telegramMessageId)
    if (!found?.current) return undefined
    const { ticketId } = found.allotment
    const ticket = (await runner.load(ticketDecider, ticketStream(ticketId), justReadMs)).state
    // What the ticket knows as a message is no answer, also when it comes again; a form that is over knows its answers.
    return ticket.exists && ticket.hadForm && !ticket.messages.has(telegramMessageId) ? ticketId : undefined
  }

  async function answer(cause: Cause, { subjectId }: Answerer, ticketId: TicketId, reply: FormReply) {
    const about = { actor: 'customer', correlationId: ticketId, subjectId } as const
    return commands.execute(new AnswerForm(ticketId, reply, cause.context('answer', about)))
  }

  return {
    /** True: it is an answer and nothing else. What is none, or no good one, is a message all the same; so is a file. */
    async write(
      cause: Cause,
      who: Answerer,
      update: CustomerMessage,
      messageId: MessageId
    ): Promise<boolean> {
      const { command, messageId: telegramMessageId, replyTo, content } = update
      if (command || content.mediaGroupId !== undefined) return false
      const ticketId = await ticketAsking(who, telegramMessageId)
      if (!ticketId) return false
      const asked = (await runner.load(formDecider, formStream(ticketId))).state
      const answered = replyTo?.messageId
      if (!asked.exists || (answered !== undefined && answered !== asked.message)) return false
      const sent = sentIn(update, messageId)
      const done = await answer(cause, who, ticketId, { kind: 'sent', sent, telegramMessageId })
      return done.ok && sent.file === null && done.value.events.some(({ type }) => type === 'FormAnswered')
    },
    /** Of their own ticket only: the data of a button come from the client. */
    async press(
      cause: Cause,
      who: Answerer,
      { ticketId, step, what }: FormPress
    ): Promise<Outcome<{ readonly events: readonly unknown[] }, string>> {
      const { state } = await runner.load(ticketDecider, ticketStream(ticketId))
      if (!state.exists || state.conversationId !== who.conversationId) return refuse('unknown_ticket')
      const { subjectId } = who
      const context = cause.context('press', { actor: 'customer', correlationId: ticketId, subjectId })
      const now = clock.now()
      switch (what.kind) {
        case 'option':
          return answer(cause, who, ticketId, { kind: 'pressed', step, options: [what.nth] })
        case 'done':
          return answer(cause, who, ticketId, { kind: 'pressed', step, options: null })
        case 'toggle':
          return answer(cause, who, ticketId, {
            kind: 'toggled',
            step,
            option: what.nth,
            chosen: what.chosen
          })
        case 'back':
          return commands.execute(new ActOnForm(ticketId, { type: 'StepBack', step, now }, context))
        case 'skip':
          return commands.execute(new ActOnForm(ticketId, { type: 'SkipField', step, now }, context))
        case 'person':
          return commands.execute(
            new ActOnForm(ticketId, { type: 'LeaveForm', cause: 'person', now }, context)
          )
      }
    }
  }
}

export type FormAnswers = ReturnType<typeof createFormAnswers>

function sentIn(update: CustomerMessage, messageId: MessageId): Sent {
  const { content, customer } = update
  const { content: details, file } = customersPersonalOf(update)
  return {
    text: content.kind === 'text' ? content.text : null,
    contact:
      details?.type === 'contact'
        ? {
            phone_number: details.phone_number,
            first_name: details.first_name,
            last_name: details.last_name,
            own: details.user_id === customer.id
          }
        : null,
    location:
      details?.type === 'location' || details?.type === 'venue'
        ? { latitude: details.latitude, longitude: details.longitude }
        : null,
    file: file ? messageIdText(messageId) : null
  }
}
