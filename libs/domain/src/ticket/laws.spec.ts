import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { anyTicketCommand, anyTicketLife } from '../testing/arbitrary-ticket.js'
import { foldFrom } from '../testing/given.js'
import * as t from '../testing/ticket.js'
import type { TicketStatus } from '../ticket-words.js'
import type { TicketCommand } from './commands.js'
import { ticketDecider } from './decide.js'
import type { TicketEvent } from './events.js'
import { gather, nothingGathered } from './sla-facts.js'
import type { TicketState } from './state.js'

/** Which status can follow which; the state table has no other way. */
const allowed: { readonly [From in TicketStatus]: readonly TicketStatus[] } = {
  open: ['assigned', 'in_progress', 'waiting_on_customer', 'on_hold', 'resolved', 'closed'],
  assigned: ['open', 'in_progress', 'waiting_on_customer', 'on_hold', 'resolved', 'closed'],
  in_progress: ['open', 'waiting_on_customer', 'on_hold', 'resolved', 'closed'],
  waiting_on_customer: ['open', 'in_progress', 'on_hold', 'resolved', 'closed'],
  on_hold: ['open', 'in_progress', 'waiting_on_customer', 'resolved', 'closed'],
  resolved: ['open', 'in_progress', 'closed'],
  closed: []
}

/** Asked for twice they are two: a note and a refusal are told apart by their commands alone. */
const isSaidTwice = (command: TicketCommand) => command.type === 'AddNote' || command.type === 'RefuseCommand'

function live(commands: readonly TicketCommand[], step?: (step: Step) => void) {
  let state: TicketState = ticketDecider.initial
  const history: TicketEvent[] = []
  for (const command of commands) {
    const outcome = ticketDecider.decide(command, state)
    const events = outcome.ok ? outcome.value : []
    const before = state
    state = foldFrom(ticketDecider, events, state)
    history.push(...events)
    step?.({ command, before, after: state, events })
  }
  return { state, history }
}

interface Step {
  readonly command: TicketCommand
  readonly before: TicketState
  readonly after: TicketState
  readonly events: readonly TicketEvent[]
}

describe('over any life of a ticket', () => {
  it('the state table has no way around it', () => {
    fc.assert(
      fc.property(anyTicketLife, commands => {
        live(commands, ({ before, after }) => {
          if (!before.exists || !after.exists || before.status === after.status) return
          expect(allowed[before.status]).toContain(after.status)
        })
      }),
      { numRuns: 1000 }
    )
  })

  it('its clocks see the status that it has', () => {
    fc.assert(
      fc.property(anyTicketLife, commands => {
        const { state, history } = live(commands)
        const seen = history.reduce(
          (gathered, event, n) => gather(gathered, { id: `e${n}`, recordedAt: t.noon + n, event }),
          nothingGathered
        )
        if (state.exists) expect(seen.status).toBe(state.status)
      })
    )
  })

  it('somebody has it exactly where the status says so', () => {
    fc.assert(
      fc.property(anyTicketLife, commands => {
        live(commands, ({ after }) => {
          if (!after.exists) return
          if (after.status === 'open') expect(after.assignee).toBeNull()
          if (after.status === 'assigned' || after.status === 'in_progress')
            expect(after.assignee).not.toBeNull()
        })
      })
    )
  })

  it('a command that comes again finds it done', () => {
    fc.assert(
      fc.property(anyTicketLife, commands => {
        live(commands, ({ command, after }) => {
          if (isSaidTwice(command)) return
          const again = ticketDecider.decide(command, after)
          expect(again.ok ? again.value : []).toEqual([])
        })
      })
    )
  })

  it('an event says from which status it moves, and is right', () => {
    fc.assert(
      fc.property(anyTicketLife, commands => {
        let state: TicketState = ticketDecider.initial
        for (const event of live(commands).history) {
          // Priorities and teams come from somewhere, too.
          if ('from' in event.data && 'cause' in event.data)
            expect(state).toMatchObject({ status: event.data.from })
          state = ticketDecider.evolve(state, event)
        }
      })
    )
  })

  it('after it was closed only facts are recorded', () => {
    const facts: readonly TicketEvent['type'][] = [
      'CustomerMessageReceived',
      'CustomerMessageEdited',
      'TicketResponded',
      'ReplyFailed',
      'ReplyUncertain',
      'ReplyWithdrawn',
      'ReplyEditFailed',
      'TopicOpened',
      'CardPosted',
      'TopicLost',
      'NotDelivered',
      'CommandRefused',
      'SlaPaused',
      'SlaResumed',
      'SlaWarned',
      'SlaBreached',
      'SlaBreachRetracted',
      'ArticleRated',
      'TicketRated',
      'RatingCommented',
      'FormSubmitted',
      'FormLeft',
      'FormConfirmed'
    ]
    fc.assert(
      fc.property(fc.array(anyTicketCommand), fc.array(anyTicketCommand), (before, after) => {
        live([t.openTicket, ...before, t.close, ...after], ({ before, events }) => {
          if (before.exists && before.status === 'closed')
            for (const event of events) expect(facts).toContain(event.type)
        })
      })
    )
  })
})

describe('evolve', () => {
  it('is total: any event on any state', () => {
    fc.assert(
      fc.property(anyTicketLife, anyTicketLife, fc.nat(), (one, other, shift) => {
        const events = live(other).history
        const shuffled = [...events.slice(shift % events.length), ...events]
        expect(() => foldFrom(ticketDecider, shuffled, live(one).state)).not.toThrow()
        expect(() => foldFrom(ticketDecider, shuffled)).not.toThrow()
      })
    )
  })

  it('changes no state it was given', () => {
    fc.assert(
      fc.property(anyTicketLife, commands => {
        live(commands, ({ command, before, events }) => {
          const again = ticketDecider.decide(command, before)
          expect(again.ok ? again.value : []).toEqual(events)
        })
      })
    )
  })

  it('folds a ticket of 10,000 events', () => {
    const first = live([t.openTicket])
    const decided = (command: TicketCommand) => {
      const outcome = ticketDecider.decide(command, first.state)
      return outcome.ok ? outcome.value : []
    }
    const half = Array.from({ length: 5_000 }, (_, n) => n)
    const history: readonly TicketEvent[] = [
      ...first.history,
      ...half.flatMap(n => [...decided(t.receive(100 + n)), ...decided(t.reply(`reply ${n}`, null))])
    ]
    const state = foldFrom(ticketDecider, history)
    expect(state.exists && [state.messages.size, state.replies.size]).toEqual([5_001, 5_000])
  })
})
