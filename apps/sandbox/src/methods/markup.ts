import type { InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup } from '@grammyjs/types'
import { badRequest } from '../api-error.js'
import { isRecord, type Params } from '../params.js'

export interface Markup {
  reply_markup?: InlineKeyboardMarkup
  keyboard?: ReplyKeyboardMarkup['keyboard']
  force_reply?: true
}

const maxButtons = 100
const actions = [
  'url',
  'callback_data',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay'
]

const fail = (reason: string) => badRequest(`can't parse inline keyboard button: ${reason}`)

function isInlineButton(value: unknown): value is InlineKeyboardButton {
  if (!isRecord(value)) throw fail('InlineKeyboardButton must be an Object')
  const { text, callback_data: data } = value
  if (typeof text !== 'string' || text === '') throw fail('Field "text" must be a non-empty String')
  if (data !== undefined) {
    const bytes = Buffer.byteLength(String(data))
    if (typeof data !== 'string' || bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID')
  }
  if (!actions.some(name => value[name] !== undefined)) {
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
  }
  if (value['url'] !== undefined && !/^(https?|tg):/.test(String(value['url']))) {
    throw badRequest(
      `inline keyboard button URL '${String(value['url'])}' is invalid: Unsupported URL protocol`
    )
  }
  return true
}

function rowsOf<B>(value: unknown, isButton: (button: unknown) => button is B): B[][] {
  if (!Array.isArray(value)) throw badRequest('object expected as reply markup')
  const rows = value.map(row => {
    if (!Array.isArray(row))
      throw badRequest("can't parse reply markup: expected an Array of Array of buttons")
    return row.filter(isButton)
  })
  if (rows.reduce((sum, row) => sum + row.length, 0) > maxButtons)
    throw badRequest('reply markup is too long')
  return rows.filter(row => row.length > 0)
}

const isKey = (value: unknown): value is ReplyKeyboardMarkup['keyboard'][number][number] =>
  typeof value === 'string' || (isRecord(value) && typeof value['text'] === 'string')

/** The keyboard of a message, of whichever kind. */
export function markup(params: Params): Markup {
  const given = params.json('reply_markup', 'reply keyboard markup')
  if (given === undefined) return {}
  if (!isRecord(given)) throw badRequest('object expected as reply markup')
  if (given['inline_keyboard'] !== undefined) {
    const rows = rowsOf(given['inline_keyboard'], isInlineButton)
    return rows.length > 0 ? { reply_markup: { inline_keyboard: rows } } : {}
  }
  if (given['keyboard'] !== undefined) return { keyboard: rowsOf(given['keyboard'], isKey) }
  if (given['force_reply'] === true) return { force_reply: true }
  return given['remove_keyboard'] === true ? { keyboard: [] } : {}
}

/** For edits, which know inline keyboards only. */
export function inlineMarkup(params: Params): InlineKeyboardMarkup | undefined {
  const found = markup(params)
  if (found.keyboard || found.force_reply) throw badRequest("message can't be edited")
  return found.reply_markup
}
