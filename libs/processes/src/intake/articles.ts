import { articleText } from '#application'
import { ticketDecider, ticketStream } from '#domain'
import { commandIdFor, type JsonObject, messageIdFor, type Outcome, type Refusal, refuse } from '#kernel'
import { conceal } from '#privacy'
import { entitiesIn, plain, prefixed, type RichText, splitText } from '#telegram'
import {
  articleButtons,
  articleDetails,
  articleWords,
  type FoundArticle,
  staffWords
} from '../words/index.js'
import type { Asides } from './asides.js'
import type { Pressed } from './button-data.js'
import type { IntakeOptions } from './options.js'
import type { Asking, Topics } from './topics.js'

type Answered = Outcome<{ readonly events: readonly unknown[] }>
type ArticleRefusal = 'article_unknown' | 'article_for_agents' | 'nothing_to_send'

/** What came of a press; neither: something was shown. */
export interface ArticlePressed {
  readonly sent?: Answered
  readonly linked?: Answered
  readonly refused?: Refusal<ArticleRefusal>
}

type ButtonRow = readonly { readonly text: string; readonly data: string }[]

/** The knowledge base in a topic: what is suggested, a look at an article, sending it. */
export function createArticles({ desk }: IntakeOptions, topics: Topics, asides: Asides) {
  const articleOf = (id: string) => desk.settings.body('article', id)

  function show({ topic }: Asking, said: RichText, rows: readonly ButtonRow[]): void {
    const { chatId, threadId } = topic.place
    const [first]: (RichText | undefined)[] = splitText(said)
    if (!first) return
    asides.answer({
      ...{ chat_id: chatId, message_thread_id: threadId, text: first.text, entities: [...first.entities] },
      reply_markup: {
        inline_keyboard: rows.map(row => row.map(({ text, data }) => ({ text, callback_data: data })))
      }
    })
  }

  /** Those that were suggested last and are still there. */
  async function listSuggested(asking: Asking): Promise<void> {
    const { state } = await desk.runner.load(ticketDecider, ticketStream(asking.topic.ticketId))
    const ids = state.exists ? state.articles.suggested : []
    const found = await Promise.all(ids.map(async id => foundIn(id, await articleOf(id))))
    const there = found.flatMap(one => one ?? [])
    const { perhaps, gone } = articleWords[(await desk.settings.desk()).staffLanguage]
    if (there.length === 0) return show(asking, plain(gone), [])
    const details = articleDetails(there)
    show(
      asking,
      plain(`${perhaps}\n${details['lines']}`),
      articleButtons(details).map(button => [button])
    )
  }

  async function preview(asking: Asking, packed: string, article: JsonObject): Promise<void> {
    const language = (await desk.settings.desk()).staffLanguage
    const { forAgents, link } = articleWords[language]
    const isForAgents = article['audience'] === 'agents'
    const { text, entities } = articleText(article)
    const said = { text, entities: entitiesIn([...entities], text) }
    const send = { text: staffWords[language].buttons.sendNote, data: `kbsend:${packed}` }
    show(asking, isForAgents ? prefixed(`${forAgents}\n\n`, said) : said, [
      [...(isForAgents ? [] : [send]), { text: link, data: `kblink:${packed}` }]
    ])
  }

  function send(asking: Asking, id: string, article: JsonObject, on: number): Promise<Answered> {
    const { agentId, topic } = asking
    const { text, entities } = articleText(article)
    const now = desk.clock.now()
    return topics.act(asking, 'send', {
      ...{ type: 'RequestReply', agentId, source: { kind: 'api' }, kind: 'text', article: id },
      ...{ sentAt: now, mediaGroup: null, now },
      // Sent once by each message, however often its button is pressed.
      messageId: messageIdFor(commandIdFor(`article ${topic.place.chatId} ${on}`, id)),
      personal: conceal({ text, entities: [...entities], file: null, forwarded_from: null })
    })
  }

  return {
    /** `on`: the message whose button it is. */
    async press(
      asking: Asking,
      pressed: Extract<Pressed, { kind: 'suggested' | 'article' }>,
      on: number
    ): Promise<ArticlePressed> {
      if (pressed.kind === 'suggested') {
        await listSuggested(asking)
        return {}
      }
      const { step, id, packed } = pressed
      const article = await articleOf(id)
      if (!article) return { refused: refuse('article_unknown') }
      if (step !== 'link' && articleText(article).text === '') return { refused: refuse('nothing_to_send') }
      switch (step) {
        case 'show':
          await preview(asking, packed, article)
          return {}
        case 'link':
          return { linked: await topics.act(asking, 'link', { type: 'LinkArticle', article: id }) }
        case 'send':
          if (article['audience'] === 'agents') return { refused: refuse('article_for_agents') }
          return { sent: await send(asking, id, article, on) }
      }
    }
  }
}

const foundIn = (id: string, article: JsonObject | undefined): FoundArticle | undefined =>
  article && {
    id,
    title: String(article['title']),
    url: typeof article['url'] === 'string' ? article['url'] : null,
    audience: article['audience'] === 'agents' ? 'agents' : 'customers'
  }

export type Articles = ReturnType<typeof createArticles>
