import { describe, it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
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
