import type { GroupNeed, StaffGroupEvent } from '#domain'
import { idOf, toldIn } from '#domain'
import type { RecordedEvent } from '#event-log'
import { type StaffGroupId, unreachable } from '#kernel'
import type { DirectoryFold } from './followed-streams.js'

export interface StaffGroup {
  readonly staffGroupId: StaffGroupId
  /** As Telegram calls it now. */
  readonly chatId: number
  readonly active: boolean
  readonly missing: readonly GroupNeed[]
}

/** Without these nothing can be done in a group; the others only make it less convenient. */
const needed: readonly GroupNeed[] = ['forum', 'administrator', 'can_manage_topics']

export const isUsable = (group: StaffGroup): boolean => !group.missing.some(need => needed.includes(need))

export interface StaffGroupDirectory {
  byId(id: StaffGroupId): StaffGroup | undefined
  /** By its present chat id or by one it had. */
  byChatId(chatId: number): StaffGroup | undefined
  all(): StaffGroup[]
}

export function createStaffGroups(): StaffGroupDirectory & DirectoryFold {
  const groups = new Map<StaffGroupId, StaffGroup>()
  const ids = new Map<number, StaffGroupId>()

  function change(id: StaffGroupId, event: StaffGroupEvent): void {
    const group = groups.get(id)
    switch (event.type) {
      case 'StaffGroupRegistered':
        ids.set(event.data.chatId, id)
        groups.set(
          id,
          group
            ? { ...group, active: true }
            : { staffGroupId: id, chatId: event.data.chatId, active: true, missing: [] }
        )
        return
      case 'StaffGroupRetired':
        if (group) groups.set(id, { ...group, active: false })
        return
      case 'RightsChanged':
        if (group) groups.set(id, { ...group, missing: event.data.missing })
        return
      case 'StaffGroupMigrated':
        ids.set(event.data.toChatId, id)
        if (group) groups.set(id, { ...group, chatId: event.data.toChatId })
        return
      case 'StaffNoticeRequested':
        return
      default:
        unreachable(event)
    }
  }

  return {
    category: 'staff-group',
    apply(recorded: RecordedEvent) {
      const event = toldIn('staff-group', recorded)
      if (event) change(idOf(event.stream) as StaffGroupId, event)
    },
    byId: id => groups.get(id),
    byChatId(chatId) {
      const id = ids.get(chatId)
      return id && groups.get(id)
    },
    all: () => [...groups.values()]
  }
}
