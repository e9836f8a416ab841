import {
  ActOnTicket,
  articleText,
  type CommandContext,
  type MessagePersonal,
  rulesActor,
  wordsOfTicket
} from '#application'
import {
  idOf,
  type LapseReason,
  type RuleAction,
  type RuleEvent,
  type TicketCommand,
  type Told,
  toldIn
} from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, messageIdFor, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import type { SuggestingOptions } from './options.js'

type Applied = Told<RecordedEvent, Extract<RuleEvent, { type: 'RuleApplied' }>>
type Suggest = Extract<RuleAction, { readonly suggest_articles: unknown }>

const isSuggest = (action: RuleAction): action is Suggest => 'suggest_articles' in action

/** Undefined: it is no rule that wants articles looked for. */
export function lookingForArticles(event: RecordedEvent): Applied | undefined {
  const told = toldIn('ticket', event)
  return told?.type === 'RuleApplied' && told.data.actions.some(isSuggest) ? told : undefined
}

/**
 * Looks for articles where a rule says so: shows them to the team, or sends them to the customer. Where that can't be done
 * it is put on record. Again it changes nothing: each command's id follows from the event, the action and the article.
 */
export async function suggestForRule(options: SuggestingOptions, event: Applied): Promise<void> {
  for (const [index, action] of event.data.actions.entries()) {
    if (!isSuggest(action)) continue
    const because = await suggested(options, event, action, index)
    if (because === undefined) continue
    const { rule, version, at: from, instance } = event.data
    const at = options.desk.clock.now()
    const lapse = { type: 'LapseRule', rule, version, from, instance, at, because, action } as const
    const context = contextOf(event, `lapse ${index}`)
    await options.commands.execute(new ActOnTicket(idOf(event.stream) as TicketId, lapse, context))
  }
}

/** Why it was not. */
async function suggested(
  { desk, commands, suggest }: SuggestingOptions,
  event: Applied,
  { suggest_articles: { query = null, to, max } }: Suggest,
  index: number
): Promise<LapseReason | undefined> {
  const ticketId = idOf(event.stream) as TicketId
  const words = query === null ? await wordsOfTicket(desk, ticketId) : [query]
  const found = words && (await suggest(words))
  if (!found) return 'index_not_ready'
  const act = (command: TicketCommand, word: string) =>
    commands.execute(new ActOnTicket(ticketId, command, contextOf(event, `${word} ${index}`)))
  if (to === 'agent') {
    if (found.length === 0) return 'no_article'
    const best = found.slice(0, max).map(({ id, score }) => ({ id, score }))
    const done = await act({ type: 'SuggestArticles', found: best }, 'suggest')
    return done.ok ? undefined : 'not_said'
  }
  let sent = 0
  for (const { id } of found) {
    const article = sent < max ? await desk.settings.body('article', id) : undefined
    if (!article || article['audience'] === 'agents') continue
    const { text, entities } = articleText(article)
    if (text === '') continue
    const personal = { text, entities: [...entities], file: null, forwarded_from: null }
    const done = await act(
      {
        ...{ type: 'RequestReply', agentId: null, source: { kind: 'api' }, kind: 'text', article: id },
        ...{ sentAt: event.recordedAt, mediaGroup: null, now: desk.clock.now() },
        messageId: messageIdFor(commandIdFor(event.id, `rule article ${index} ${id}`)),
        personal: conceal(personal satisfies MessagePersonal)
      },
      `send ${id}`
    )
    if (!done.ok) return 'not_said'
    sent++
  }
  return sent === 0 ? 'no_article' : undefined
}

/** What is done for a rule starts none. */
const contextOf = ({ id, meta }: Applied, word: string): CommandContext => ({
  commandId: commandIdFor(id, `rule articles ${word}`),
  causationId: id,
  correlationId: meta.$correlationId,
  actor: rulesActor
})
