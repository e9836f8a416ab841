import { canonicalJson, type Json, type JsonObject, ok, refuse, unreachable } from '#kernel'
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
  | {
      readonly exists: true
      readonly retired: boolean
      readonly body: JsonObject
      /** The newest state of the system that it is pushed from. */
      readonly sourceVersion: Json
    }

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
        const stale = settingKindOf(kind, id)?.refuseOver(newestIn(state), body)
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
        return {
          exists: true,
          retired: false,
          body: event.data.body,
          sourceVersion: newest(state, event.data)
        }
      case 'SettingRetired':
        return state.exists ? { ...state, retired: true } : state
      default:
        return unreachable(event)
    }
  }
}

const newestIn = (state: SettingState): Json => (state.exists ? state.sourceVersion : null)

/** One that says none, and one of older desks that was older than what was there before, leave it. */
function newest(
  state: SettingState,
  { kind, id, body }: { readonly kind: SettingKindName; readonly id: string; readonly body: JsonObject }
): Json {
  const known = newestIn(state)
  const declared = settingKindOf(kind, id)
  const given = declared?.sourceVersion(body) ?? null
  return given === null || declared?.refuseOver(known, body) !== undefined ? known : given
}
