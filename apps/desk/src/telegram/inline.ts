import { createHash } from 'node:crypto'
import type { Desk } from '#application'
import {
  agentDecider,
  agentStream,
  readTemplate,
  render,
  shortcodeOf,
  templateFormatOf,
  templateMediaOf,
  templateTexts,
  withVariablesAsWritten
} from '#domain'
import { agentIdFor, type JsonObject } from '#kernel'
import type { Logger } from '#observability'
import type { Search } from '#search'
import { cut, type InlineQuery, mostEntities, type Params, type TelegramClient } from '#telegram'

type Result = Params<'answerInlineQuery'>['results'][number]
type ArticleResult = Extract<Result, { type: 'article' }>

const templatesShown = 20
/** Telegram takes no more. */
const resultsShown = 50
const longestWords = 256
const longestText = 4096
/** What waits longer is answered too late for whoever types. */
const mostAtOnce = 20

/**
 * What agents may choose from when they type after the bot's name, in whatever chat: templates for customers, with their
 * variables as written, or the command that sends them. Strangers get nothing, and nobody an error: who sees nothing types on.
 */
export function inlineAnswers({
  desk,
  search,
  client,
  logger
}: {
  readonly desk: Desk
  readonly search: Search
  readonly client: Pick<TelegramClient, 'call'>
  readonly logger: Logger
}): (query: InlineQuery) => void {
  let underWay = 0

  async function isAgent(userId: number): Promise<boolean> {
    const subjectId = await desk.vault.findSubject(userId)
    if (!subjectId) return false
    const { state } = await desk.runner.load(agentDecider, agentStream(agentIdFor(subjectId)))
    return state.exists && !state.removed && state.leftAt === null
  }

  async function resultsFor(words: string): Promise<Result[]> {
    if (!search.isCurrent()) return []
    const asked = words.trim() === '' ? null : words.slice(0, longestWords)
    const kinds = ['template'] as const
    const found = await search.texts({ words: asked, kinds, audience: 'customers', limit: templatesShown })
    const bodies = await Promise.all(found.map(({ id }) => desk.settings.body('template', id)))
    return bodies.flatMap((body, nth) => (body ? resultsOf(found[nth]?.id ?? '', body) : []))
  }

  async function answer({ id, userId, words }: InlineQuery): Promise<void> {
    const results = (await isAgent(userId)) ? (await resultsFor(words)).slice(0, resultsShown) : []
    await client.call('answerInlineQuery', {
      ...{ inline_query_id: id, results, cache_time: 0, is_personal: true }
    })
  }

  return query => {
    if (underWay >= mostAtOnce) return
    underWay++
    void answer(query)
      .catch((error: unknown) => logger.warn({ error }, 'an inline query was not answered'))
      .finally(() => underWay--)
  }
}

/**
 * One for each language of the template; who chooses it sees what will be sent. What a line can't say, a file or more than
 * one message holds, is sent by the command that the choice writes.
 */
function resultsOf(id: string, body: JsonObject): Result[] {
  if (body['audience'] === 'agents') return []
  const name = typeof body['name'] === 'string' ? body['name'] : id
  const media = templateMediaOf(body)
  const written = Object.entries(templateTexts(body)).flatMap(([language, text]) => {
    const read = readTemplate(text, templateFormatOf(body))
    return 'problem' in read ? [] : [{ language, ...render(withVariablesAsWritten(read.template), {}) }]
  })
  const tooLong = written.some(
    ({ text, entities }) => text.length > longestText || entities.length > mostEntities
  )
  const [first] = written
  if (!first) return []
  if (media || tooLong) {
    const what = media ? `📎 ${media.kind} · ${first.text}` : first.text
    return [choice(`${id} command`, name, what, { message_text: `/t ${shortcodeOf(body)}` })]
  }
  return written.map(({ language, text, entities }) => {
    const title = written.length > 1 ? `${name} · ${language}` : name
    return choice(`${id} ${language}`, title, text, { message_text: text, entities: [...entities] })
  })
}

function choice(
  what: string,
  title: string,
  description: string,
  input_message_content: ArticleResult['input_message_content']
): Result {
  return {
    type: 'article',
    // 64 bytes at most.
    id: createHash('sha256').update(what).digest('hex').slice(0, 32),
    title,
    description: cut(description.replaceAll(/\s+/g, ' '), 120),
    input_message_content
  }
}
