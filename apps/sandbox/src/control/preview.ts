import type { StoredMessage } from '../world/types.js'

/** What a message says, in one line. */
export function preview({ content }: StoredMessage): string {
  const text = content.text ?? content.caption
  if (text) return text.replaceAll(/\s+/g, ' ').slice(0, 120)
  if (content.forum_topic_created) return 'Topic created'
  if (content.forum_topic_edited) return 'Topic edited'
  if (content.forum_topic_closed) return 'Topic closed'
  if (content.forum_topic_reopened) return 'Topic reopened'
  const [kind] = Object.keys(content)
  return kind ? kind.replaceAll('_', ' ') : 'Pinned a message'
}
