import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { toldIn } from '#domain'
import type { EventLog } from '#event-log'
import type { AgentId, TicketId } from '#kernel'
import { openRouting, type RoutingScene } from '../../../../test/support/routing-scene.js'
import { memoryStores } from '../../../../test/support/routing-stores.js'

/** Each call takes as many turns as the next number says, over and over. */
function slow(log: EventLog, turns: readonly number[], tooLate = () => {}): EventLog {
  let calls = 0
  const wait = async () => {
    for (let n = turns[calls++ % turns.length] ?? 0; n > 0; n--)
      await new Promise(resolve => setImmediate(resolve))
  }
  return {
    append: async (...args) => {
      await wait()
      return log.append(...args).catch(error => {
        tooLate()
        throw error
      })
    },
    async *readStream(...args) {
      await wait()
      yield* log.readStream(...args)
    },
    subscribe: (...args) => log.subscribe(...args),
    head: () => log.head(),
    eventAt: position => log.eventAt(position),
    ping: () => log.ping(),
    close: () => log.close()
  }
}

/** Whom each ticket was given to, one after the other. */
async function givenIn({ log }: Pick<RoutingScene, 'log'>): Promise<ReadonlyMap<string, readonly AgentId[]>> {
  const given = new Map<string, AgentId[]>()
  for await (const item of log.subscribe('start', AbortSignal.timeout(60_000))) {
    if (item.kind === 'caughtUp') return given
    const { event } = item
    const told = toldIn('ticket', event)
    if (told?.type === 'TicketAssigned')
      given.set(event.stream, [...(given.get(event.stream) ?? []), told.data.agentId])
  }
  return given
}

const turns = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 12 })
const limit = 3

it('two routers that share nothing but the log give no ticket twice, and nobody more than their limit', async () => {
  let raced = 0
  await fc.assert(
    fc.asyncProperty(turns, turns, fc.integer({ min: 4, max: 16 }), async (one, other, many) => {
      const stores = memoryStores()
      const scene = await openRouting({ ...stores, log: slow(stores.log, one) })
      try {
        await scene.queue({ strategy: 'round_robin' })
        const agents: AgentId[] = []
        for (const name of ['ann', 'bob', 'cy']) agents.push(await scene.agent(name, { capacity: limit }))
        scene.another(slow(stores.log, other, () => raced++))
        const opening = Array.from({ length: many }, (_, n) => scene.opens(`${n}`))
        const tickets: readonly TicketId[] = await Promise.all(opening)
        await scene.settled()
        const given = await givenIn(stores)
        for (const [ticket, whom] of given) expect([ticket, whom]).toEqual([ticket, [whom[0]]])
        const counts = agents.map(agent => [...given.values()].filter(([first]) => first === agent).length)
        for (const count of counts) expect(count).toBeLessThanOrEqual(limit)
        expect(given.size).toBe(Math.min(tickets.length, agents.length * limit))
      } finally {
        await scene.close()
      }
    }),
    { numRuns: 30 }
  )
  // What one of them had decided was too late for the log, and was decided again.
  expect(raced).toBeGreaterThan(0)
}, 60_000)
