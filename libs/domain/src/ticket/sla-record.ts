import { canonicalJson, type Instant, type JsonObject } from '#kernel'
import type { PauseCause, SlaEvent } from '../sla/events.js'
import type { Metric } from '../sla/policy.js'

type Applied = Extract<SlaEvent, { type: 'SlaApplied' }>['data']

/** What of the clocks is on record: enough to record each thing once. Counting is not decided here. */
export interface SlaRecord {
  /** What holds; undefined before the first. */
  readonly applied: Applied | undefined
  /** When the policy was last chosen for what the ticket is: a recomputation is no such choice. */
  readonly chosenAt: Instant
  readonly paused: readonly PauseCause[]
  /** Breaches that hold, and warnings given. */
  readonly breaches: ReadonlySet<string>
  readonly warnings: ReadonlySet<string>
}

export const noSlaRecord: SlaRecord = {
  applied: undefined,
  chosenAt: 0,
  paused: [],
  breaches: new Set(),
  warnings: new Set()
}

type Run = { readonly metric: Metric; readonly instance: number }
export const runOf = ({ metric, instance }: Run): string => `${metric} ${instance}`
export const warningOf = (run: Run & { readonly targetS: number; readonly beforeS: number }): string =>
  `${runOf(run)} ${run.targetS} ${run.beforeS}`

type Circumstances = 'zoneData' | 'cause' | 'at'
/** What decides verdicts. */
export type SlaChoice = Omit<Applied, Circumstances>

/** Whether one decides what the other does: no news. Circumstances beside a choice don't count. */
export function sameChoice(one: SlaChoice, other: SlaChoice): boolean {
  return canonicalJson(choiceIn(one)) === canonicalJson(choiceIn(other))
}

/** Without its circumstances. */
export function choiceIn(applied: SlaChoice): SlaChoice & JsonObject {
  const { policyId, policyVersion, calendarId, calendarVersion, targets, notify } = applied
  return { policyId, policyVersion, calendarId, calendarVersion, targets, notify }
}

export function evolveSla(record: SlaRecord, event: SlaEvent): SlaRecord {
  switch (event.type) {
    case 'SlaApplied': {
      const { cause, at } = event.data
      return {
        ...record,
        applied: event.data,
        chosenAt: cause === 'recomputation' ? record.chosenAt : at
      }
    }
    case 'SlaPaused':
      return { ...record, paused: [...record.paused, event.data.cause] }
    case 'SlaResumed':
      return { ...record, paused: record.paused.filter(cause => cause !== event.data.cause) }
    case 'SlaWarned':
      return { ...record, warnings: new Set(record.warnings).add(warningOf(event.data)) }
    case 'SlaBreached':
      return { ...record, breaches: new Set(record.breaches).add(runOf(event.data)) }
    case 'SlaBreachRetracted': {
      const breaches = new Set(record.breaches)
      breaches.delete(runOf(event.data))
      return { ...record, breaches }
    }
  }
}
