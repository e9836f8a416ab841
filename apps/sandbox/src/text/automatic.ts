import type { MessageEntity } from '@grammyjs/types'
import type { Formatted } from './entities.js'
import { sorted } from './make.js'

const automatic: [
  MessageEntity['type'] & ('bot_command' | 'url' | 'email' | 'mention' | 'hashtag'),
  RegExp
][] = [
  ['bot_command', /(?<![\w/@])\/[a-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])/gi],
  ['url', /\bhttps?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)]/gi],
  ['email', /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g],
  ['mention', /(?<![\w@])@\w{3,32}\b/g],
  ['hashtag', /(?<![\w#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu]
]

const around: ReadonlySet<string> = new Set<MessageEntity['type']>([
  ...(['bold', 'italic', 'underline', 'strikethrough', 'spoiler'] as const),
  ...(['blockquote', 'expandable_blockquote'] as const)
])

/** What Telegram finds in every text by itself, where no other entity stands yet. */
export function withAutomatic({ text, entities }: Formatted): Formatted {
  if (!/[/@#]/.test(text)) return { text, entities }
  const all = [...entities]
  const free = (offset: number, length: number) =>
    !all.some(
      other =>
        offset < other.offset + other.length && other.offset < offset + length && !around.has(other.type)
    )
  for (const [type, pattern] of automatic) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length }
      if (free(entity.offset, entity.length)) all.push(entity)
    }
  }
  return { text, entities: sorted(all) }
}
