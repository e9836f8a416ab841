import { idOf, toldIn } from '#domain'
import { unreachable } from '#kernel'
import { documentView, type View, type ViewEvent } from '#read-store'
import { isOf } from '../domain-events.js'
import { type SettingDocument, settings } from './document.js'

export function foldSetting(
  document: SettingDocument | undefined,
  event: ViewEvent
): SettingDocument | undefined {
  const told = toldIn('setting', event)
  if (!told) return document
  switch (told.type) {
    case 'SettingPublished': {
      const { kind, id, body } = told.data
      const place = body['position']
      return {
        id: `${kind}/${id}`,
        kind,
        settingId: id,
        body,
        retired: false,
        place: typeof place === 'number' ? place : 0,
        version: event.revision,
        publishedAt: event.recordedAt
      }
    }
    case 'SettingRetired':
      return document && { ...document, retired: true }
    default:
      return unreachable(told)
  }
}

export const settingView: View = documentView<SettingDocument>({
  name: 'setting',
  version: 1,
  collection: settings,
  idOf: event => {
    if (!isOf(event, 'setting')) return undefined
    const { kind, id } = event.data
    return typeof kind === 'string' && typeof id === 'string' ? `${kind}/${id}` : idOf(event.stream)
  },
  concerns: stream => stream.startsWith('setting-'),
  fold: foldSetting
})
