import { ActOnTicket, type CommandContext } from '#application'
import { type SlaTimer, type TicketCommand, timersOf } from '#domain'
import { commandIdFor, type Instant, type TicketId } from '#kernel'
import { clocksOfTicket, pausedByWith, type SlaDocument } from '#views'
import { type Due, Flood } from './flood.js'
import { apart, atOnce, inSlices } from './in-slices.js'
import type { SlaClockOptions } from './options.js'

/** How often is looked for what is due. */
const everyMs = 250
/** What was accepted before an instant may take this long to be recorded: a timer waits for it. */
const settleMs = 250
const mostInARound = 512
const seenEveryMs = 5000
const outageFact = 'sla-telegram-outage'

export interface SlaClockRun {
  /** Until the signal is aborted. Never throws: what fails is tried again in the next round. */
  run(signal: AbortSignal): Promise<void>
  /** One look: whether there may be more that is due. */
  round(): Promise<boolean>
}

/**
 * Records warnings, breaches and retractions when they are due, in the order of their instants, and closes what was
 * resolved for long. What is due stands in the view, so a start needs no look through the log; what was recorded by a
 * round that did not end is known to the ticket, so nothing is recorded twice. A ticket that has changed since the view
 * saw it is left for the next round.
 */
export function createSlaClock(options: SlaClockOptions): SlaClockRun {
  const { desk, commands, tickets, logger, state } = options
  const { clock, log, settings } = desk
  let notBefore = clock.monotonic() + options.graceAfterOutageMs
  const flood = new Flood()
  let seenAt: Instant = 0
  /** Whether this process saw the outage that is on record; else it was another, and nobody knows when it ended. */
  let sawOutage = false

  async function round(): Promise<boolean> {
    await followTelegram()
    // Read before the head: what was recorded before this instant lies at or before the head.
    const now = clock.now()
    const head = await log.head()
    if (!options.drained()) return false
    if (!(await options.passed(head)) || clock.monotonic() < notBefore) return false
    const until = now - settleMs
    const due = await tickets.find({ index: 'due', where: { armed: 1 }, to: until, limit: mostInARound })
    const fired = due.map(ticket => {
      const timers = timersOf(clocksOfTicket(ticket, now)).filter(({ at }) => at < until)
      return { ticket, timers }
    })
    const together = flood.together(fired, now)
    // What lies behind the last ticket that was found is for the next round: others come before it.
    const horizon = due.length === mostInARound ? (due.at(-1)?.dueAt ?? until) : until
    await fire(fired, horizon, now, together)
    const closed = await closeInactive(now)
    return due.length === mostInARound || closed
  }

  /** In the order of instants, over all tickets; a few at once, never two of one ticket. */
  async function fire(
    due: readonly Due[],
    horizon: Instant,
    now: Instant,
    inDigest: ReadonlySet<TicketId>
  ): Promise<void> {
    const all = due.flatMap(({ ticket, timers }) => timers.map(timer => ({ ticket, timer })))
    const inOrder = all.filter(({ timer }) => timer.at <= horizon).sort((a, b) => a.timer.at - b.timer.at)
    /** Undefined: it has changed meanwhile. */
    const revisions = new Map<TicketId, number | undefined>(
      due.map(({ ticket: { id, revision } }) => [id, revision])
    )
    for (const wave of apart(inOrder, ({ ticket }) => ticket.id, atOnce)) {
      await Promise.all(
        wave.map(async ({ ticket, timer }) => {
          const revision = revisions.get(ticket.id)
          if (revision === undefined) return
          const command = commandOf(timer, now, inDigest.has(ticket.id))
          revisions.set(ticket.id, await act(ticket, command, revision, wordOf(timer)))
        })
      )
    }
  }

  /** The ticket's revision after it; undefined when it has changed meanwhile. */
  async function act(ticket: SlaDocument, command: TicketCommand, revision: number, word: string) {
    const context: CommandContext = {
      commandId: commandIdFor(ticket.id, `${word}:${revision}`),
      causationId: `sla-clock ${word}`,
      correlationId: ticket.id,
      actor: 'process:sla-clock',
      ifRevision: revision
    }
    const outcome = await commands.execute(new ActOnTicket(ticket.id, command, context))
    if (outcome.ok) return outcome.value.revision
    if (outcome.reason !== 'precondition_failed') {
      logger.warn({ ticketId: ticket.id, word, reason: outcome.reason }, 'a ticket refused what was due')
    }
    return undefined
  }

  async function closeInactive(now: Instant): Promise<boolean> {
    const { autoCloseAfterS } = await settings.desk()
    if (autoCloseAfterS === null) return false
    const where = { status: 'resolved' }
    const before = now - autoCloseAfterS * 1000
    const due = await tickets.find({ index: 'resolved', where, to: before, limit: mostInARound })
    await inSlices(due, async ticket => {
      await act(ticket, { type: 'CloseTicket', cause: 'inactivity', now }, ticket.revision, 'close')
    })
    return due.length === mostInARound
  }

  /** Live tickets stand still while Telegram can't be reached, and only then: what a crash left is made up for here. */
  async function followTelegram(): Promise<void> {
    const reach = options.telegram()
    if (reach.kind === 'unknown') return
    const now = clock.now()
    const isOut = reach.kind === 'unreachable'
    if (isOut) {
      notBefore = Math.max(notBefore, clock.monotonic() + options.graceAfterOutageMs)
      sawOutage = true
      if (now - seenAt >= seenEveryMs) {
        await state.setFact(outageFact, { seen_at: now })
        seenAt = now
      }
    }
    const pausedBy = pausedByWith('telegram_unreachable', !isOut)
    const found = await tickets.find({ index: 'paused', where: { live: 1, pausedBy }, limit: mostInARound })
    if (found.length === 0) return
    const told = isOut || sawOutage ? reach.since : await lastSeenOut(now)
    await inSlices(found, async ticket => {
      const at = Math.min(now, Math.max(told, ticket.createdAt))
      const type = isOut ? 'PauseSla' : 'ResumeSla'
      await act(ticket, { type, cause: 'telegram_unreachable', at }, ticket.revision, type)
    })
  }

  /** Our own time away is no outage of Telegram. */
  async function lastSeenOut(now: Instant): Promise<Instant> {
    const seen = (await state.fact(outageFact))?.['seen_at']
    return typeof seen === 'number' ? seen : now
  }

  return {
    round,
    async run(signal) {
      while (!signal.aborted) {
        const more = await round().catch(error => {
          logger.warn({ process: 'sla-clock', error }, 'a look at the clocks failed, it is tried again')
          notBefore = Math.max(notBefore, clock.monotonic() + options.graceAfterOutageMs)
          return false
        })
        await clock.sleep(more ? 1 : everyMs, signal)
      }
    }
  }
}

const wordOf = ({ kind, metric, instance }: SlaTimer): string => `${kind}:${metric}:${instance}`

function commandOf(timer: SlaTimer, noticedAt: Instant, inDigest: boolean): TicketCommand {
  const { metric, instance, at } = timer
  switch (timer.kind) {
    case 'warn': {
      const { targetS, beforeS } = timer
      return { type: 'WarnSla', metric, instance, targetS, beforeS, at, noticedAt, inDigest }
    }
    case 'breach': {
      const { targetS, reason } = timer
      return { type: 'BreachSla', metric, instance, targetS, at, noticedAt, reason, inDigest }
    }
    case 'retract': {
      const { reason, eventId } = timer
      return { type: 'RetractBreach', metric, instance, reason, eventId }
    }
  }
}
