import { articleValues } from '#application'
import type { CustomerText } from '#domain'
import type { MessageId } from '#kernel'
import { entitiesIn } from '#telegram'
import type { TicketFacts } from '../outbox/index.js'
import type { Call } from './calls.js'
import type { Sources } from './sources.js'
import { at, type Target } from './target.js'

/** Whether the article that this reply has sent did help. Undefined: it has sent none. Its buttons are read in intake. */
export async function articleQuestion(
  facts: TicketFacts,
  messageId: MessageId,
  target: Target,
  sources: Sources
): Promise<Call | undefined> {
  const nth = facts.articlesSent.findIndex(sent => sent.messageId === messageId)
  const sent = facts.articlesSent[nth]
  if (!sent) return undefined
  const { language, conversationId, ticketId, code } = facts
  const more = articleValues(await sources.article(sent.article))
  const to = { language, conversationId, ticket: { id: ticketId, code }, more }
  const said = (name: CustomerText) => sources.said(name, to)
  const [{ text, entities }, yes, no] = await Promise.all([
    said('article_question'),
    said('article_yes'),
    said('article_no')
  ])
  const button = (label: string, answer: 'y' | 'n') => ({
    text: label,
    callback_data: `helped:${ticketId}:${nth}:${answer}`
  })
  const reply_markup = { inline_keyboard: [[button(yes.text, 'y'), button(no.text, 'n')]] }
  const shown = entitiesIn([...entities], text)
  return { method: 'sendMessage', params: { ...at(target), text, entities: [...shown], reply_markup } }
}
