import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  isOver,
  isStreamOf,
  slotsDecider,
  slotsStream,
  type TicketCommand,
  type TicketState,
  ticketDecider,
  ticketStream,
  toldIn
} from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'
import type { AgentId, TicketId } from '#kernel'
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
  what: fc.constantFrom('request', 'request', 'claim', 'unassign', 'resolve', 'reopen'),
  ticket: fc.nat({ max: 1 })
})

/** Every call to the log waits until it is its turn. */
const inTurns = (log: EventLog, turns: fc.Scheduler): EventLog => ({
  append: async (...args) => {
    await turns.schedule(Promise.resolve(), 'append')
    return log.append(...args)
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

async function recordedIn({ log }: Pick<TestDesk, 'log'>): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  const end = new AbortController()
  for await (const item of log.subscribe('start', end.signal)) {
    if (item.kind === 'caughtUp') break
    events.push(item.event)
  }
  end.abort()
  return events
}

/** Of each ticket that was given by request: how many others the agent had when the slot for it was held. */
function hadWhenAsked(events: readonly RecordedEvent[], agentId: AgentId): number[] {
  const tickets = new Map<string, TicketState>()
  const hadAt = new Map<string, number>()
  const has = (state: TicketState | undefined) =>
    state?.exists === true && state.assignee === agentId && !isOver(state.status)
  return events.flatMap(event => {
    if (event.type === 'SlotHeld') {
      const stream = ticketStream(String(event.data['ticketId']) as TicketId)
      hadAt.set(stream, [...tickets].filter(([other, state]) => other !== stream && has(state)).length)
    }
    if (!isStreamOf(event.stream, 'ticket')) return []
    const before = tickets.get(event.stream) ?? ticketDecider.initial
    const told = toldIn('ticket', event)
    const after = told ? ticketDecider.evolve(before, told) : before
    tickets.set(event.stream, after)
    const isRequest = event.type === 'TicketAssigned' && event.meta.actor.startsWith('key:')
    return isRequest && !has(before) && has(after) ? [hadAt.get(event.stream) ?? limit] : []
  })
}

async function whileTurnsAreTaken(desk: TestDesk, turns: fc.Scheduler, work: Promise<unknown>) {
  let done = false
  const end = () => {
    done = true
  }
  work.then(end, end)
  while (!done) {
    if (turns.count() > 0) await turns.waitOne()
    else if (desk.clock.sleeping > 0) await desk.clock.advance(10)
    else await new Promise(resolve => setImmediate(resolve))
  }
  await work
}

it('nobody gets by request what exceeds their limit, however claims, requests and what follows them fall between each other', async () => {
  let given = 0
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(asked, { maxLength: 3 }),
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
            for (const event of await recordedIn(desk))
              await followInSlots(on, event, contextOf(`follow ${event.id}`, { actor: 'process:slots' }))
        }
        const another = () => desk.another(inTurns(desk.log, turns))
        const working = processes.map(async all => {
          const on = another()
          for (const one of all) await act(on, one)
        })
        await whileTurnsAreTaken(desk, turns, Promise.all([...working, follow(another())]))
        const had = hadWhenAsked(await recordedIn(desk), ann)
        expect(had.filter(others => others >= limit)).toEqual([])
        given += had.length
        await follow(desk)
        const { state } = await desk.runner.load(slotsDecider, slotsStream(ann))
        expect(new Set(state.held.keys())).toEqual(new Set(await ofAgent(desk, tickets, ann)))
      }
    ),
    { numRuns: 500 }
  )
  expect(given).toBeGreaterThan(0)
}, 120_000)

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
