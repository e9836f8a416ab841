import { articleText } from '#application'
import { isSlug, type JsonObject } from '#kernel'
import { flag, optional, parseBody, parsed, required } from '../input/body.js'
import { agentId } from '../input/ids.js'
import { id, input, slug, yesNo } from '../openapi/schema-parts.js'
import { invalidBody, Problem } from '../problems/problem.js'

/** An article in force, from its stream. */
export type FindArticle = (articleId: string) => Promise<JsonObject | undefined>

export const articleLinkSchema = input(['article_id'], {
  article_id: slug,
  send: { ...yesNo, default: false },
  agent_id: id('agt')
})

const fields = {
  article_id: required(parsed(given => (isSlug(given) ? given : undefined), 'must be the id of an article')),
  send: optional(flag),
  agent_id: optional(agentId)
}

/** `said`: what the customer is to get, where it is to be sent. @throws Problem 409, 422 */
export async function articleIn(body: unknown, find: FindArticle) {
  const { article_id: article, send, agent_id } = parseBody(body, fields)
  const found = await find(article)
  if (!found) {
    throw invalidBody([{ pointer: '/article_id', code: 'unknown_article', message: 'is not an article' }])
  }
  if (!send) return { article, said: undefined, agent_id }
  if (found['audience'] === 'agents') {
    throw new Problem(409, 'article_for_agents', 'this article is for agents: it is never sent')
  }
  const said = articleText(found)
  if (said.text === '') throw new Problem(409, 'nothing_to_send', 'nothing can be read of this article')
  return { article, said, agent_id }
}
