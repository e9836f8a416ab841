import { canonicalJson, type JsonObject, ok, refuse, unreachable } from '#kernel'
import type { Decider } from '../decider.js'
import { type SettingKindName, settingKindOf } from './kinds/index.js'
import type { StaleSetting } from './spec.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** Stream `setting-{kind}-{id}`. The version is the stream's revision. */
export type SettingEvent =
  | Event<
      'SettingPublished',
      { readonly kind: SettingKindName; readonly id: string; readonly body: JsonObject }
    >
  | Event<'SettingRetired', { readonly kind: SettingKindName; readonly id: string }>

export type SettingState =
  | { readonly exists: false }
  | { readonly exists: true; readonly retired: boolean; readonly body: JsonObject }

/** Each kind has checked its own body before it comes here. */
export type SettingCommand =
  | {
      readonly type: 'PublishSetting'
      readonly kind: SettingKindName
      readonly id: string
      readonly body: JsonObject
    }
  | { readonly type: 'RetireSetting'; readonly kind: SettingKindName; readonly id: string }

export const settingDecider: Decider<
  SettingCommand,
  SettingState,
  SettingEvent,
  'unknown_setting' | StaleSetting
> = {
  initial: { exists: false },

  decide(command, state) {
    switch (command.type) {
      case 'PublishSetting': {
        const { kind, id, body } = command
        const same = state.exists && !state.retired && canonicalJson(state.body) === canonicalJson(body)
        const stale =
          state.exists && !state.retired ? settingKindOf(kind, id)?.refuseOver(state.body, body) : undefined
        if (stale) return refuse(stale)
        return same ? ok([]) : ok([{ type: 'SettingPublished', data: { kind, id, body } }])
      }
      case 'RetireSetting': {
        if (!state.exists) return refuse('unknown_setting')
        const { kind, id } = command
        return state.retired ? ok([]) : ok([{ type: 'SettingRetired', data: { kind, id } }])
      }
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'SettingPublished':
        return { exists: true, retired: false, body: event.data.body }
      case 'SettingRetired':
        return state.exists ? { ...state, retired: true } : state
      default:
        return unreachable(event)
    }
  }
}
