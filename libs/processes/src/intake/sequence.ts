import type { RecordedEvent } from '#event-log'
import { conversationIdFor, staffGroupIdFor, unreachable } from '#kernel'
import type { Concern } from '#telegram'
import type { IntakeOptions } from './options.js'

/**
 * The name of what an update is in order with. It stands in parked rows, health and logs, so it holds no id of
 * Telegram's: a customer stands under the conversation, a group under the id that our streams use.
 * @throws VaultUnavailable
 */
export async function sequenceOf(
  about: Concern,
  { stream }: RecordedEvent,
  { desk, client }: Pick<IntakeOptions, 'desk' | 'client'>
): Promise<string> {
  switch (about.whom) {
    case 'customer':
      return `conversation:${conversationIdFor(await desk.vault.subjectFor(about.userId), client.botId)}`
    case 'topic':
      return topic(about.groupId, about.threadId)
    case 'group':
      return group(about.groupId)
    case 'nobody':
      return stream
    default:
      return unreachable(about)
  }
}

const topic = (groupId: number, threadId: number | string) => `topic:${staffGroupIdFor(groupId)}:${threadId}`
const group = (groupId: number) => `group:${staffGroupIdFor(groupId)}`

/** Parked by a desk that named topics and groups by Telegram's ids: the present name. */
export function presentName(sequence: string): string {
  const [, kind, groupId, threadId] = /^(topic|group):(-\d+)(?::(\d+|general))?$/.exec(sequence) ?? []
  if (kind === 'topic' && threadId !== undefined) return topic(Number(groupId), threadId)
  return kind === 'group' && threadId === undefined ? group(Number(groupId)) : sequence
}
