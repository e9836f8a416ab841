import type { Fault } from '../faults.js'
import { isMethod } from '../methods/index.js'
import type { Params } from '../params.js'
import { ControlError } from './error.js'
import { field, need, optionalWords, record, whole, words } from './http-params.js'

export function fault(params: Params): Fault {
  const method = optionalWords(params, 'method')
  if (method !== undefined && !isMethod(method)) throw new ControlError(400, 'method is none that is played')
  const chat_id = whole(params, 'chat_id')
  const held = optionalWords(params, 'words')
  const times = whole(params, 'times', 1)
  const scope = {
    ...(method !== undefined && { method }),
    ...(chat_id !== undefined && { chat_id }),
    ...(held !== undefined && { words: held }),
    ...(times !== undefined && { times })
  }
  const kind = words(params, 'kind')
  switch (kind) {
    case 'lose_answer':
    case 'lose_request':
    case 'http_500':
      return { kind, ...scope }
    case 'slow':
      return { kind, ms: need(whole(params, 'ms', 0), 'ms'), ...scope }
    case 'error':
      return { kind, ...errorOf(params), ...scope }
    default:
      throw new ControlError(400, 'kind must be one of lose_answer, lose_request, error, slow, http_500')
  }
}

function errorOf(params: Params) {
  const code = need(whole(params, 'code', 200), 'code')
  if (code > 599) throw new ControlError(400, 'code must be an HTTP status')
  const given = record(params, 'parameters', ['retry_after', 'migrate_to_chat_id'])
  const retry_after = given && field.whole(given, 'parameters', 'retry_after')
  const migrate_to_chat_id =
    given?.['migrate_to_chat_id'] && field.number(given, 'parameters', 'migrate_to_chat_id')
  const parameters = {
    ...(retry_after !== undefined && { retry_after }),
    ...(migrate_to_chat_id && { migrate_to_chat_id })
  }
  return { code, description: words(params, 'description'), ...(given && { parameters }) }
}
