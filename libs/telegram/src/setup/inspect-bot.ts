import { isJsonObject } from '#kernel'
import type { CallResult } from '../client/call-result.js'
import type { TelegramClient } from '../client/client.js'
import type { Membership } from '../updates/classified.js'
import { membershipIn } from '../updates/classify.js'
import { integerAt, textAt } from '../updates/fields.js'

/** What the desk needs in the staff group. */
export const neededRights = ['can_manage_topics', 'can_delete_messages', 'can_pin_messages'] as const
export type NeededRight = (typeof neededRights)[number]

/** Why the desk can't work in the staff group as it should. Each can be put right by a person, except `unreachable`. */
export type SetupProblem =
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'group_not_found' }
  | { readonly kind: 'group_migrated'; readonly to: number | undefined }
  | { readonly kind: 'not_a_group' }
  | { readonly kind: 'not_a_forum' }
  | { readonly kind: 'bot_not_in_group' }
  | { readonly kind: 'bot_not_administrator' }
  | { readonly kind: 'right_missing'; readonly right: NeededRight }
  | { readonly kind: 'refused'; readonly call: string; readonly code: number; readonly description: string }

export interface BotProfile {
  readonly id: number
  readonly username: string
  readonly name: string
}

export interface Inspection {
  /** Undefined when getMe did not answer. */
  readonly bot: BotProfile | undefined
  readonly group: { readonly id: number; readonly title: string; readonly isForum: boolean } | undefined
  readonly missing: readonly NeededRight[]
  /** Empty: all is well. */
  readonly problems: readonly SetupProblem[]
}

/** Asks who the bot is; also what health asks. */
export async function whoAmI(
  client: TelegramClient,
  signal?: AbortSignal
): Promise<{ bot: BotProfile | undefined; problems: SetupProblem[] }> {
  const me = await client.call('getMe', {}, signal)
  if (me.kind !== 'ok') return { bot: undefined, problems: [problemOf('getMe', me)] }
  const user: unknown = me.result
  const id = isJsonObject(user) ? integerAt(user, 'id') : undefined
  if (!isJsonObject(user) || id === undefined) return { bot: undefined, problems: [{ kind: 'unreachable' }] }
  return {
    bot: { id, username: textAt(user, 'username') ?? '', name: textAt(user, 'first_name') ?? '' },
    problems: []
  }
}

/** Looks whether bot and staff group are as the desk needs them. Changes nothing. */
export async function inspectBot(
  client: TelegramClient,
  groupId: number,
  signal?: AbortSignal
): Promise<Inspection> {
  const { bot, problems } = await whoAmI(client, signal)
  const nothing = { bot, group: undefined, missing: [] }
  if (!bot) return { ...nothing, problems }

  const chat = await client.call('getChat', { chat_id: groupId }, signal)
  if (chat.kind !== 'ok') return { ...nothing, problems: [problemOf('getChat', chat)] }
  const { type, title = '' } = chat.result
  if (type !== 'supergroup' && type !== 'group') return { ...nothing, problems: [{ kind: 'not_a_group' }] }
  const group = { id: groupId, title, isForum: chat.result.is_forum === true }
  if (!group.isForum) problems.push({ kind: 'not_a_forum' })

  const member = await client.call('getChatMember', { chat_id: groupId, user_id: bot.id }, signal)
  if (member.kind !== 'ok') {
    return { bot, group, missing: [], problems: [...problems, problemOf('getChatMember', member)] }
  }
  const result: unknown = member.result
  const membership = membershipIn(isJsonObject(result) ? result : undefined)
  if (membership.status === 'left' || membership.status === 'kicked') {
    return { bot, group, missing: neededRights, problems: [...problems, { kind: 'bot_not_in_group' }] }
  }
  const missing = missingRights(membership)
  if (membership.status !== 'administrator' && membership.status !== 'creator') {
    problems.push({ kind: 'bot_not_administrator' })
  }
  for (const right of missing) problems.push({ kind: 'right_missing', right })
  return { bot, group, missing, problems }
}

/** Also for the rights that a `bot_membership` update tells. */
export function missingRights(membership: Membership): NeededRight[] {
  const has: Record<NeededRight, boolean> = {
    can_manage_topics: membership.canManageTopics,
    can_delete_messages: membership.canDeleteMessages,
    can_pin_messages: membership.canPinMessages
  }
  return neededRights.filter(right => !has[right])
}

function problemOf(call: string, failed: Exclude<CallResult<unknown>, { kind: 'ok' }>): SetupProblem {
  if (failed.kind !== 'error') return { kind: 'unreachable' }
  const { classified, code, description } = failed
  switch (classified.kind) {
    case 'unauthorized':
      return { kind: 'unauthorized' }
    case 'customer_unreachable':
      return { kind: 'group_not_found' }
    case 'group_migrated':
      return { kind: 'group_migrated', to: classified.to }
    case 'group_lost':
      return { kind: 'bot_not_in_group' }
    default:
      return { kind: 'refused', call, code, description }
  }
}
