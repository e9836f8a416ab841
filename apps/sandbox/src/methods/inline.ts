import { badRequest } from '../api-error.js'
import { isRecord, Params } from '../params.js'
import { messageText, textContent } from '../text/formatted.js'
import type { InlineChoice } from '../world/inline.js'
import type { World } from '../world/world.js'
import type { Method } from './method.js'

const mostResults = 50

/** Articles that say a text: nothing else is played. */
export const answerInlineQuery: Method = (world, params) => {
  const results = params.json('results', 'inline query results')
  if (!Array.isArray(results)) throw badRequest("can't parse inline query results: Expected an Array")
  if (results.length > mostResults) throw badRequest('RESULTS_TOO_MUCH')
  const choices = results.map(result => choiceOf(world, result))
  if (new Set(choices.map(({ id }) => id)).size < choices.length) throw badRequest('RESULT_ID_DUPLICATE')
  world.inline.answer(params.text('inline_query_id') ?? '', choices)
  world.changes.tell({ type: 'updates' })
  return true
}

function choiceOf(world: World, result: unknown): InlineChoice {
  if (!isRecord(result)) throw badRequest("can't parse inline query result: Expected an Object")
  const { type, id, title, description, input_message_content: says } = result
  if (type !== 'article') throw badRequest(`the sandbox does not play inline results of type ${String(type)}`)
  if (typeof id !== 'string' || id === '' || Buffer.byteLength(id) > 64) throw badRequest('RESULT_ID_INVALID')
  if (typeof title !== 'string' || title === '') throw badRequest('ARTICLE_TITLE_EMPTY')
  if (!isRecord(says) || typeof says['message_text'] !== 'string') throw badRequest('MESSAGE_EMPTY')
  const { message_text: text, entities, parse_mode } = says
  const said = new Params({
    text,
    ...(entities !== undefined && { entities }),
    ...(parse_mode !== undefined && { parse_mode })
  })
  return {
    ...{ id, title, description: typeof description === 'string' ? description : '' },
    content: textContent(messageText(world, said))
  }
}
