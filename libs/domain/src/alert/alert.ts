import { type Instant, ok, unreachable } from '#kernel'
import type { Decider } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** Ids, numbers, times and what stores and Telegram say of a trouble: never what a person typed. */
export type AlertDetails = { readonly [key: string]: string | number | null }

/** Stream `alerts-{name}`: when something that operators must know began to hold, and when it was over. */
export type AlertEvent =
  /** `details` are those of the beginning. */
  | Event<'AlertBegan', { readonly name: string; readonly at: Instant; readonly details: AlertDetails }>
  | Event<'AlertEnded', { readonly name: string; readonly beganAt: Instant; readonly at: Instant }>

export type AlertState =
  | { readonly lasts: false }
  | { readonly lasts: true; readonly since: Instant; readonly details: AlertDetails }

export type AlertCommand =
  | {
      readonly type: 'BeginAlert'
      readonly name: string
      readonly at: Instant
      readonly details: AlertDetails
    }
  | { readonly type: 'EndAlert'; readonly name: string; readonly at: Instant }

/** Begun once until it is ended, and ended once. Both tell when it was seen: the log may not have taken it then. */
export const alertDecider: Decider<AlertCommand, AlertState, AlertEvent, never> = {
  initial: { lasts: false },

  decide(command, state) {
    switch (command.type) {
      case 'BeginAlert': {
        const { name, at, details } = command
        return ok(state.lasts ? [] : [{ type: 'AlertBegan', data: { name, at, details } }])
      }
      case 'EndAlert': {
        if (!state.lasts) return ok([])
        const { name, at } = command
        const data = { name, beganAt: state.since, at: Math.max(at, state.since) }
        return ok([{ type: 'AlertEnded', data }])
      }
      default:
        return unreachable(command)
    }
  },

  evolve(_state, event) {
    switch (event.type) {
      case 'AlertBegan':
        return { lasts: true, since: event.data.at, details: event.data.details }
      case 'AlertEnded':
        return { lasts: false }
      default:
        return unreachable(event)
    }
  }
}
