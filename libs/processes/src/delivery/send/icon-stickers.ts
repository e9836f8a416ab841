import type { Clock } from '#kernel'
import type { TelegramClient } from '#telegram'

const askAgainMs = 600_000

/** The custom emoji that any bot may use as icons of topics, by their emoji. Asked for once; none while Telegram does not say. */
export function createIconStickers(client: Pick<TelegramClient, 'call'>, clock: Clock) {
  let known: Promise<ReadonlyMap<string, string>> | undefined
  let askedAt = 0

  async function ask(): Promise<ReadonlyMap<string, string>> {
    askedAt = clock.monotonic()
    const answer = await client.call('getForumTopicIconStickers', {})
    if (answer.kind !== 'ok' || !Array.isArray(answer.result)) return new Map()
    return new Map(
      answer.result.flatMap(({ emoji, custom_emoji_id: id }) =>
        emoji && id ? [[plainEmoji(emoji), id]] : []
      )
    )
  }

  return {
    /** Undefined: Telegram has no such icon. */
    async idOf(emoji: string): Promise<string | undefined> {
      known ??= ask()
      const stickers = await known
      if (stickers.size === 0 && clock.monotonic() - askedAt > askAgainMs) known = undefined
      return stickers.get(plainEmoji(emoji))
    }
  }
}

export type IconStickers = ReturnType<typeof createIconStickers>

/** Without the selector that says that it is to be shown in colour. */
const plainEmoji = (emoji: string): string => emoji.replaceAll('\uFE0F', '')
