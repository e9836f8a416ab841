import { type Choice, type ChoiceReason, skillsAsked, type TicketCommand } from '#domain'
import type { Instant } from '#kernel'
import type { KnownTicket } from './line.js'
import type { Queue } from './staff.js'
import { groundsOf } from './wanted.js'

/** That nobody has a ticket: why, and when what is asked of whoever gets it changes. Its timers follow from this. */
export function recordWaiting(
  ticket: KnownTicket,
  queue: Queue,
  choice: Choice,
  now: Instant
): TicketCommand {
  const { freeSince, routing } = ticket.history
  const { strategy, fallback } = queue.assignment
  const since = routing.waiting?.since ?? freeSince
  const after = (seconds: number, from: Instant | null = null): Instant =>
    Math.max(since, from ?? since) + seconds * 1000
  const asked = skillsAsked(queue.assignment, ticket.requiredSkills, routing)
  const fallsBack = fallback && !routing.fellBack ? fallback : null
  const byProgram = strategy === 'external' && !routing.fellBack
  return {
    type: 'RecordWaiting',
    decision: {
      ...groundsOf(ticket, queue, now),
      what: 'waiting',
      because: byProgram ? 'program_assigns' : reasonOf(choice.because),
      chosen: null,
      since,
      skills: asked.map(({ skill, dropAfterS, from }) => ({
        skill,
        dropAt: dropAfterS === null ? null : after(dropAfterS, from)
      })),
      fallback: fallsBack && { at: after(fallsBack.afterS), toQueueId: fallsBack.queueId },
      candidates: choice.candidates,
      more: choice.more
    }
  }
}

const reasonOf = (because: ChoiceReason): ChoiceReason =>
  because === 'nobody_in_teams' ? because : 'nobody_eligible'
