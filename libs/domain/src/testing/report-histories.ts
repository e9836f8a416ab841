import fc from 'fast-check'
import { type CommandId, commandIdFor, type EventId, eventIdFor, type Instant, type TicketId } from '#kernel'
import type { Decided } from '../decider.js'
import type { TicketCommand } from '../ticket/commands.js'
import { ticketDecider } from '../ticket/decide.js'
import type { TicketEvent } from '../ticket/events.js'
import type { TicketState } from '../ticket/state.js'
import * as t from './ticket.js'

/** One append: what is asked of a ticket, so long after the one before. */
export interface Step {
  readonly ticket: number
  readonly afterMs: number
  /** What is told of it happened so much earlier. */
  readonly lateMs: number
  readonly ask: (
    now: Instant,
    told: Instant,
    n: number,
    replies: readonly string[]
  ) => readonly TicketCommand[]
}

const { minute, day } = t
const hour = 60 * minute
const one =
  (make: (now: Instant, told: Instant, n: number) => TicketCommand): Step['ask'] =>
  (now, told, n) => [make(now, told, n)]
const who = fc.constantFrom(t.ann, t.bob)
const seconds = (at: Instant) => Math.floor(at / 1000) * 1000

const receive = (closing: boolean, late: boolean) =>
  one((now, told, n) => ({
    ...(t.receive(100 + n, { sentAt: seconds(told), soundsClosing: closing, late }) as Extract<
      TicketCommand,
      { type: 'ReceiveCustomerMessage' }
    >),
    now
  }))

const ask: fc.Arbitrary<Step['ask']> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(receive(false, false)) },
  fc.tuple(fc.boolean(), fc.boolean()).map(([closing, late]) => receive(closing, late)),
  fc.constant(one((_, told) => t.edit(100, `again ${told}`, { sentAt: seconds(told) }))),
  { weight: 2, arbitrary: who.map(agent => one(() => t.assign(agent))) },
  fc.constant(one(() => t.unassign)),
  fc.constantFrom(t.general, t.billing).map(queue => one(() => t.transferTo(queue))),
  fc.constant(one(() => t.urgent)),
  fc.subarray(['vip', 'new']).map(tags => one(() => t.setTags(tags))),
  { weight: 4, arbitrary: fc.option(who, { freq: 5 }).map(by => one((_, __, n) => t.reply(`${n}`, by))) },
  {
    weight: 5,
    arbitrary: fc.nat(3).map(back => (_: Instant, told: Instant, __: number, replies: readonly string[]) => {
      const name = replies.at(-1 - back) ?? replies.at(-1)
      return name === undefined ? [] : [{ ...t.accept(name), acceptedAt: told } as TicketCommand]
    })
  },
  fc.constantFrom(t.hold, t.resume).map(command => one(() => command)),
  { weight: 2, arbitrary: fc.constant(one(now => ({ type: 'ResolveTicket', cause: 'command', now }))) },
  fc.constant(one(now => ({ type: 'ReopenTicket', cause: 'command', now }))),
  // What is closed stays closed: seldom, so that lives are long.
  fc
    .integer({ min: 0, max: 9 })
    .map(n => one(now => (n === 0 ? { type: 'CloseTicket', cause: 'command', now } : t.hold))),
  { weight: 2, arbitrary: fc.constant(one(now => ({ type: 'RequestRating', now }))) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 }))
      .map(([resolution, score]) =>
        one(now => ({ type: 'RateTicket', resolution, score, low: score < 3, telegramMessageId: 900, now }))
      )
  },
  // Several at once: what each leaves, all have left.
  fc
    .constantFrom(t.general, t.billing)
    .map(queue => (now: Instant) => [
      { type: 'ResolveTicket', cause: 'command', now } as const,
      t.transferTo(queue),
      t.setTags(['vip'])
    ]),
  fc.constantFrom(0, 1).map(version => one(now => ({ ...t.applySla, calendarVersion: version, at: now }))),
  fc.constant(one(now => ({ ...t.applyNothing, at: now }) as TicketCommand)),
  fc
    .tuple(
      fc.constantFrom('PauseSla', 'ResumeSla'),
      fc.constantFrom('customer_blocked_bot', 'telegram_unreachable')
    )
    .map(([type, cause]) => one((_, told) => ({ type, cause, at: told }) as TicketCommand))
)

const step: fc.Arbitrary<Step> = fc.record({
  ticket: fc.nat(2),
  afterMs: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 3 * hour }),
    fc.integer({ min: 0, max: 40 }).map(n => n * hour),
    fc.integer({ min: 0, max: 3 }).map(n => n * day)
  ),
  lateMs: fc.oneof(
    { weight: 3, arbitrary: fc.nat(2000) },
    fc.nat(20 * hour),
    fc.nat(40).map(n => n * day)
  ),
  ask
})

export interface ReportHistory {
  readonly start: Instant
  readonly steps: readonly Step[]
}

/** They begin where clocks are about to change somewhere. */
export const reportHistories: fc.Arbitrary<ReportHistory> = fc.record({
  start: fc.constantFrom(
    Date.UTC(2026, 2, 7, 20),
    Date.UTC(2026, 2, 28, 22),
    Date.UTC(2026, 9, 3, 10),
    Date.UTC(2026, 9, 24, 23, 30)
  ),
  steps: fc.array(step, { minLength: 30, maxLength: 80, size: 'max' })
})

/** Events that are appended together. */
export interface Appended {
  readonly ticketId: TicketId
  readonly append: number
  readonly commandId: CommandId
  readonly recordedAt: Instant
  readonly events: readonly { readonly id: EventId; readonly event: TicketEvent }[]
}

const idOf = (ticket: number) => `00000000-0000-4000-8000-00000000000${ticket}` as TicketId
const opening = (ticket: number, now: Instant, told: Instant): TicketCommand => {
  const names = { ticketId: idOf(ticket), code: `7K3Q-X9M${ticket}` }
  return ticket === 2
    ? ({ ...t.beginTicket, ...names, now } as TicketCommand)
    : ({ ...t.openTicket, ...names, message: t.incoming(10, { sentAt: seconds(told) }) } as TicketCommand)
}

/** What is recorded of it by `until`, decided by the real decider. */
export function appendsOf(
  { start, steps }: ReportHistory,
  until = Number.POSITIVE_INFINITY
): readonly Appended[] {
  const appends: Appended[] = []
  const states = new Map<number, TicketState>()
  const replies = new Map<number, string[]>()
  let now = start
  for (const [append, { ticket, afterMs, lateMs, ask: asked }] of steps.entries()) {
    now += afterMs
    if (now > until) break
    const told = now - lateMs
    let state = states.get(ticket) ?? ticketDecider.initial
    const commands = state.exists
      ? asked(now, told, append, replies.get(ticket) ?? [])
      : [opening(ticket, now, told)]
    const decided: Decided<TicketEvent>[] = []
    for (const command of commands) {
      const outcome = ticketDecider.decide(command, state)
      if (!outcome.ok) continue
      for (const event of outcome.value) state = ticketDecider.evolve(state, event)
      decided.push(...outcome.value)
    }
    states.set(ticket, state)
    if (decided.length === 0) continue
    if (decided.some(({ type }) => type === 'ReplyRequested'))
      replies.set(ticket, [...(replies.get(ticket) ?? []), `${append}`])
    const commandId = commandIdFor(`step ${append}`)
    const events = decided.map(({ type, data }, i) => ({
      id: eventIdFor(commandId, i),
      event: { type, data } as TicketEvent
    }))
    appends.push({ ticketId: idOf(ticket), append, commandId, recordedAt: now, events })
  }
  return appends
}
