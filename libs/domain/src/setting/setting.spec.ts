import { describe, it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
import { type SettingCommand, type SettingEvent, settingDecider } from './setting.js'

const { given, givenCommands } = deciderSpec(settingDecider)
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

  it('that is pushed from outside is refused where a newer state was published, whatever came since', () => {
    const article = (version: number | string | null): SettingCommand => ({
      ...{ type: 'PublishSetting', kind: 'article', id: 'faq' },
      body: { title: 'FAQ', source_version: version }
    })
    const gone: SettingCommand = { type: 'RetireSetting', kind: 'article', id: 'faq' }
    givenCommands(article(5)).when(article(4)).thenRefused('stale_source_version')
    givenCommands(article(5), article(null)).when(article(4)).thenRefused('stale_source_version')
    givenCommands(article(5), gone).when(article(4)).thenRefused('stale_source_version')
    givenCommands(article(5), gone, article(null), gone, article(6), article(null))
      .when(article(5))
      .thenRefused('stale_source_version')
    givenCommands(article(5), gone).when(article(5)).thenEvents({ type: 'SettingPublished' })
    const [before, after] = ['2026-01-05T10:00:00Z', '2026-01-05T12:00:00+01:00']
    givenCommands(article(after), gone).when(article(before)).thenRefused('stale_source_version')
    // Another kind of version begins anew.
    givenCommands(article(5), gone).when(article(before)).thenEvents({ type: 'SettingPublished' })
  })

  it('of an older desk, where an older state was published after a newer was retired, keeps to the newer', () => {
    const published = (version: number): SettingEvent => ({
      ...{ type: 'SettingPublished' },
      data: { kind: 'article', id: 'faq', body: { title: 'FAQ', source_version: version } }
    })
    const retired: SettingEvent = { type: 'SettingRetired', data: { kind: 'article', id: 'faq' } }
    const body = { title: 'FAQ', source_version: 4 }
    given(published(5), retired, published(3))
      .when({ type: 'PublishSetting', kind: 'article', id: 'faq', body })
      .thenRefused('stale_source_version')
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
