import { createHash } from 'node:crypto'
import type { Desk } from '#application'
import {
  agentDecider,
  agentStream,
  readTemplate,
  render,
  templateFormatOf,
  templateMediaOf,
  templateTexts,
  withVariablesAsWritten
} from '#domain'
import { agentIdFor, type JsonObject } from '#kernel'
import type { Logger } from '#observability'
import type { Search } from '#search'
import { cut, type InlineQuery, type Params, type TelegramClient } from '#telegram'

type Result = Params<'answerInlineQuery'>['results'][number]

const templatesShown = 20
/** Telegram takes no more. */
const resultsShown = 50
const longestWords = 256
const longestText = 4096
/** What waits longer is answered too late for whoever types. */
const mostAtOnce = 20

/**
 * What agents may choose from when they type after the bot's name, in whatever chat: templates for customers, with their
 * variables as written. Strangers get nothing, and nobody an error: who sees nothing types on.
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

/** One for each language of the template; who chooses it sees what will be sent. */
function resultsOf(id: string, body: JsonObject): Result[] {
  // What carries a file can't be said in a line.
  if (body['audience'] === 'agents' || templateMediaOf(body)) return []
  const texts = Object.entries(templateTexts(body))
  return texts.flatMap(([language, text]) => {
    const read = readTemplate(text, templateFormatOf(body))
    if ('problem' in read) return []
    const { text: message_text, entities } = render(withVariablesAsWritten(read.template), {})
    if (message_text.length > longestText) return []
    const name = typeof body['name'] === 'string' ? body['name'] : id
    return [
      {
        type: 'article' as const,
        // 64 bytes at most.
        id: createHash('sha256').update(`${id} ${language}`).digest('hex').slice(0, 32),
        title: texts.length > 1 ? `${name} · ${language}` : name,
        description: cut(message_text.replaceAll(/\s+/g, ' '), 120),
        input_message_content: { message_text, entities: [...entities] }
      }
    ]
  })
}
