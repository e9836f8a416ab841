import { canonicalJson, type Instant, type JsonObject, refuse } from '#kernel'
import type { PauseCause, SlaEvent } from '../sla/events.js'
import type { Metric } from '../sla/policy.js'
import type { SlaCommand } from './commands.js'
import { type Decision, events, nothing } from './decision.js'
import type { ExistingTicket } from './state.js'

/** What of the clocks is on record: enough to record each thing once. Counting is not decided here. */
export interface SlaRecord {
  /** The policy that holds, without its circumstances; undefined before the first. */
  readonly applied: { readonly choice: string; readonly fits: boolean; readonly at: Instant } | undefined
  readonly paused: readonly PauseCause[]
  /** Breaches that hold, and warnings given. */
  readonly breaches: ReadonlySet<string>
  readonly warnings: ReadonlySet<string>
}

export const noSlaRecord: SlaRecord = {
  applied: undefined,
  paused: [],
  breaches: new Set(),
  warnings: new Set()
}

type Run = { readonly metric: Metric; readonly instance: number }
const runOf = ({ metric, instance }: Run): string => `${metric} ${instance}`
const warningOf = (run: Run & { readonly targetS: number; readonly beforeS: number }): string =>
  `${runOf(run)} ${run.targetS} ${run.beforeS}`

type Applied = Extract<SlaEvent, { type: 'SlaApplied' }>['data']

/** Whatever decides verdicts: the same choice again is no news. */
function choiceOf({ cause: _, at: __, zoneData: ___, ...choice }: Applied): string {
  return canonicalJson(choice as unknown as JsonObject)
}

export function evolveSla(record: SlaRecord, event: SlaEvent): SlaRecord {
  switch (event.type) {
    case 'SlaApplied': {
      const { policyId, at } = event.data
      return { ...record, applied: { choice: choiceOf(event.data), fits: policyId !== null, at } }
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

/** Reports of what the clocks show are never refused; a policy is not applied to a closed ticket. */
export function decideSla(command: SlaCommand, { sla, status }: ExistingTicket): Decision {
  switch (command.type) {
    case 'ApplySla': {
      const { type: _, ...data } = command
      if (status === 'closed') return refuse('ticket_closed')
      if (!sla.applied) return data.policyId === null ? nothing : events({ type: 'SlaApplied', data })
      // An older change that is told again must not undo the choice of a later one.
      const isNews = data.at >= sla.applied.at && choiceOf(data) !== sla.applied.choice
      return isNews && (sla.applied.fits || data.policyId !== null)
        ? events({ type: 'SlaApplied', data })
        : nothing
    }
    case 'PauseSla': {
      const { cause, at } = command
      return sla.paused.includes(cause) ? nothing : events({ type: 'SlaPaused', data: { cause, at } })
    }
    case 'ResumeSla': {
      const { cause, at } = command
      return sla.paused.includes(cause) ? events({ type: 'SlaResumed', data: { cause, at } }) : nothing
    }
    case 'WarnSla': {
      const { type: _, ...data } = command
      return sla.warnings.has(warningOf(data)) ? nothing : events({ type: 'SlaWarned', data })
    }
    case 'BreachSla': {
      const { type: _, ...data } = command
      return sla.breaches.has(runOf(data)) ? nothing : events({ type: 'SlaBreached', data })
    }
    case 'RetractBreach': {
      const { type: _, ...data } = command
      return sla.breaches.has(runOf(data)) ? events({ type: 'SlaBreachRetracted', data }) : nothing
    }
  }
}
