import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  ActOnTicket,
  ActOnTicketHandler,
  createSettingsReader,
  type Desk,
  RuleBook,
  StreamRunner
} from '#application'
import {
  agentDecider,
  agentStream,
  eventTypes,
  isOver,
  type SlotsState,
  slotPatienceMs,
  slotsDecider,
  slotsStream,
  type TicketCommand,
  ticketDecider,
  ticketStream
} from '#domain'
import { type EventLog, withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import {
  type AgentId,
  agentIdFor,
  commandIdFor,
  FakeClock,
  type SubjectId,
  type TicketId,
  ticketIdFor
} from '#kernel'
import { silentLogger } from '#observability'
import { conceal, createSealer } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import type { SlotDirectory } from '../directories/index.js'
import { createSlotKeeper, createSlotSweep } from './index.js'
import { ticketOpening } from './testing/opening.js'

class Killed extends Error {}

/** Dies at these of its appends, before or after the append has reached the log. */
function deadly(log: EventLog, deaths: readonly Death[]): EventLog {
  let appends = 0
  return {
    append: async (stream, events, expected) => {
      const death = deaths.find(({ at }) => at === appends)
      appends++
      if (death && !death.after) throw new Killed()
      const appended = await log.append(stream, events, expected)
      if (death) throw new Killed()
      return appended
    },
    readStream: (stream, from) => log.readStream(stream, from),
    subscribe: (after, signal) => log.subscribe(after, signal),
    head: () => log.head(),
    eventAt: position => log.eventAt(position),
    ping: () => log.ping(),
    close: () => log.close()
  }
}

interface Death {
  readonly at: number
  readonly after: boolean
}

const agents: readonly AgentId[] = ['ann', 'bob', 'eve'].map(name => agentIdFor(name as SubjectId))
const tickets: readonly TicketId[] = [0, 1, 2, 3].map(n => ticketIdFor(commandIdFor('ticket', n)))

async function scene(deaths: readonly Death[] = []) {
  const clock = new FakeClock()
  const log = withTypes(openMemoryLog(), eventTypes)
  const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock })
  const subjectId = await vault.subjectFor(42)
  const over = (log: EventLog): Desk => {
    const sealer = createSealer(vault, { clock, cacheMs: 0 })
    const runner = new StreamRunner(log, sealer, clock)
    return {
      log,
      runner,
      vault,
      sealer,
      settings: createSettingsReader(runner),
      rules: new RuleBook(),
      clock
    }
  }
  const desk = over(log)
  let count = 0
  const context = () => ({
    commandId: commandIdFor('test', ++count),
    causationId: 'test',
    correlationId: 'test',
    actor: 'key:key_admin' as const,
    subjectId
  })
  const { runner } = desk
  for (const agentId of agents) {
    const see = {
      type: 'SeeAgent' as const,
      how: 'seen' as const,
      agentId,
      digest: 'a',
      profile: conceal({})
    }
    await runner.run(agentDecider, agentStream(agentId), see, context())
  }
  for (const id of tickets)
    await runner.run(ticketDecider, ticketStream(id), ticketOpening(id, subjectId), context())
  const mortal = deadly(log, deaths)
  let alive = over(mortal)
  const slotsOf = async (id: AgentId): Promise<SlotsState> =>
    (await over(log).runner.load(slotsDecider, slotsStream(id))).state
  return {
    clock,
    slotsOf,
    runner,
    /** Whoever is asked may die over it, and is not asked again. */
    async act(id: TicketId, command: TicketCommand) {
      try {
        await new ActOnTicketHandler(alive).execute(new ActOnTicket(id, command, context()))
      } catch (error) {
        if (!(error instanceof Killed)) throw error
        alive = over(mortal)
      }
    },
    /** What the process `slots` does of all that was recorded, and once slots without assignment are old. */
    async keep() {
      const keeper = createSlotKeeper(over(log))
      const end = new AbortController()
      const handling = { signal: end.signal, hold: () => () => {} }
      for await (const item of log.subscribe('start', end.signal)) {
        if (item.kind === 'caughtUp') break
        if ((await keeper.sequenceOf(item.event)) !== undefined) await keeper.handle(item.event, handling)
      }
      end.abort()
    },
    async sweep() {
      const states = new Map(await Promise.all(agents.map(async id => [id, await slotsOf(id)] as const)))
      const slots: SlotDirectory = {
        agents: () => agents,
        of: id => states.get(id) ?? slotsDecider.initial
      }
      await createSlotSweep({ desk: over(log), slots, clock, logger: silentLogger }).look()
    },
    async assignedTo(agentId: AgentId): Promise<TicketId[]> {
      const all = await Promise.all(tickets.map(id => over(log).runner.load(ticketDecider, ticketStream(id))))
      return tickets.filter((_, n) => {
        const state = all[n]?.state
        return state?.exists && state.assignee === agentId && !isOver(state.status)
      })
    }
  }
}

