import { ActOnTicket } from '#application'
import { ticketDecider, ticketStream } from '#domain'
import { type Outcome, refuse } from '#kernel'
import type { Cause } from './cause.js'
import type { IntakeOptions } from './options.js'
import type { PrivatePress } from './private-data.js'
import type { Rater } from './ratings.js'

/** What customers answer when they are asked whether an article did help. */
export function createArticleRatings({ desk, commands }: Pick<IntakeOptions, 'desk' | 'commands'>) {
  /** Of their own ticket only: the data of a button come from the client. */
  return async function rate(
    cause: Cause,
    { conversationId, subjectId }: Rater,
    { ticketId, nth, helpful }: Extract<PrivatePress, { kind: 'helped' }>
  ): Promise<Outcome<unknown, string>> {
    const { state } = await desk.runner.load(ticketDecider, ticketStream(ticketId))
    if (!state.exists || state.conversationId !== conversationId) return refuse('unknown_ticket')
    const messageId = [...state.articles.sent.keys()][nth]
    if (messageId === undefined) return refuse('unknown_message')
    const context = cause.context('rate', { actor: 'customer', correlationId: ticketId, subjectId })
    return commands.execute(new ActOnTicket(ticketId, { type: 'RateArticle', messageId, helpful }, context))
  }
}

export type RateArticle = ReturnType<typeof createArticleRatings>
