import type { SettingKindName } from '#domain'
import type { Instant, JsonObject } from '#kernel'
import type { ViewCollection } from '#read-store'

export type SettingDocument = {
  /** `{kind}/{settingId}` */
  readonly id: string
  readonly kind: SettingKindName
  readonly settingId: string
  readonly body: JsonObject
  readonly retired: boolean
  /** The body's `position`: how a kind is listed. */
  readonly place: number
  /** Of the last publication; the stream's revision. */
  readonly version: number
  readonly publishedAt: Instant
}

export const settings = {
  name: 'settings',
  fedBy: 'whole-stream',
  indexes: [{ name: 'kind', equal: ['kind', 'retired'], order: 'place' }]
} as const satisfies ViewCollection
