import type { GroupNeed } from '#domain'
import { inspectBot, type TelegramClient } from '#telegram'
import type { StaffGroup } from '../directories/index.js'
import { missingAfter } from '../intake/inspection.js'

/** What is still missing in a group that can't be used, when Telegram says that it is less than before. */
export async function restoredRights(
  client: TelegramClient,
  group: StaffGroup,
  signal: AbortSignal
): Promise<readonly GroupNeed[] | undefined> {
  const missing = missingAfter(await inspectBot(client, group.chatId, signal))
  return missing && group.missing.some(need => !missing.includes(need)) ? missing : undefined
}
