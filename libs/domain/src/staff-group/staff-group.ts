import { type Outcome, ok, refuse, type StaffGroupId, unreachable } from '#kernel'
import type { Decided, Decider } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** What the bot must be and may do in a staff group; each missing one is named. */
export const groupNeeds = [
  'forum',
  'administrator',
  'can_manage_topics',
  'can_delete_messages',
  'can_pin_messages'
] as const
export type GroupNeed = (typeof groupNeeds)[number]

/** What is said in the group outside of a ticket's own events. */
export const staffNotices = [
  'human_topic_hint',
  'rights_missing',
  'rights_restored',
  'setup_done',
  'setup_refused',
  'not_an_agent',
  'anonymous_admin',
  'general_help',
  // Of older desks: what is told together is a digest of its own now.
  'sla_digest',
  'alert_began',
  'alert_ended',
  'queues',
  'status',
  'not_counted',
  'command_refused',
  'assignee_not_there',
  'team',
  'me',
  'found',
  'templates',
  'articles',
  'search_not_ready'
] as const
export type StaffNotice = (typeof staffNotices)[number]

export type StaffGroupEvent =
  | Event<'StaffGroupRegistered', { readonly staffGroupId: StaffGroupId; readonly chatId: number }>
  | Event<'StaffGroupRetired', { readonly staffGroupId: StaffGroupId }>
  | Event<'RightsChanged', { readonly missing: readonly GroupNeed[] }>
  | Event<'StaffGroupMigrated', { readonly fromChatId: number; readonly toChatId: number }>
  | Event<
      'StaffNoticeRequested',
      {
        readonly notice: StaffNotice
        readonly threadId: number | null
        readonly replyToTelegramMessageId: number | null
        readonly details: { readonly [key: string]: string | number | null }
      }
    >

export type StaffGroupState =
  | { readonly exists: false }
  | {
      readonly exists: true
      readonly active: boolean
      readonly chatId: number
      readonly missing: readonly GroupNeed[]
    }

export type StaffGroupCommand =
  | { readonly type: 'RegisterStaffGroup'; readonly staffGroupId: StaffGroupId; readonly chatId: number }
  | { readonly type: 'RetireStaffGroup'; readonly staffGroupId: StaffGroupId }
  | { readonly type: 'RecordRights'; readonly missing: readonly GroupNeed[] }
  | { readonly type: 'MigrateStaffGroup'; readonly fromChatId: number; readonly toChatId: number }
  | {
      readonly type: 'RequestStaffNotice'
      readonly notice: StaffNotice
      readonly threadId: number | null
      readonly replyToTelegramMessageId: number | null
      readonly details: { readonly [key: string]: string | number | null }
    }

export type StaffGroupRefusal = 'unknown_staff_group'

export const staffGroupDecider: Decider<
  StaffGroupCommand,
  StaffGroupState,
  StaffGroupEvent,
  StaffGroupRefusal
> = {
  initial: { exists: false },

  decide(command, state): Outcome<readonly Decided<StaffGroupEvent>[], StaffGroupRefusal> {
    if (command.type === 'RegisterStaffGroup') {
      const { staffGroupId, chatId } = command
      return state.exists && state.active
        ? ok([])
        : ok([{ type: 'StaffGroupRegistered', data: { staffGroupId, chatId } }])
    }
    if (!state.exists) return refuse('unknown_staff_group')
    switch (command.type) {
      case 'RetireStaffGroup':
        return state.active
          ? ok([{ type: 'StaffGroupRetired', data: { staffGroupId: command.staffGroupId } }])
          : ok([])
      case 'RecordRights':
        return rightsChanged(command.missing, state.missing)
      case 'MigrateStaffGroup': {
        const { fromChatId, toChatId } = command
        // Only from the chat it is in: an old migration told again moves nothing.
        return state.chatId === fromChatId && fromChatId !== toChatId
          ? ok([{ type: 'StaffGroupMigrated', data: { fromChatId, toChatId } }])
          : ok([])
      }
      case 'RequestStaffNotice': {
        const { notice, threadId, replyToTelegramMessageId, details } = command
        return ok([
          { type: 'StaffNoticeRequested', data: { notice, threadId, replyToTelegramMessageId, details } }
        ])
      }
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'StaffGroupRegistered':
        return {
          exists: true,
          active: true,
          chatId: state.exists ? state.chatId : event.data.chatId,
          missing: state.exists ? state.missing : []
        }
      case 'StaffGroupRetired':
        return state.exists ? { ...state, active: false } : state
      case 'RightsChanged':
        return state.exists ? { ...state, missing: event.data.missing } : state
      case 'StaffGroupMigrated':
        return state.exists ? { ...state, chatId: event.data.toChatId } : state
      case 'StaffNoticeRequested':
        return state
      default:
        return unreachable(event)
    }
  }
}

/** Told once in the group when something goes missing, and once when all is back. */
function rightsChanged(now: readonly GroupNeed[], before: readonly GroupNeed[]) {
  const missing = groupNeeds.filter(need => now.includes(need))
  if (missing.join() === groupNeeds.filter(need => before.includes(need)).join()) return ok([])
  const notice: StaffNotice = missing.length > 0 ? 'rights_missing' : 'rights_restored'
  const details = missing.length > 0 ? { missing: missing.join(', ') } : {}
  return ok<readonly Decided<StaffGroupEvent>[]>([
    { type: 'RightsChanged', data: { missing } },
    {
      type: 'StaffNoticeRequested',
      data: { notice, threadId: null, replyToTelegramMessageId: null, details }
    }
  ])
}
