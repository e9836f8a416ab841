import { told } from '#domain'
import { entitiesIn, plain, type RichText } from '#telegram'
import type { CustomerNotice } from '../../words/index.js'
import type { PrivateNotice, Task, TicketFacts } from '../outbox/index.js'
import { articleQuestion } from './article-question.js'
import type { Call } from './calls.js'
import { formQuestion } from './form.js'
import { richText, textCalls } from './message.js'
import { commentQuestion, ratingQuestion } from './rating.js'
import type { Sources } from './sources.js'
import type { Target } from './target.js'

/** What the desk itself says in a private chat. None: there is nothing to say any more. Undefined: it is forgotten. */
export async function toCustomer(
  task: Task,
  notice: PrivateNotice,
  facts: TicketFacts | undefined,
  target: Target,
  sources: Sources
): Promise<readonly Call[] | undefined> {
  const event = told(task.event)
  switch (notice) {
    case 'form': {
      const question = facts && (await formQuestion(facts, target, sources))
      return question ? [question] : []
    }
    case 'form_finished': {
      const said = await sources.message(task.event)
      return said && inParts(richText(said, true), target, sources)
    }
    case 'rating':
      return facts && event.type === 'RatingRequested'
        ? [await ratingQuestion(facts, event.data.resolution, target, sources)]
        : undefined
    case 'rating_comment':
      return facts && [await commentQuestion(facts, target, sources)]
    case 'article_question': {
      const question =
        facts && event.type === 'TicketResponded'
          ? await articleQuestion(facts, event.data.messageId, target, sources)
          : undefined
      return question && [question]
    }
    default:
      return inParts(await noticeText(notice, task, facts, sources), target, sources)
  }
}

async function inParts(said: RichText, target: Target, sources: Sources): Promise<readonly Call[]> {
  const shown = { marked: new Set<number>(), language: await sources.language(), replyTo: null }
  return textCalls(said, shown, { text: plain(''), spare: 0 }, target, 0)
}

async function noticeText(
  notice: CustomerNotice,
  task: Task,
  facts: TicketFacts | undefined,
  sources: Sources
): Promise<RichText> {
  const event = told(task.event)
  const language = event.type === 'GreetingRequested' ? event.data.language : (facts?.language ?? null)
  const { conversationId } = task
  const ticket = facts ? { id: facts.ticketId, code: facts.code } : null
  const { text, entities } = await sources.said(notice, { language, conversationId, ticket })
  return { text, entities: task.without.entities ? [] : entitiesIn([...entities], text) }
}
