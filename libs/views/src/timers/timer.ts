import {
  type Awaited,
  nextTimersOf,
  type RoutingRecord,
  routingDueAt,
  type SlaClock,
  type SlaTimer,
  type TicketStatus
} from '#domain'
import type { Instant } from '#kernel'
import type { ViewCollection } from '#read-store'

export const timerKinds = [
  'sla_warning',
  'sla_breach',
  'sla_retraction',
  'auto_close',
  'availability_end',
  'absence',
  'routing',
  'rule',
  'form_timeout'
] as const
export type TimerKind = (typeof timerKinds)[number]

/** Settings of the desk that say how long something may take, by the name they have there. */
export const timerSettings = ['auto_close_after_s'] as const
export type TimerSetting = (typeof timerSettings)[number]

/** Something that is due later, unless its stream says otherwise by then. */
export type Timer = {
  readonly kind: TimerKind
  /** Tells it from the others of its stream. */
  readonly what: string
  /**
   * When it is due. Business time is worked out already: versions of calendars never change. With `after` it is due when
   * the time in that setting, as it stands when one looks, has passed since.
   */
  readonly at: Instant
  readonly after: TimerSetting | null
}

export type TimerDocument = Timer & {
  /** `{stream}/{what}` */
  readonly id: string
  readonly stream: string
  /** Of the event since which it stands as it does. */
  readonly revision: number
}

export const timers = {
  name: 'timers',
  fedBy: 'beside',
  indexes: [{ name: 'due', equal: ['after'], order: 'at' }]
} as const satisfies ViewCollection

const slaKinds: { readonly [kind in SlaTimer['kind']]: TimerKind } = {
  warn: 'sla_warning',
  breach: 'sla_breach',
  retract: 'sla_retraction'
}

/** What is due later on a ticket whose status holds since `statusAt`. */
export function timersOfTicket(
  clocks: readonly SlaClock[],
  status: TicketStatus,
  statusAt: Instant
): readonly Timer[] {
  const ofClocks = nextTimersOf(clocks).map(({ kind, metric, instance, at }) => ({
    kind: slaKinds[kind],
    what: `sla-${metric}-${instance}`,
    at,
    after: null
  }))
  return status === 'resolved'
    ? [...ofClocks, { kind: 'auto_close', what: 'auto-close', at: statusAt, after: 'auto_close_after_s' }]
    : ofClocks
}

/** What is due later of how a ticket finds its agent: the first of it. */
export function timersOfRouting(routing: RoutingRecord | null): readonly Timer[] {
  const at = routing && routingDueAt(routing)
  return at === null ? [] : [{ kind: 'routing', what: 'routing', at, after: null }]
}

/** Rules whose time comes; `dueOf` counts by the calendar of the ticket's policy: undefined where there is none. */
export const timersOfRules = (
  awaited: readonly Awaited[],
  stood: readonly { readonly from: Instant; readonly to: Instant | null }[],
  dueOf: (one: Awaited) => Instant | undefined
): readonly Timer[] =>
  awaited.flatMap(one => {
    const due = one.due ?? dueOf(one)
    if (due === undefined) return []
    const at = one.who === 'customer' ? due + stoodSince(one.from, stood) : due
    return Number.isFinite(at) ? [{ kind: 'rule', what: ruleTimerOf(one), at, after: null }] : []
  })

/** While a reply is not there nobody waits for the customer: infinite while it still is not. */
const stoodSince = (
  since: Instant,
  stood: readonly { readonly from: Instant; readonly to: Instant | null }[]
): number =>
  stood.reduce(
    (sum, { from, to }) => sum + Math.max(0, (to ?? Number.POSITIVE_INFINITY) - Math.max(since, from)),
    0
  )

/** Tells it from the others of its ticket. */
export const ruleTimerOf = ({ rule, from, instance }: Pick<Awaited, 'rule' | 'from' | 'instance'>): string =>
  `rule-${rule}-${from}-${instance}`
