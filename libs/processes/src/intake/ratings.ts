import { ActOnTicket } from '#application'
import {
  allotmentOf,
  conversationDecider,
  conversationStream,
  deliveryDecider,
  deliveryStream,
  deskNotices,
  type IncomingMessage,
  type TicketCommand,
  ticketDecider,
  ticketStream,
  toldIn
} from '#domain'
import {
  type ConversationId,
  deliveryIdFor,
  type Outcome,
  refuse,
  type SubjectId,
  type TicketId
} from '#kernel'
import type { Cause } from './cause.js'
import type { IntakeOptions } from './options.js'
import type { RatingPress } from './private-data.js'

export interface Rater {
  readonly conversationId: ConversationId
  readonly subjectId: SubjectId
}

/** What customers answer when they are asked how it went. */
export function createRatings({ desk, commands }: Pick<IntakeOptions, 'desk' | 'commands'>) {
  const { runner, log } = desk

  const act = (
    cause: Cause,
    word: string,
    { subjectId }: Rater,
    ticketId: TicketId,
    command: TicketCommand
  ) =>
    commands.execute(
      new ActOnTicket(
        ticketId,
        command,
        cause.context(word, { actor: 'customer', correlationId: ticketId, subjectId })
      )
    )

  /** Whether the desk's question about this resolution, or its request for a comment, stands in this message of the private chat. */
  async function isAbout(
    ticketId: TicketId,
    resolution: number,
    telegramMessageId: number
  ): Promise<boolean> {
    for await (const recorded of log.readStream(ticketStream(ticketId))) {
      const event = toldIn('ticket', recorded)
      if (event?.type !== 'RatingRequested' && event?.type !== 'TicketRated') continue
      if (event.data.resolution !== resolution) continue
      if (event.type === 'TicketRated' && event.data.telegramMessageId === telegramMessageId) return true
      const what = event.type === 'RatingRequested' ? 'rating' : 'rating_comment'
      let state = deliveryDecider.initial
      for await (const one of log.readStream(deliveryStream(deliveryIdFor(event.id, what)))) {
        const told = toldIn('delivery', one)
        if (told) state = deliveryDecider.evolve(state, told)
      }
      if ('messageIds' in state && state.messageIds.includes(telegramMessageId)) return true
    }
    return false
  }

  return {
    /** Of their own ticket only: the data of a button come from the client. */
    async rate(
      cause: Cause,
      rater: Rater,
      { ticketId, resolution, score }: RatingPress,
      telegramMessageId: number
    ): Promise<Outcome<unknown, string>> {
      const { state } = await runner.load(ticketDecider, ticketStream(ticketId))
      if (!state.exists || state.conversationId !== rater.conversationId) return refuse('unknown_ticket')
      const { commentBelow } = deskNotices(await desk.settings.body('desk', 'notices')).rating
      const low = score < commentBelow
      const now = desk.clock.now()
      const command = { type: 'RateTicket' as const, resolution, score, low, telegramMessageId, now }
      return act(cause, 'rate', rater, ticketId, command)
    },
    /** True: what they wrote is a comment on their rating, and no message of its own. */
    async comment(
      cause: Cause,
      rater: Rater,
      { messageId, telegramMessageId, sentAt, digest, personal }: IncomingMessage,
      answered: number
    ): Promise<boolean> {
      const conversation = await runner.load(conversationDecider, conversationStream(rater.conversationId))
      const ticketId = allotmentOf(conversation.state, answered)?.allotment.ticketId
      if (!ticketId) return false
      const { state } = await runner.load(ticketDecider, ticketStream(ticketId))
      if (!state.exists || !state.rating.asked) return false
      if (!(await isAbout(ticketId, state.rating.resolutions, answered))) return false
      const said = { messageId, telegramMessageId, sentAt, digest, personal }
      return (await act(cause, 'comment', rater, ticketId, { type: 'CommentRating', ...said })).ok
    }
  }
}

export type Ratings = ReturnType<typeof createRatings>
