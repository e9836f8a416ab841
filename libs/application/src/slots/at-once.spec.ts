import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  isOver,
  isStreamOf,
  slotsDecider,
  slotsStream,
  type TicketCommand,
  ticketDecider,
  ticketStream
} from '#domain'
import type { EventLog } from '#event-log'
import type { AgentId, TicketId } from '#kernel'
import { givenByRequest, overLimit, recordedIn } from '../../../../test/support/over-limit.js'
import { ActOnTicket, ActOnTicketHandler } from '../commands/act-on-ticket.js'
import { firstStart } from '../first-start.js'
import { agentOf } from '../testing/agents.js'
import { contextOf, type TestDesk, testDesk } from '../testing/test-desk.js'
import { openNumbered } from '../testing/ticket.js'
import { followInSlots } from './settle-slots.js'

/** One process asks for these, one after the other. */
type Asked = {
  readonly what: 'request' | 'claim' | 'unassign' | 'resolve' | 'reopen'
  readonly ticket: number
}

const limit = 1
const asked: fc.Arbitrary<Asked> = fc.record({
  what: fc.oneof(
    { arbitrary: fc.constant('request' as const), weight: 4 },
    fc.constantFrom('claim' as const, 'unassign' as const, 'resolve' as const, 'reopen' as const)
  ),
  ticket: fc.nat({ max: 1 })
})

/** Every call to the log waits until it is its turn; what a slot was held for for several. */
const inTurns = (log: EventLog, turns: fc.Scheduler): EventLog => ({
  append: async (stream, ...args) => {
    for (let n = isStreamOf(stream, 'ticket') ? 3 : 1; n > 0; n--)
      await turns.schedule(Promise.resolve(), 'append')
    return log.append(stream, ...args)
  },
  async *readStream(...args) {
    await turns.schedule(Promise.resolve(), 'read')
    yield* log.readStream(...args)
  },
  subscribe: (...args) => log.subscribe(...args),
  head: () => log.head(),
  eventAt: position => log.eventAt(position),
  ping: () => log.ping(),
  close: () => log.close()
})

async function whileTurnsAreTaken(desk: TestDesk, turns: fc.Scheduler, work: Promise<unknown>) {
  let done = false
  const end = () => {
    done = true
  }
  work.then(end, end)
  while (!done) {
    // Whoever had the last turn asks for the next one first: else they would take turns one after the other.
    await new Promise(resolve => setImmediate(resolve))
    if (turns.count() > 0) await turns.waitOne()
    else if (desk.clock.sleeping > 0) await desk.clock.advance(10)
  }
  await work
}

it('nobody gets by request what exceeds their limit, however claims, requests and what follows them fall between each other', async () => {
  let given = 0
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(asked, { maxLength: 2 }),
      fc.array(fc.array(asked, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 3 }),
      async (turns, before, processes) => {
        const desk = testDesk()
        await firstStart(desk)
        const ann = await agentOf(desk, 7, limit)
        const tickets = [await openNumbered(desk, 0), await openNumbered(desk, 1)]
        let count = 0
        const act = (on: TestDesk, { what, ticket }: Asked) => {
          const context = contextOf(`act ${++count}`, {
            actor: what === 'claim' ? `agent:${ann}` : 'key:key_admin'
          })
          const id = tickets[ticket]
          if (!id) throw new Error('no such ticket')
          return new ActOnTicketHandler(on).execute(new ActOnTicket(id, commandOf(what, ann), context))
        }
        for (const one of before) await act(desk, one)
        const follow = async (on: TestDesk) => {
          for (let round = 0; round < 2; round++)
            for (const event of await recordedIn(desk.log))
              await followInSlots(on, event, contextOf(`follow ${event.id}`, { actor: 'process:slots' }))
        }
        const another = () => desk.another(inTurns(desk.log, turns))
        const working = processes.map(async all => {
          const on = another()
          for (const one of all) await act(on, one)
        })
        await whileTurnsAreTaken(desk, turns, Promise.all([...working, follow(another())]))
        const byRequest = givenByRequest(await recordedIn(desk.log))
        expect(overLimit(byRequest, limit)).toEqual([])
        given += byRequest.length
        await follow(desk)
        const { state } = await desk.runner.load(slotsDecider, slotsStream(ann))
        expect(new Set(state.held.keys())).toEqual(new Set(await ofAgent(desk, tickets, ann)))
      }
    ),
    { numRuns: 2000 }
  )
  expect(given).toBeGreaterThan(0)
}, 300_000)

/** Which tickets are the agent's in the end. */
async function ofAgent({ runner }: TestDesk, tickets: readonly TicketId[], agentId: AgentId) {
  const all = await Promise.all(tickets.map(id => runner.load(ticketDecider, ticketStream(id))))
  return tickets.filter((_, n) => {
    const state = all[n]?.state
    return state?.exists && state.assignee === agentId && !isOver(state.status)
  })
}

function commandOf(what: Asked['what'], agentId: AgentId): TicketCommand {
  switch (what) {
    case 'request':
      return { type: 'AssignTicket', agentId }
    case 'claim':
      return { type: 'ClaimTicket', agentId }
    case 'unassign':
      return { type: 'UnassignTicket' }
    case 'resolve':
      return { type: 'ResolveTicket', cause: 'api', now: 1 }
    case 'reopen':
      return { type: 'ReopenTicket', cause: 'api', now: 2 }
  }
}
