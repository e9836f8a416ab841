import { describe, expect, it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
import { group } from '../testing/ticket.js'
import { type GroupNeed, type StaffGroupCommand, staffGroupDecider } from './staff-group.js'

const { givenCommands } = deciderSpec(staffGroupDecider)

const register: StaffGroupCommand = { type: 'RegisterStaffGroup', staffGroupId: group, chatId: -1 }
const retire: StaffGroupCommand = { type: 'RetireStaffGroup', staffGroupId: group }
const missing = (...needs: GroupNeed[]): StaffGroupCommand => ({ type: 'RecordRights', missing: needs })
const migrate = (fromChatId: number, toChatId: number): StaffGroupCommand => ({
  type: 'MigrateStaffGroup',
  fromChatId,
  toChatId
})
const hint: StaffGroupCommand = {
  type: 'RequestStaffNotice',
  notice: 'human_topic_hint',
  threadId: 5,
  replyToTelegramMessageId: null,
  details: {}
}

describe('a staff group', () => {
  it('is registered once', () => {
    givenCommands()
      .when(register)
      .thenEvents({ type: 'StaffGroupRegistered', data: { staffGroupId: group, chatId: -1 } })
    givenCommands(register).when(register).thenNothing()
  })

  it('that nobody registered refuses all else', () => {
    for (const command of [retire, missing(), migrate(-1, -2), hint])
      givenCommands().when(command).thenRefused('unknown_staff_group')
  })

  it('can be retired and come back, in the chat it moved to', () => {
    givenCommands(register, retire).when(retire).thenNothing()
    const { state } = givenCommands(register, migrate(-1, -2), retire).when(register)
    expect(state).toMatchObject({ active: true, chatId: -2 })
  })

  it('moves to another chat once, and an old move told again moves nothing', () => {
    givenCommands(register)
      .when(migrate(-1, -2))
      .thenEvents({ type: 'StaffGroupMigrated', data: { fromChatId: -1, toChatId: -2 } })
    givenCommands(register, migrate(-1, -2)).when(migrate(-1, -2)).thenNothing()
    givenCommands(register, migrate(-1, -2), migrate(-2, -3)).when(migrate(-1, -2)).thenNothing()
  })

  it('shows a notice as often as one is asked for', () => {
    givenCommands(register, hint)
      .when(hint)
      .thenEvents({ type: 'StaffNoticeRequested', data: { threadId: 5 } })
  })
})

describe('missing rights', () => {
  it('are told once, all by name', () => {
    givenCommands(register)
      .when(missing('can_pin_messages', 'can_manage_topics'))
      .thenEvents(
        { type: 'RightsChanged', data: { missing: ['can_manage_topics', 'can_pin_messages'] } },
        {
          type: 'StaffNoticeRequested',
          data: { notice: 'rights_missing', details: { missing: 'can_manage_topics, can_pin_messages' } }
        }
      )
    givenCommands(register, missing('forum')).when(missing('forum')).thenNothing()
    givenCommands(register).when(missing()).thenNothing()
  })

  it('are told again when others are missing', () => {
    givenCommands(register, missing('forum'))
      .when(missing('administrator'))
      .thenEvents({ type: 'RightsChanged' }, { type: 'StaffNoticeRequested' })
  })

  it('are told to be back', () => {
    givenCommands(register, missing('forum'))
      .when(missing())
      .thenEvents(
        { type: 'RightsChanged', data: { missing: [] } },
        { type: 'StaffNoticeRequested', data: { notice: 'rights_restored' } }
      )
  })
})
