import { describe, expect, it } from '@jest/globals'
import { mostMoves, routingDueAt } from '../routing/record.js'
import { deciderSpec } from '../testing/given.js'
import * as r from '../testing/routing.js'
import * as t from '../testing/ticket.js'
import type { TicketCommand } from './commands.js'
import { ticketDecider } from './decide.js'

const { givenCommands } = deciderSpec(ticketDecider)
const soon = t.noon + 10 * t.minute
const hour = 60 * t.minute
const dueAfter = (...commands: readonly TicketCommand[]) => {
  const { state } = givenCommands(t.openTicket, ...commands)
  return state.exists ? routingDueAt(state.routing) : undefined
}

describe('A ticket that the desk gives out', () => {
  it('is recorded with what it was decided from, in one append', () => {
    givenCommands(t.openTicket)
      .when(r.route(t.ann, soon))
      .thenEvents(
        { type: 'RoutingDecided', data: { what: 'assigned', chosen: t.ann, acceptBy: soon } },
        { type: 'TicketAssigned', data: { agentId: t.ann, previousAgentId: null, cause: 'routing' } }
      )
  })

  it('is given by one router alone, and only where it waits', () => {
    givenCommands(t.openTicket, r.route(t.ann)).when(r.route(t.bob)).thenRefused('already_assigned', {
      agentId: t.ann
    })
    givenCommands(t.openTicket, t.transferTo(t.billing))
      .when(r.route(t.ann))
      .thenRefused('transition_not_allowed', { from: 'open', to: 'assigned' })
  })

  it('can be claimed by a colleague as long as who got it has done nothing', () => {
    const routed = [t.openTicket, r.route(t.ann)]
    givenCommands(...routed)
      .when(t.claim(t.bob))
      .thenEvents({
        type: 'TicketAssigned',
        data: { agentId: t.bob, previousAgentId: t.ann, cause: 'claim' }
      })
    for (const act of [t.claim(t.ann), t.reply('r', t.ann), t.note, t.hold])
      givenCommands(...routed, act)
        .when(t.claim(t.bob))
        .thenRefused('already_assigned', { agentId: t.ann })
    givenCommands(t.openTicket, t.assign(t.ann))
      .when(t.claim(t.bob))
      .thenRefused('already_assigned', { agentId: t.ann })
  })

  it('is taken up by a claim of whoever got it', () => {
    givenCommands(t.openTicket, r.route(t.ann))
      .when(t.claim(t.ann))
      .thenEvents({
        type: 'TicketStatusChanged',
        data: { from: 'assigned', to: 'in_progress', cause: 'accept' }
      })
    givenCommands(t.openTicket, r.route(t.ann), t.claim(t.ann)).when(t.claim(t.ann)).thenNothing()
  })
})

describe('A ticket that is given back', () => {
  const passed = (...commands: readonly TicketCommand[]) => {
    const { state } = givenCommands(t.openTicket, ...commands)
    return state.exists ? state.routing.passed : undefined
  }

  it('is not for whoever gave it back themselves, until it is another queue’s', () => {
    const back: TicketCommand = { type: 'UnassignTicket', by: t.ann }
    givenCommands(t.openTicket, t.claim(t.ann))
      .when(back)
      .thenEvents({ type: 'TicketUnassigned', data: { previousAgentId: t.ann, letGo: true } })
    expect(passed(t.claim(t.ann), back)).toEqual([t.ann])
    expect(passed(t.claim(t.ann), { ...back, by: t.bob })).toEqual([])
    expect(passed(t.claim(t.ann), t.unassign)).toEqual([])
    expect(passed(t.claim(t.ann), back, t.transferTo(t.billing))).toEqual([])
  })
})

describe('Accept or lose', () => {
  const routed = [t.openTicket, r.route(t.ann, soon)]
  it('takes it away at its time, with the reason, and not before', () => {
    expect(dueAfter(r.route(t.ann, soon))).toBe(soon)
    givenCommands(...routed)
      .when(r.onTime(soon - 1))
      .thenNothing()
    givenCommands(...routed)
      .when(r.onTime(soon))
      .thenEvents(
        { type: 'RoutingDecided', data: { what: 'requeued', because: 'not_accepted', fromAgentId: t.ann } },
        { type: 'TicketUnassigned', data: { previousAgentId: t.ann } }
      )
  })

  it('remembers who let it lie', () => {
    const { state } = givenCommands(...routed, r.onTime(soon))
    expect(state).toMatchObject({ routing: { passed: [t.ann], acceptBy: null } })
  })

  it.each([
    ['a reply', t.reply('r', t.ann)],
    ['a note', t.note],
    ['a claim', t.claim(t.ann)],
    ['a hold', t.hold],
    ['a wait', t.wait],
    ['a resolve', t.resolve],
    ["a colleague's reply", t.reply('r', t.bob)],
    ["a colleague's claim", t.claim(t.bob)],
    ['a person who assigns another', t.assign(t.bob)],
    ['a close', t.close]
  ])('is over with %s', (_, act) => {
    expect(dueAfter(r.route(t.ann, soon), act)).toBeNull()
    givenCommands(...routed, act)
      .when(r.onTime(soon))
      .thenNothing()
  })

  it('is not over because the customer writes', () => {
    expect(dueAfter(r.route(t.ann, soon), t.receive(11))).toBe(soon)
  })
})

