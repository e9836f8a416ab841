import type { MessageEntity } from '@grammyjs/types'
import { lower } from './links.js'

type DateTimeFormat = MessageEntity.DateTimeMessageEntity['date_time_format']

/** The parameters of `tg://<host>?…`; undefined for every other link. */
function appParams(link: string, host: string): Map<string, string> | undefined {
  const [, name, query] = /^tg:(?:\/\/)?([^/?#]*)\/?\?([^#]*)/is.exec(link) ?? []
  if (name === undefined || query === undefined || lower(name) !== host) return undefined
  const found = new Map<string, string>()
  for (const part of query.split('&')) {
    const [key = '', ...value] = part.split('=')
    if (!found.has(key)) found.set(key, value.join('='))
  }
  return found
}

const wholeNumber = /^-?[1-9]\d*$/
const maxInt64 = 2n ** 63n - 1n
const maxUserId = 2 ** 40
const maxInt32 = 2 ** 31 - 1

/** A number of 64 bits that is not 0, written as numbers are. */
export function customEmojiId(text: string | undefined): string | undefined {
  if (text === undefined || !wholeNumber.test(text)) return undefined
  const value = BigInt(text)
  return value <= maxInt64 && value >= -maxInt64 - 1n ? text : undefined
}

/** Whom a link like `tg://user?id=1` mentions. */
export function userOfLink(link: string): number | undefined {
  const id = appParams(lower(link), 'user')?.get('id') ?? ''
  return wholeNumber.test(id) && Number(id) > 0 && Number(id) < maxUserId ? Number(id) : undefined
}

export const emojiOfLink = (link: string): string | undefined =>
  customEmojiId(appParams(link, 'emoji')?.get('id'))

/** A time as `tg://time?unix=1&format=r` gives it; undefined when it has none. */
export function timeOfLink(link: string): { unix: number; format: string } | undefined {
  const params = appParams(link, 'time')
  const unix = params?.get('unix') ?? ''
  if (!wholeNumber.test(unix) || Number(unix) <= 0 || Number(unix) > maxInt32) return undefined
  return { unix: Number(unix), format: params?.get('format') ?? '' }
}

/** `r`, or at most one of each of weekday, date and time in this order; undefined for anything else. */
export function dateTimeFormat(format: string): DateTimeFormat | undefined {
  if (format === 'r' || format === 'R') return 'r'
  if (!/^[tTdDwW]*$/.test(format)) return undefined
  const date = format.includes('d') ? 'd' : format.includes('D') ? 'D' : ''
  const time = format.includes('t') ? 't' : format.includes('T') ? 'T' : ''
  return `${/w/i.test(format) ? 'w' : ''}${date}${time}`
}
