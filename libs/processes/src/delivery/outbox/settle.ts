import type { Wish } from './wish.js'

const cardSettleMs = 1000
const iconSettleMs = 10_000

/** What is edited waits for what else changes at this moment. An icon costs two calls, for Telegram tells of it: it waits for longer. */
export function settleMs({ kind }: Wish): number {
  if (kind === 'icon') return iconSettleMs
  return kind === 'card' || kind === 'topic_name' ? cardSettleMs : 0
}