describe('A ticket that waits', () => {
  const german = { skill: 'german', dropAt: soon }
  const tax = { skill: 'tax', dropAt: soon + t.minute }
  const law = { skill: 'law', dropAt: null }
  const fallback = { at: soon + 2 * t.minute, toQueueId: t.billing }
  const waiting = r.waits({ skills: [german, tax, law], fallback })

  it('gives up one skill after the other, then falls back to the other queue', () => {
    const dropped = (skill: string) => ({
      type: 'RoutingDecided' as const,
      data: { what: 'skill_dropped', skill }
    })
    expect(dueAfter(waiting)).toBe(soon)
    givenCommands(t.openTicket, waiting).when(r.onTime(soon)).thenEvents(dropped('german'))
    const first = r.onTime(soon)
    expect(dueAfter(waiting, first)).toBe(soon + t.minute)
    givenCommands(t.openTicket, waiting, first)
      .when(r.onTime(fallback.at))
      .thenEvents(
        dropped('tax'),
        { type: 'RoutingDecided', data: { what: 'fell_back', toQueueId: t.billing } },
        { type: 'TicketTransferred', data: { fromQueueId: t.general, toQueueId: t.billing } }
      )
    expect(dueAfter(waiting, first, r.onTime(fallback.at))).toBeNull()
  })

  it('without another queue goes to whom carries least from then on, once', () => {
    const atOnce = r.waits({ skills: [law], fallback: { at: soon, toQueueId: null } })
    givenCommands(t.openTicket, atOnce)
      .when(r.onTime(soon))
      .thenEvents({ type: 'RoutingDecided', data: { what: 'fell_back', toQueueId: null } })
    const { state } = givenCommands(t.openTicket, atOnce, r.onTime(soon))
    expect(state).toMatchObject({ routing: { fellBack: true, waiting: { skills: [], fallback: null } } })
    givenCommands(t.openTicket, atOnce, r.onTime(soon))
      .when(r.onTime(soon + hour))
      .thenNothing()
  })

  it('is its new queue’s once it falls back or is moved, but where it was handed up', () => {
    const toTeam = t.assignTeam(t.secondLevel)
    const left = { type: 'TeamAssigned', data: { teamId: null, previousTeamId: t.secondLevel } } as const
    const moved = {
      type: 'TicketTransferred',
      data: { fromQueueId: t.general, toQueueId: t.billing }
    } as const
    const fell = { type: 'RoutingDecided', data: { what: 'fell_back', toQueueId: t.billing } } as const
    const falls = r.waits({ fallback: { at: soon, toQueueId: t.billing } })
    givenCommands(t.openTicket, toTeam, falls).when(r.onTime(soon)).thenEvents(fell, left, moved)
    givenCommands(t.openTicket, toTeam).when(t.transferTo(t.billing)).thenEvents(left, moved)
    givenCommands(t.openTicket, toTeam, t.claim(t.bob)).when(t.transferTo(t.billing)).thenEvents(moved)
    givenCommands(t.openTicket, toTeam)
      .when({ type: 'TransferTicket', queueId: t.billing, keepsTeam: true })
      .thenEvents(moved)
    givenCommands(t.openTicket, t.escalate, falls).when(r.onTime(soon)).thenEvents(fell, moved)
    givenCommands(t.openTicket, t.escalate).when(t.transferTo(t.billing)).thenEvents(moved)
  })

  it('or is to be taken up is left to people where they assign by then, once', () => {
    const left = { type: 'RoutingDecided', data: { what: 'left_to_people', because: 'manual' } } as const
    for (const [before, at] of [
      [waiting, soon],
      [r.route(t.ann, soon), soon]
    ] as const) {
      givenCommands(t.openTicket, before)
        .when(r.onTime(at - 1, true))
        .thenNothing()
      givenCommands(t.openTicket, before).when(r.onTime(at, true)).thenEvents(left)
      expect(dueAfter(before, r.onTime(at, true))).toBeNull()
    }
  })

  it.each([
    ['somebody has it', t.claim(t.bob)],
    ['a person moves it', t.transferTo(t.billing)],
    ['it is resolved', t.resolve],
    ['it is closed', t.close]
  ])('has nothing due any more when %s', (_, act) => {
    expect(dueAfter(waiting, act)).toBeNull()
    givenCommands(t.openTicket, waiting, act).when(r.onTime(fallback.at)).thenNothing()
  })
})

