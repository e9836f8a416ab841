import { ApiError, badRequest } from '../api-error.js'
import { codePoints } from '../text/formatted.js'
import { filePath } from '../world/files.js'
import type { Method } from './method.js'
import { threadFor, writable } from './target.js'

const maxToast = 200
const maxDownload = 20 * 1024 * 1024
const actions = new Set([
  ...['typing', 'upload_photo', 'record_video', 'upload_video', 'record_voice', 'upload_voice'],
  ...['upload_document', 'choose_sticker', 'find_location', 'record_video_note', 'upload_video_note']
])

const answerCallbackQuery: Method = (world, params) => {
  const text = params.text('text') ?? ''
  if (codePoints(text) > maxToast) throw badRequest('MESSAGE_TOO_LONG')
  const answer = { text, show_alert: params.flag('show_alert'), url: params.text('url') ?? '' }
  world.callbacks.answer(params.text('callback_query_id') ?? '', answer, params.int('cache_time') ?? 0)
  return true
}

/** True also for a topic that is gone: it proves nothing, as at Telegram. */
const sendChatAction: Method = (world, params) => {
  const to = writable(world, params)
  const action = params.text('action') ?? ''
  if (!actions.has(action)) throw badRequest('wrong parameter action in request')
  const thread_id = params.int('message_thread_id') ?? 0
  if (thread_id === 0) threadFor(world, to, params, undefined)
  world.changes.tell({ type: 'typing', chat_id: to.id, thread_id, action })
  return true
}

const getFile: Method = (world, params) => {
  const file = world.files.get(params.text('file_id') ?? '')
  if (!file) throw badRequest('wrong file_id or the file is temporarily unavailable')
  if (file.size > maxDownload) throw badRequest('file is too big')
  return {
    file_id: file.file_id,
    file_unique_id: file.file_unique_id,
    file_size: file.size,
    file_path: filePath(file)
  }
}

const notHere = (): never => {
  throw new ApiError(400, 'Bad Request: the sandbox keeps its bot')
}

export const methods: Record<string, Method> = {
  answerCallbackQuery,
  sendChatAction,
  getFile,
  logOut: notHere,
  close: notHere
}
