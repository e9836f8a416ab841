import { ActOnTicket, CalendarsOfLog, ticketSlaOf } from '#application'
import { idOf, type SlaTimer, type TicketCommand, ticketDecider, timersOf } from '#domain'
import type { Instant, TicketId } from '#kernel'
import { inSlices } from '../in-slices.js'
import type { Due, TimerKindOf } from '../timers/index.js'
import { type DueOnTicket, Flood } from './flood.js'
import type { SlaShared } from './options.js'

/** What clocks come to: warnings, breaches and retractions are recorded with their true instants. */
export function createSlaTimers({ desk, commands, tickets }: SlaShared): TimerKindOf {
  const flood = new Flood()

  return {
    async decide(streams, now, until) {
      const calendars = new CalendarsOfLog(desk.log)
      const known = await tickets.getMany(streams.map(idOf))
      const due: (DueOnTicket & { readonly stream: string; readonly revision: number })[] = []
      await inSlices(streams, async stream => {
        const ticketId = idOf(stream) as TicketId
        // Read once: what is due is decided on the same events, unless more have come.
        const history = desk.runner.readAlong(ticketDecider, stream)
        const sla = await ticketSlaOf(ticketId, history, now, calendars)
        const timers = sla ? timersOf(sla.clocks).filter(({ at }) => at < until) : []
        if (!sla || timers.length === 0) return
        const staffGroupId = known.get(ticketId)?.staffGroupId ?? null
        const notify = sla.applied?.notify
        due.push({ stream, ticketId, staffGroupId, notify, timers, revision: sla.revision })
      })
      const together = flood.together(due, now)
      return due.flatMap(({ stream, ticketId, timers, revision }) =>
        timers.map((timer): Due => {
          const command = commandOf(timer, now, together.has(ticketId))
          return {
            stream,
            at: timer.at,
            word: wordOf(timer),
            revision,
            fire: context => commands.execute(new ActOnTicket(ticketId, command, context))
          }
        })
      )
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
