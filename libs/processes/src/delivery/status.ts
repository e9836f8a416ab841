import type { DeliveryKind } from '#domain'
import { deliveryKinds } from '#domain'
import type { Instant } from '#kernel'
import type { Outbox } from './outbox/index.js'
import type { Connection } from './send/index.js'

export interface DeliveryStatus {
  /**
   * `starting`: reading what is open; `sending`; `paused`: Telegram does not answer, it is tried again;
   * `unauthorized`: the token is not accepted, it is tried again; `stopped`: on request, or see the process's status.
   */
  readonly state: 'starting' | 'sending' | 'paused' | 'unauthorized' | 'stopped'
  readonly since: Instant
  readonly why: string | undefined
  readonly failedInARow: number
  readonly pending: { readonly [kind in DeliveryKind]: number }
  readonly oldestAskedAt: Instant | null
  /** Lanes that wait for a staff group that can be used. */
  readonly waitingForGroup: number
  readonly underWay: number
}

export function statusOf(
  phase: 'starting' | 'sending' | 'stopped',
  outbox: Outbox,
  connection: Connection,
  more: { readonly waitingForGroup: number; readonly underWay: number }
): DeliveryStatus {
  const counts = new Map<DeliveryKind, number>(deliveryKinds.map(kind => [kind, 0]))
  let oldestAskedAt: Instant | null = null
  for (const { work, event } of outbox.tasks.values()) {
    counts.set(work.kind, (counts.get(work.kind) ?? 0) + 1)
    oldestAskedAt = Math.min(oldestAskedAt ?? event.recordedAt, event.recordedAt)
  }
  const { since, why, failedInARow, state } = connection.status
  const pending = {
    reply: counts.get('reply') ?? 0,
    relay: counts.get('relay') ?? 0,
    topic: counts.get('topic') ?? 0,
    card: counts.get('card') ?? 0,
    customer_notice: counts.get('customer_notice') ?? 0,
    staff_notice: counts.get('staff_notice') ?? 0,
    topic_name: counts.get('topic_name') ?? 0,
    card_text: counts.get('card_text') ?? 0
  }
  return {
    state: phase === 'sending' && state !== 'up' ? state : phase,
    since,
    why,
    failedInARow,
    pending,
    oldestAskedAt,
    ...more
  }
}
