import { languageOf } from '#domain'
import type { TicketId } from '#kernel'
import { entitiesIn, plain, type RichText } from '#telegram'
import { scoreFaces } from '../../words/index.js'
import type { TicketFacts } from '../outbox/index.js'
import type { Call } from './calls.js'
import type { Sources } from './sources.js'
import { at, type Target } from './target.js'

/** The data of a score's button; read in intake. */
export const scoreData = (ticketId: TicketId, resolution: number, score: number): string =>
  `rate:${ticketId}:${resolution}:${score}`

const buttonsOf = (ticketId: TicketId, resolution: number, given: number | undefined) => ({
  inline_keyboard: [
    scoreFaces.map((face, index) => {
      const score = index + 1
      return {
        text: given === score ? `[ ${score} ]` : `${face} ${score}`,
        callback_data: scoreData(ticketId, resolution, score)
      }
    })
  ]
})

type RatingText = 'rating' | 'rating_thanks' | 'rating_comment'

async function said(name: RatingText, facts: TicketFacts, sources: Sources): Promise<RichText> {
  const { language, conversationId, ticketId: id, code } = facts
  const { text, entities } = await sources.said(name, { language, conversationId, ticket: { id, code } })
  return { text, entities: entitiesIn([...entities], text) }
}

async function question(facts: TicketFacts, sources: Sources): Promise<RichText> {
  const own = (await sources.notices()).rating.question
  const text = own[languageOf(Object.keys(own), facts.language)]
  return text === undefined ? said('rating', facts, sources) : plain(text)
}

export async function ratingQuestion(
  facts: TicketFacts,
  resolution: number,
  target: Target,
  sources: Sources
): Promise<Call> {
  const { text, entities } = await question(facts, sources)
  const reply_markup = buttonsOf(facts.ticketId, resolution, undefined)
  return { method: 'sendMessage', params: { ...at(target), text, entities: [...entities], reply_markup } }
}

export async function commentQuestion(facts: TicketFacts, target: Target, sources: Sources): Promise<Call> {
  const { text, entities } = await said('rating_comment', facts, sources)
  const reply_markup = { force_reply: true } as const
  return { method: 'sendMessage', params: { ...at(target), text, entities: [...entities], reply_markup } }
}

/** The question with the answer under it. Undefined: nobody has answered. */
export async function ratingEdit(
  facts: TicketFacts,
  chatId: number,
  sources: Sources
): Promise<Call | undefined> {
  const { rating, ticketId } = facts
  if (!rating) return undefined
  const asked = await question(facts, sources)
  const thanks = await said('rating_thanks', facts, sources)
  const below = asked.text.length + 2
  const moved = thanks.entities.map(entity => ({ ...entity, offset: entity.offset + below }))
  return {
    method: 'editMessageText',
    params: {
      chat_id: chatId,
      message_id: rating.telegramMessageId,
      text: `${asked.text}\n\n${thanks.text}`,
      entities: [...asked.entities, ...moved],
      reply_markup: buttonsOf(ticketId, rating.resolution, rating.score)
    }
  }
}
