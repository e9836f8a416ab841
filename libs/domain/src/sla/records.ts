import type { Instant } from '#kernel'
import type { BreachReason, RetractReason } from './events.js'
import type { Fact } from './facts.js'
import type { Instance } from './instances.js'
import type { Metric } from './policy.js'
import type { Crossing, Span } from './spans.js'

/** What is on record of a run. */
export interface RunRecord {
  readonly breach: { readonly at: Instant; readonly reason: BreachReason } | undefined
  /** Target and time before it, in seconds. */
  readonly warned: ReadonlySet<string>
}

export const noRecord: RunRecord = { breach: undefined, warned: new Set() }

/** By metric and instance. A breach holds unless it was taken back after. */
export function recordsOf(told: readonly Fact[]): ReadonlyMap<string, RunRecord> {
  const records = new Map<string, { breach: RunRecord['breach']; readonly warned: Set<string> }>()
  for (const fact of told) {
    if (fact.kind !== 'warned' && fact.kind !== 'breached' && fact.kind !== 'retracted') continue
    const key = `${fact.metric} ${fact.instance}`
    const record = records.get(key) ?? { breach: undefined, warned: new Set() }
    records.set(key, record)
    if (fact.kind === 'warned') record.warned.add(`${fact.targetS} ${fact.beforeS}`)
    else record.breach = fact.kind === 'breached' ? { at: fact.at, reason: fact.reason } : undefined
  }
  return records
}

export type Retraction = { readonly reason: RetractReason; readonly eventId: string }

/**
 * Which fact, learnt late, took the breach on record away. One that happened after all, but later than is on record, is
 * taken back too: it is recorded anew with its true instant.
 */
export function retractionOf(
  { metric, instance, record }: { metric: Metric; instance: Instance; record: RunRecord },
  spans: readonly Span[],
  crossed: Crossing | undefined
): Retraction | null {
  if (!record.breach || (crossed && crossed.at <= record.breach.at)) return null
  if (!crossed && instance.endedBy !== null) {
    const byReply = metric === 'first_reply' || metric === 'next_reply' || metric === 'periodic_update'
    return { reason: byReply ? 'reply_was_in_time' : 'resolved_in_time', eventId: instance.endedBy }
  }
  const paused = spans.findLast(({ cause }) => cause !== undefined)
  return paused
    ? { reason: 'paused_in_time', eventId: paused.eventId }
    : { reason: 'target_changed_in_time', eventId: spans.at(-1)?.eventId ?? instance.eventId }
}
