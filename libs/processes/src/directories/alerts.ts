import { type AlertDetails, type AlertState, alertDecider, idOf, toldIn } from '#domain'
import type { Instant } from '#kernel'
import type { DirectoryFold } from './followed-streams.js'

export interface LastingAlert {
  readonly name: string
  readonly since: Instant
  readonly details: AlertDetails
}

export interface AlertDirectory {
  /** What began and is not over, as the log has it. */
  lasting(): LastingAlert[]
}

export function createAlerts(): AlertDirectory & DirectoryFold {
  const states = new Map<string, AlertState>()
  return {
    category: 'alerts',
    apply(event) {
      const told = toldIn('alerts', event)
      const name = idOf(event.stream)
      if (told) states.set(name, alertDecider.evolve(states.get(name) ?? alertDecider.initial, told))
    },
    lasting: () =>
      [...states].flatMap(([name, state]) =>
        state.lasts ? [{ name, since: state.since, details: state.details }] : []
      )
  }
}
