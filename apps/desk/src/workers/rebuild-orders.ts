import { randomUUID } from 'node:crypto'
import type { DeskState } from '#desk-state'
import { type Clock, type Instant, type JsonObject, type Outcome, ok, refuse } from '#kernel'
import type { RebuildReport } from '../http/index.js'

/** A rebuild as all processes of a desk know of it; the last one of each view is kept in the desk state. */
export interface RebuildOrder {
  readonly id: string
  /** When it was asked for, or last told of. */
  readonly at: Instant
  readonly report: RebuildReport
}

/** Whoever was at work on it is gone when it has said nothing for so long. */
const silentMs = 60_000

export const begun: RebuildReport = {
  state: 'running',
  events: 0,
  total: null,
  eventsPerSecond: 0,
  error: null
}

type State = Pick<DeskState, 'fact' | 'setFact'>
const factOf = (view: string) => `rebuild-${view}`

export async function orderOf(state: State, view: string): Promise<RebuildOrder | undefined> {
  const { id, at, report } = (await state.fact(factOf(view))) ?? {}
  if (typeof id !== 'string' || typeof at !== 'number' || typeof report !== 'string') return undefined
  // Written by `tellOrder` alone.
  return { id, at, report: JSON.parse(report) as RebuildReport }
}

export function tellOrder(state: State, view: string, { id, at, report }: RebuildOrder): Promise<void> {
  const fact: JsonObject = { id, at, report: JSON.stringify(report) }
  return state.setFact(factOf(view), fact)
}

/** Asks whichever process keeps the view to build it anew; its report tells how far that is. */
export async function orderRebuild(
  state: State,
  clock: Clock,
  view: string
): Promise<Outcome<void, 'rebuild_running'>> {
  const last = await orderOf(state, view)
  if (last?.report.state === 'running' && clock.now() - last.at < silentMs) return refuse('rebuild_running')
  await tellOrder(state, view, { id: randomUUID(), at: clock.now(), report: begun })
  return ok(undefined)
}
