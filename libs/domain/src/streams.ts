import {
  type AgentId,
  type ApiKeyId,
  type BotId,
  type ConversationId,
  type DeliveryId,
  type EndpointId,
  type RecomputationId,
  type SessionId,
  type StaffGroupId,
  type SubjectId,
  shortcodeIdFor,
  type TicketId
} from '#kernel'
import type { DigestChat } from './digest/index.js'
import type { SettingKindName } from './setting/index.js'

/** Stream names: a category, a dash, an id. The categories are the desk's own streams. */
export const streamCategories = [
  'inbox',
  'conversation',
  'topic',
  'ticket',
  'form-run',
  'delivery',
  'agent',
  'slots',
  'api-key',
  'staff-group',
  'setting',
  'shortcode',
  'recomputation',
  'subject',
  'access',
  'alerts',
  'digests',
  'audit',
  'endpoint',
  'session'
] as const
export type StreamCategory = (typeof streamCategories)[number]

/** `round` counts the updates that came under the same number, from 1: Telegram numbers anew now and then. */
export const inboxStream = (bot: BotId, updateId: number, round = 1): string =>
  `inbox-${bot}-${updateId}${round === 1 ? '' : `-${round}`}`
export const conversationStream = (id: ConversationId): string => `conversation-${id}`
export const topicStream = (group: StaffGroupId, threadId: number): string => `topic-${group}-${threadId}`
export const ticketStream = (id: TicketId): string => `ticket-${id}`
export const formStream = (id: TicketId): string => `form-run-${id}`
export const deliveryStream = (id: DeliveryId): string => `delivery-${id}`
export const agentStream = (id: AgentId): string => `agent-${id}`
export const slotsStream = (id: AgentId): string => `slots-${id}`
export const apiKeyStream = (id: ApiKeyId): string => `api-key-${id}`
export const staffGroupStream = (id: StaffGroupId): string => `staff-group-${id}`
export const settingStream = (kind: SettingKindName, id: string): string => `setting-${kind}-${id}`
export const shortcodeStreamOf = (id: string): string => `shortcode-${id}`
export const shortcodeStream = (folded: string): string => shortcodeStreamOf(shortcodeIdFor(folded))
export const recomputationStream = (id: RecomputationId): string => `recomputation-${id}`
export const subjectStream = (id: SubjectId): string => `subject-${id}`
export const endpointStream = (id: EndpointId): string => `endpoint-${id}`
export const sessionStream = (id: SessionId): string => `session-${id}`
export const alertStream = (name: string): string => `alerts-${name}`
/** Of a chat: a staff group's General, or the leads' own. */
export const digestStream = (chat: DigestChat): string =>
  `digests-${'staffGroupId' in chat ? chat.staffGroupId : `leads${chat.leadsChatId}`}`
export const accessStream = (id: SubjectId): string => `access-${id}`

const prefixes = streamCategories.map(category => ({ category, prefix: `${category}-` }))
const prefixOf = Object.fromEntries(prefixes.map(({ category, prefix }) => [category, prefix])) as {
  readonly [Category in StreamCategory]: string
}

/** Asked several times of each event of a rebuild: makes no text. */
export const isStreamOf = (stream: string, category: StreamCategory): boolean =>
  stream.startsWith(prefixOf[category])

const prefixesByLetter = Map.groupBy(prefixes, ({ prefix }) => prefix.charCodeAt(0))

/** The category of a stream's name; undefined for a stream that is not the desk's. Asked as often. */
export function categoryOf(stream: string): StreamCategory | undefined {
  for (const { category, prefix } of prefixesByLetter.get(stream.charCodeAt(0)) ?? [])
    if (stream.startsWith(prefix)) return category
  return undefined
}

/** What stands behind the category. */
export const idOf = (stream: string): string => {
  const category = categoryOf(stream)
  return category ? stream.slice(category.length + 1) : stream
}
