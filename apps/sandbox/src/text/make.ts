import type { MessageEntity } from '@grammyjs/types'
import { userOfLink } from './app-links.js'
import { checkedLink } from './links.js'

export interface Span {
  offset: number
  length: number
}

/** A link in markup: to a person, to an address as Telegram writes it, or nothing where it is no address. */
export function linked(url: string, at: Span): MessageEntity[] {
  const id = userOfLink(url)
  if (id !== undefined) {
    return [{ type: 'text_mention', user: { id, is_bot: false, first_name: '' }, ...at }]
  }
  const link = checkedLink(url)
  return 'url' in link ? [{ type: 'text_link', url: link.url, ...at }] : []
}

/** Which of two entities of the same text is the outer one. */
const rank: ReadonlyMap<MessageEntity['type'], number> = new Map<MessageEntity['type'], number>([
  ['blockquote', 0],
  ['expandable_blockquote', 0],
  ['pre', 11],
  ['code', 20],
  ['date_time', 30],
  ['text_link', 49],
  ['text_mention', 49],
  ['bold', 90],
  ['italic', 91],
  ['underline', 92],
  ['strikethrough', 93],
  ['spoiler', 94],
  ['custom_emoji', 99]
])
const rankOf = ({ type }: MessageEntity): number => rank.get(type) ?? 50

/** In the order in which Telegram gives them: by place, outer ones first. */
export const sorted = (entities: readonly MessageEntity[]): MessageEntity[] =>
  [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length || rankOf(a) - rankOf(b))
