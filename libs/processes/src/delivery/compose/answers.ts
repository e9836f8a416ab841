import type { MessagePersonal } from '#application'
import { told } from '#domain'
import { cut, entitiesIn, type RichText } from '#telegram'
import { answeredLine } from '../../words/index.js'
import type { Task, TicketFacts } from '../outbox/index.js'
import type { Sources } from './sources.js'
import type { ReplyTarget } from './target.js'

/** How a message shows what it answers: as Telegram's reply, or in a line where that message is not there. */
export interface Answering {
  readonly replyTo: ReplyTarget | null
  /** Put before the message; may be empty. */
  readonly line: string
}

const none: Answering = { replyTo: null, line: '' }
const mostWords = 200

function answering(
  task: Task,
  messageId: number | null,
  quote: RichText | undefined,
  words: string
): Answering {
  if (messageId === null || task.without.reply)
    return { replyTo: null, line: answeredLine(cut(words, mostWords)) }
  // Refused by Telegram where that message was deleted; then its words are shown.
  const shown = quote && !task.without.quote ? { quote } : {}
  return { replyTo: { messageId, orWithout: words === '', ...shown }, line: '' }
}

/** What a customer's message answers, for the topic. */
export async function answeredByCustomer(
  task: Task,
  facts: TicketFacts,
  content: MessagePersonal,
  sources: Sources
): Promise<Answering> {
  const event = told(task.event)
  const answered = event.type === 'CustomerMessageReceived' ? event.data.replyToTelegramMessageId : null
  const quote = quoteOf(content)
  if (answered === null && !quote) return none
  const there = answered === null ? null : await sources.counterparts.inTopic(facts, answered)
  return answering(task, there, quote, quote?.text ?? content.reply_to?.words ?? '')
}

/** What an agent's reply answers, for the customer: nothing where that is a note, or the desk's own. */
export async function answeredByAgent(
  task: Task,
  facts: TicketFacts,
  asked: { readonly staffGroupId: Parameters<Sources['group']>[0]; readonly answered: number },
  content: MessagePersonal,
  sources: Sources
): Promise<Answering> {
  const original = await sources.counterparts.inPrivateChat(facts, asked.staffGroupId, asked.answered)
  if (!original) return none
  const said = await sources.event(facts.opened.stream, original.revision)
  const words = (said && (await sources.message(said))?.text) ?? ''
  const quote = quoteOf(content)
  // The copy in the topic may say more than the customer has written.
  const theirs = quote && words.includes(quote.text) ? quote : undefined
  return answering(task, original.messageId, theirs, theirs?.text ?? words)
}

function quoteOf({ reply_to: answered }: MessagePersonal): RichText | undefined {
  const text = answered?.quote
  return text ? { text, entities: entitiesIn(answered.quote_entities ?? [], text) } : undefined
}
