import type { Command } from '@nestjs/cqrs'
import { ActOnSubject, type Desk, destroyKey, erasingDelivery, erasureOf, type Shown } from '#application'
import type { DeskState } from '#desk-state'
import {
  conversationDecider,
  conversationStream,
  type DeliveryEvent,
  deliveryStream,
  idOf,
  subjectStream,
  ticketStream,
  toldIn
} from '#domain'
import type { RecordedEvent } from '#event-log'
import {
  type BotId,
  commandIdFor,
  conversationIdFor,
  customerIdText,
  type EventId,
  type SubjectId,
  type TicketId,
  ticketIdText
} from '#kernel'
import type { Process } from '#subscriptions'
import { forgottenNotes, type Noted } from './forgotten-notes.js'

const concurrency = 4
const shown: readonly Shown[] = ['topic', 'card']

export interface ForgettingOptions {
  readonly desk: Desk
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
  readonly state: Pick<DeskState, 'note' | 'notes' | 'saveNote' | 'forgetAnswersNaming'>
  /** Whose topics the desk can reach. */
  readonly bot: BotId
  readonly fence: number
}

export interface Forgetting extends Process {
  /** Looks how far those are that were open at the last stop. To be done before it follows the log. */
  begin(): Promise<void>
}

/**
 * What follows when the log says that a person is forgotten: key and link go, answers kept for repeats go, delivery takes
 * the name from topics and cards, and once Telegram has answered for all of them the log says what was reached.
 * Each step bears repeating; after a crash all of it is done again.
 */
export function createForgetting({ desk, commands, state, bot, fence }: ForgettingOptions): Forgetting {
  const notes = forgottenNotes(state, fence)
  /** Streams of tickets and deliveries that have still something to tell of a forgetting. */
  const awaited = new Map<string, SubjectId>()
  /** Streams of deliveries that Telegram has not answered for good. */
  const open = new Map<SubjectId, Set<string>>()

  async function ticketsOf(subjectId: SubjectId): Promise<TicketId[]> {
    const stream = conversationStream(conversationIdFor(subjectId, bot))
    const { state: conversation } = await desk.runner.load(conversationDecider, stream)
    return conversation.allotments.map(({ ticketId }) => ticketId)
  }

  /** @throws Error where the log does not say so: then it is another one. */
  async function forgottenOf(subjectId: SubjectId): Promise<RecordedEvent> {
    for await (const event of desk.log.readStream(subjectStream(subjectId)))
      if (event.type === 'SubjectForgotten') return event
    throw new Error('the log does not say that this person is forgotten')
  }

  async function forget(subjectId: SubjectId, { id }: RecordedEvent): Promise<void> {
    const before = (await notes.of(subjectId)) ?? { id, answers: 0, done: false }
    await notes.save(subjectId, before)
    await destroyKey(desk, subjectId)
    let { answers } = before
    for (const name of [customerIdText(subjectId), ...(await ticketsOf(subjectId)).map(ticketIdText)])
      answers += await state.forgetAnswersNaming(name)
    const noted = { ...before, answers }
    await notes.save(subjectId, noted)
    await conclude(subjectId, noted)
  }

  /** Says what was reached, once nothing is open; else what is awaited brings it here again. */
  async function conclude(subjectId: SubjectId, noted: Noted): Promise<void> {
    if (noted.done) return
    const tickets = await ticketsOf(subjectId)
    const streams = tickets.flatMap(ticket => streamsOf(noted.id, ticket))
    // Before it is looked how far they are: what comes after the look is not missed.
    for (const stream of streams) awaited.set(stream, subjectId)
    const erasure = await erasureOf(desk.log, await forgottenOf(subjectId), tickets)
    open.set(subjectId, new Set(erasure.open.map(deliveryStream)))
    if (erasure.open.length > 0) return
    const reached = { ...erasure.reached, rememberedAnswers: noted.answers }
    const context = {
      commandId: commandIdFor(noted.id, 'erased'),
      causationId: noted.id,
      correlationId: subjectId,
      actor: 'process:forgetting' as const
    }
    const done = await commands.execute(
      new ActOnSubject(subjectId, { type: 'RecordErased', reached }, context)
    )
    if (!done.ok) throw new Error(`what was reached of a forgotten person was refused: ${done.reason}`)
    await notes.save(subjectId, { ...noted, done: true })
    for (const stream of streams) awaited.delete(stream)
    open.delete(subjectId)
  }

  return {
    name: 'forgetting',
    concurrency,
    concerns: stream => /^(subject|delivery|ticket)-/.test(stream),
    sequenceOf: event => {
      if (event.type === 'SubjectForgotten') return idOf(event.stream)
      return event.type === 'TopicLost' || isFinal(event) ? awaited.get(event.stream) : undefined
    },
    async handle(event) {
      const told = toldIn('subject', event)
      if (told?.type === 'SubjectForgotten') return forget(told.data.subjectId, event)
      const subjectId = awaited.get(event.stream)
      if (!subjectId) return
      const waiting = open.get(subjectId)
      waiting?.delete(event.stream)
      if (waiting && waiting.size > 0 && event.type !== 'TopicLost') return
      const noted = await notes.of(subjectId)
      if (noted) await conclude(subjectId, noted)
    },
    async begin() {
      for (const [subjectId, noted] of await notes.all()) await conclude(subjectId, noted)
    }
  }
}

/** Whether a delivery is over with it, in whatever way. */
function isFinal(event: RecordedEvent): boolean {
  const told: DeliveryEvent | undefined = toldIn('delivery', event)
  switch (told?.type) {
    case 'DeliverySucceeded':
    case 'DeliveryAbandoned':
      return true
    case 'DeliveryRejected':
    case 'DeliveryUncertain':
      return told.data.final
    default:
      return false
  }
}

const streamsOf = (forgotten: EventId, ticket: TicketId): string[] => [
  ticketStream(ticket),
  ...shown.map(what => deliveryStream(erasingDelivery(forgotten, ticket, what)))
]
