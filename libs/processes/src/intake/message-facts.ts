import { type CustomerNamePersonal, type Entity, type MessagePersonal, shownName } from '#application'
import { type MessageKind, messageKinds } from '#domain'
import { canonicalJson, type JsonObject } from '#kernel'
import {
  type Content,
  type ContentKind,
  type CustomerMessage,
  cut,
  type Person,
  type RichText
} from '#telegram'

type Message = Pick<CustomerMessage, 'content' | 'forwardedFrom' | 'replyTo'>

const mostAnsweredWords = 200

export const kindOf = (kind: ContentKind): MessageKind =>
  messageKinds.find(known => known === kind) ?? 'other'

/** What goes sealed into the event: `text` in place of the message's own where a command was taken off. */
export function personalOf(message: Message, text: RichText = message.content): MessagePersonal {
  const { file, details } = message.content
  return {
    text: text.text === '' ? null : text.text,
    entities: text.entities.length === 0 ? null : entitiesOf(text),
    file: file
      ? {
          file_id: file.id,
          unique_id: file.uniqueId,
          name: file.name ?? null,
          mime_type: file.mimeType ?? null,
          size: file.size ?? null
        }
      : null,
    ...(details && { content: details }),
    forwarded_from: message.forwardedFrom?.name ?? null,
    ...(message.replyTo?.quote && { reply_to: { ...quoteOf(message.replyTo.quote), words: null } })
  }
}

/** With the words that a customer's message answers: in the topic they may stand nowhere else. Of staff they may be a note's. */
export function customersPersonalOf(message: Message): MessagePersonal {
  const { replyTo } = message
  const words = replyTo?.words ? cut(replyTo.words, mostAnsweredWords) : null
  return {
    ...personalOf(message),
    ...((words || replyTo?.quote) && { reply_to: { ...quoteOf(replyTo?.quote), words } })
  }
}

const quoteOf = (quote: RichText | undefined) => ({
  quote: quote?.text ?? null,
  quote_entities: quote && quote.entities.length > 0 ? entitiesOf(quote) : null
})

/** They came as JSON and go as JSON. */
const entitiesOf = ({ entities }: RichText): Entity[] =>
  entities.map(entity => ({ ...entity }) as unknown as Entity)

/** What of a message can change so that somebody sees it. A moving live location or a vote in a poll is not that. */
export const textToDigest = (content: Content): string =>
  canonicalJson({
    kind: content.kind,
    text: content.text,
    entities: entitiesOf(content),
    file: content.file?.uniqueId ?? null,
    // Only of this kind more can be edited than text and file. Ticking an item is told apart from that.
    ...(content.details?.type === 'checklist' && {
      title: content.details.title,
      tasks: content.details.tasks.map(({ text }) => text)
    })
  } satisfies JsonObject)

export const nameOf = ({ firstName, lastName, username }: Person): CustomerNamePersonal => ({
  first_name: firstName,
  last_name: lastName ?? null,
  username: username ?? null
})

export const displayNameOf = (person: Person): string => shownName(nameOf(person))

/** `pt-br` → `pt`: the language without its region, where the app says one. */
export const languageOf = (person: Person): string | null => {
  const language = person.languageCode?.toLowerCase().split(/[-_]/)[0]
  return language && /^[a-z]{2,3}$/.test(language) ? language : null
}
