import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { settleSlot } from '#application'
import { slotPatienceMs, slotsDecider, slotsStream } from '#domain'
import { type EventLog, Unavailable } from '#event-log'
import { type AgentId, commandIdFor, type TicketId } from '#kernel'
import { openRouting } from '../../../../test/support/routing-scene.js'
import { memoryStores } from '../../../../test/support/routing-stores.js'

/** At which of the router's appends the log fails, and whether what was to be appended is there all the same. */
const failures = fc.array(fc.record({ at: fc.nat({ max: 40 }), after: fc.boolean() }), { maxLength: 8 })

function failing(log: EventLog, at: readonly { readonly at: number; readonly after: boolean }[]): EventLog {
  let appends = 0
  return {
    append: async (stream, events, expected) => {
      if (events[0]?.meta.actor !== 'process:routing') return log.append(stream, events, expected)
      const failure = at.find(one => one.at === appends)
      appends++
      if (failure && !failure.after) throw new Unavailable('gone before it')
      const appended = await log.append(stream, events, expected)
      if (failure) throw new Unavailable('gone after it')
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

it('whatever fails between slot and ticket, and through restarts, each ticket has one agent and each slot its ticket', async () => {
  await fc.assert(
    fc.asyncProperty(failures, fc.integer({ min: 1, max: 4 }), async (at, restartEvery) => {
      const stores = memoryStores()
      const scene = await openRouting({ ...stores, log: failing(stores.log, at) })
      try {
        await scene.queue({ strategy: 'round_robin' })
        const agents: AgentId[] = []
        for (const name of ['ann', 'bob', 'cy']) agents.push(await scene.agent(name, { capacity: 4 }))
        const tickets: TicketId[] = []
        for (let n = 0; n < 12; n++) {
          tickets.push(await scene.opens(`${n}`))
          if (n % restartEvery === 0) await scene.restart()
        }
        await scene.settled()
        // As the sweep does with what was held for an assignment that never came; what it lets go may be given, and fail, again.
        for (let before: unknown; before !== (await stores.log.head()); ) {
          before = await stores.log.head()
          await scene.pass(slotPatienceMs / 1000)
          for (const agentId of agents)
            for (const id of tickets) {
              const cause = `sweep ${agentId} ${id} ${scene.clock.now()}`
              const context = { causationId: cause, correlationId: cause, actor: 'process:slots' } as const
              const command = { ...context, commandId: commandIdFor(cause) }
              await settleSlot(scene.desk, agentId, id, command, 'swept')
            }
          await scene.settled()
        }
        for (const id of tickets) {
          expect(await scene.who(id)).toBeDefined()
          const decided = await scene.decisions(id)
          expect(decided.filter(({ what }) => what === 'assigned')).toHaveLength(1)
        }
        for (const agentId of agents) {
          const { state } = await scene.desk.runner.load(slotsDecider, slotsStream(agentId))
          const theirs = []
          for (const id of tickets) if ((await scene.load(id)).assignee === agentId) theirs.push(id)
          expect(new Set(state.held.keys())).toEqual(new Set(theirs))
          expect(theirs.length).toBeLessThanOrEqual(4)
        }
      } finally {
        await scene.close()
      }
    }),
    { numRuns: 15 }
  )
}, 60_000)
