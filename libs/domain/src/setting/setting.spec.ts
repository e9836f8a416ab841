import { describe, expect, it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
import {
  checkDeskSettings,
  checkQueue,
  completeDeskSettings,
  completeQueue,
  deskSettings
} from './desk-settings.js'
import { type SettingCommand, settingDecider } from './setting.js'

const { givenCommands } = deciderSpec(settingDecider)
const publish = (body: { readonly [key: string]: string | number }): SettingCommand => ({
  type: 'PublishSetting',
  kind: 'queue',
  id: 'billing',
  body
})
const retire: SettingCommand = { type: 'RetireSetting', kind: 'queue', id: 'billing' }

describe('a setting', () => {
  it('is published as a whole', () => {
    givenCommands(publish({ name: 'a', position: 1 }))
      .when(publish({ name: 'b' }))
      .thenEvents({ type: 'SettingPublished', data: { kind: 'queue', id: 'billing', body: { name: 'b' } } })
  })

  it('equal to the one that holds is no new version, whatever the order of its members', () => {
    givenCommands(publish({ name: 'a', position: 1 }))
      .when(publish({ position: 1, name: 'a' }))
      .thenNothing()
  })

  it('is retired once and can be published again', () => {
    givenCommands().when(retire).thenRefused('unknown_setting')
    givenCommands(publish({ name: 'a' }))
      .when(retire)
      .thenEvents({ type: 'SettingRetired' })
    givenCommands(publish({ name: 'a' }), retire)
      .when(retire)
      .thenNothing()
    givenCommands(publish({ name: 'a' }), retire)
      .when(publish({ name: 'a' }))
      .thenEvents({ type: 'SettingPublished' })
  })
})

describe('the body of a queue', () => {
  const pointers = (body: unknown) => checkQueue(body).map(({ pointer, code }) => `${pointer} ${code}`)

  it('needs a name and gets the rest', () => {
    expect(checkQueue({ name: 'Billing' })).toEqual([])
    expect(completeQueue({ name: 'Billing' })).toEqual({
      name: 'Billing',
      description: '',
      position: 0,
      default: false
    })
    expect(pointers({})).toEqual(['/name required'])
  })

  it('names every field that breaks a rule', () => {
    expect(
      pointers({ name: '', description: 7, position: -1, default: 'yes', colour: 'red', constructor: 1 })
    ).toEqual([
      '/name invalid',
      '/description invalid',
      '/position invalid',
      '/default invalid',
      '/colour unknown',
      '/constructor unknown'
    ])
  })

  it.each([null, [], 'text', 7, undefined])('is an object, not %p', body => {
    expect(pointers(body)).toEqual([' type'])
  })

  it('escapes a name in a pointer', () => {
    expect(pointers({ name: 'Billing', 'a/b~c': 1 })).toEqual(['/a~1b~0c unknown'])
  })
})

describe('the settings of the desk', () => {
  const problemsOf = (body: unknown) => checkDeskSettings(body).map(problem => problem.pointer)

  it('all have defaults', () => {
    expect(problemsOf({})).toEqual([])
    expect(deskSettings(completeDeskSettings({}))).toEqual({
      reopenWithinS: 604_800,
      closingRemarkWithinS: 600,
      agents: 'group',
      teamTimeZone: 'UTC',
      afterReply: 'waiting_on_customer',
      autoCloseAfterS: null
    })
  })

  it('are read as they were published', () => {
    const body = {
      reopen_within_s: 0,
      closing_remark_within_s: 1,
      agents: 'listed',
      team_time_zone: 'Europe/Berlin',
      after_reply: 'in_progress',
      auto_close_after_s: 86_400
    }
    expect(problemsOf(body)).toEqual([])
    expect(deskSettings(completeDeskSettings(body))).toEqual({
      reopenWithinS: 0,
      closingRemarkWithinS: 1,
      agents: 'listed',
      teamTimeZone: 'Europe/Berlin',
      afterReply: 'in_progress',
      autoCloseAfterS: 86_400
    })
  })

  it.each([
    ['reopen_within_s', -1],
    ['reopen_within_s', 1.5],
    ['reopen_within_s', null],
    ['closing_remark_within_s', 315_360_001],
    ['agents', 'all'],
    ['team_time_zone', 'Mars/Olympus'],
    ['team_time_zone', '+01:00'],
    ['after_reply', 'closed'],
    ['auto_close_after_s', '1d'],
    ['anything_else', 1]
  ])('refuse %s: %p', (field, value) => {
    expect(problemsOf({ [field]: value })).toEqual([`/${field}`])
  })
})