describe('An agent who is away', () => {
  it("loses what is assigned or in progress, and nothing that is another's by then", () => {
    givenCommands(t.openTicket, t.claim(t.ann), t.claim(t.ann))
      .when(r.requeue(t.ann))
      .thenEvents(
        { type: 'RoutingDecided', data: { what: 'requeued', because: 'away', fromAgentId: t.ann } },
        { type: 'TicketUnassigned', data: { previousAgentId: t.ann } }
      )
    for (const act of [t.hold, t.wait, t.resolve, t.assign(t.bob), t.unassign])
      givenCommands(t.openTicket, t.claim(t.ann), act).when(r.requeue(t.ann)).thenNothing()
  })
})

describe('What is given to somebody who is away already', () => {
  const given = [t.openTicket, t.force(t.ann)]

  it('is left with them for a time, once, after which the desk may move it', () => {
    givenCommands(...given)
      .when(r.leave(t.ann, soon))
      .thenEvents({
        type: 'RoutingDecided',
        data: { what: 'stopped', because: 'given_while_away', until: soon }
      })
    expect(dueAfter(t.force(t.ann), r.leave(t.ann, soon))).toBe(soon)
    givenCommands(...given, r.leave(t.ann, soon))
      .when(r.leave(t.ann, soon))
      .thenNothing()
    givenCommands(...given, r.leave(t.ann, soon))
      .when(r.onTime(soon))
      .thenEvents({ type: 'RoutingDecided', data: { what: 'resumed' } })
  })

  it("has no such time where it is another's by then, or not at work", () => {
    for (const act of [t.assign(t.bob), t.hold, t.wait, t.resolve, t.unassign])
      givenCommands(...given, act)
        .when(r.leave(t.ann, soon))
        .thenNothing()
  })

  it.each([
    ['given once more', t.assign(t.bob)],
    ['unassigned', t.unassign],
    ['moved', t.transferTo(t.billing)],
    ['resolved', t.resolve]
  ])('has it no more when it is %s', (_, act) => {
    expect(dueAfter(t.force(t.ann), r.leave(t.ann, soon), act)).toBeNull()
  })
})

describe('Moves by the desk', () => {
  /** Given to Ann, who lets it lie, as often as that; five minutes between two gifts. */
  const rounds = (many: number) =>
    Array.from({ length: many }, (_, n) => {
      const at = t.noon + n * 5 * t.minute
      return [r.route(t.ann, at + 2 * t.minute, { at }), r.onTime(at + 2 * t.minute)]
    }).flat()

  it('are five in an hour at most, the first agent apart; then it stops and says so, once', () => {
    const given = [t.openTicket, ...rounds(mostMoves + 1).slice(0, -1)]
    const at = t.noon + 27 * t.minute
    const until = t.noon + 5 * t.minute + hour
    givenCommands(...given)
      .when(r.onTime(at))
      .thenEvents({ type: 'RoutingDecided', data: { what: 'stopped', because: 'moved_too_often', until } })
    const stopped = [...given, r.onTime(at)]
    givenCommands(...stopped)
      .when(r.onTime(at + 1))
      .thenNothing()
    givenCommands(...stopped)
      .when(r.requeue(t.ann, { at }))
      .thenNothing()
  })

  it('go on when an hour has passed', () => {
    const until = t.noon + 5 * t.minute + hour
    const stopped = [t.openTicket, ...rounds(mostMoves + 1)]
    expect(dueAfter(...stopped.slice(1))).toBe(until)
    givenCommands(...stopped)
      .when(r.onTime(until))
      .thenEvents(
        { type: 'RoutingDecided', data: { what: 'resumed' } },
        { type: 'RoutingDecided', data: { what: 'requeued' } },
        { type: 'TicketUnassigned' }
      )
  })

  it('are not given to anybody either, where nobody has it', () => {
    const stopped = [t.openTicket, ...rounds(mostMoves + 1).slice(0, -1), t.unassign]
    const at = t.noon + 27 * t.minute
    givenCommands(...stopped)
      .when(r.route(t.bob, null, { at }))
      .thenEvents({ type: 'RoutingDecided', data: { what: 'stopped' } })
    givenCommands(...stopped)
      .when(t.claim(t.bob))
      .thenEvents({ type: 'TicketAssigned', data: { agentId: t.bob } })
  })
})

it('What a program asks the desk to choose is on record and no move of its own, also from somebody else', () => {
  const moves = Array.from({ length: 8 }, (_, n) => r.routeOnRequest(n % 2 ? t.ann : t.bob))
  const { state, when } = givenCommands(t.openTicket, t.claim(t.ann), ...moves)
  expect(state).toMatchObject({ assignee: t.ann, routing: { moves: [], routedTo: null } })
  when(r.routeOnRequest(t.bob)).thenEvents(
    { type: 'RoutingDecided', data: { what: 'assigned', chosen: t.bob, onRequest: true } },
    { type: 'TicketAssigned', data: { agentId: t.bob, previousAgentId: t.ann, cause: 'auto' } }
  )
  when(r.routeOnRequest(t.ann)).thenNothing()
})
