import {
  type Decider,
  type SettingCommand,
  type SettingEvent,
  type SettingState,
  settingDecider
} from '#domain'
import type { Refusal } from '#kernel'

export type GuardedSetting<R extends string> = Decider<
  SettingCommand,
  SettingState,
  SettingEvent,
  'unknown_setting' | R
>

/**
 * The decider of settings with one more reason to say no. Asked only where something would change,
 * so after a known command, a failed precondition and a state already held.
 */
export function guarded<R extends string>(refusal: Refusal<R> | undefined): GuardedSetting<R> {
  return {
    initial: settingDecider.initial,
    evolve: settingDecider.evolve,
    decide(command, state) {
      const outcome = settingDecider.decide(command, state)
      return refusal && outcome.ok && outcome.value.length > 0 ? refusal : outcome
    }
  }
}