const heldBy = ({ held }: SlotsState): TicketId[] => tickets.filter(id => held.has(id))

const command: fc.Arbitrary<TicketCommand> = fc.oneof(
  fc
    .constantFrom(...agents)
    .chain(agentId =>
      fc.constantFrom<TicketCommand>(
        { type: 'AssignTicket', agentId },
        { type: 'AssignTicket', agentId, force: true },
        { type: 'ClaimTicket', agentId }
      )
    ),
  fc.constantFrom<TicketCommand>(
    { type: 'UnassignTicket' },
    { type: 'HoldTicket' },
    { type: 'ResumeTicket' },
    { type: 'ResolveTicket', cause: 'api', now: 0 },
    { type: 'ReopenTicket', cause: 'api', now: 0 },
    { type: 'CloseTicket', cause: 'api', now: 0 }
  )
)

it('killed between slot and ticket at any append, agents hold in the end exactly the tickets that are theirs', async () => {
  let repaired = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...tickets), command), { minLength: 1, maxLength: 25 }),
      fc.array(fc.record({ at: fc.nat({ max: 40 }), after: fc.boolean() }), { maxLength: 8 }),
      async (history, deaths) => {
        const { act, keep, sweep, clock, slotsOf, assignedTo } = await scene(deaths)
        for (const [id, one] of history) await act(id, one)
        const before = await Promise.all(agents.map(async id => heldBy(await slotsOf(id)).join()))
        await keep()
        await clock.advance(slotPatienceMs)
        await sweep()
        for (const [n, id] of agents.entries()) {
          const held = heldBy(await slotsOf(id))
          expect(held).toEqual(await assignedTo(id))
          if (held.join() !== before[n]) repaired++
        }
      }
    ),
    { numRuns: 150 }
  )
  expect(repaired).toBeGreaterThan(0)
}, 60_000)

it('a slot is given 30 s for its assignment, and is released then', async () => {
  const [ann] = agents
  const [one] = tickets
  if (!ann || !one) throw new Error('nobody')
  // Dies right after the slot was held.
  const { act, keep, sweep, clock, slotsOf } = await scene([{ at: 0, after: true }])
  await act(one, { type: 'AssignTicket', agentId: ann })
  const held = async () => heldBy(await slotsOf(ann))
  await keep()
  await clock.advance(slotPatienceMs - 1)
  await sweep()
  expect(await held()).toEqual([one])
  await clock.advance(1)
  await sweep()
  expect(await held()).toEqual([])
})

it('a ticket that was somebody’s before there were slots gets one', async () => {
  const [ann] = agents
  const [one] = tickets
  if (!ann || !one) throw new Error('nobody')
  const { keep, runner, slotsOf } = await scene()
  const claim = { type: 'ClaimTicket', agentId: ann } as const
  await runner.run(ticketDecider, ticketStream(one), claim, {
    commandId: commandIdFor('before'),
    causationId: 'before',
    correlationId: 'before',
    actor: 'key:key_admin'
  })
  await keep()
  expect(heldBy(await slotsOf(ann))).toEqual([one])
})
