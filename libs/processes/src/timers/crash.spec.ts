import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { NewEvent } from '#event-log'
import type { TicketId } from '#kernel'
import { deadlyLog, Killed } from '../../../../test/support/deadly-log.js'
import { always, policy } from '../sla/testing/bodies.js'
import { memoryStores, type Stores } from '../sla/testing/desk.js'
import { openScene } from '../sla/testing/scene.js'

let kills = 0
const isOfTimers = ({ meta }: NewEvent) => meta.actor === 'process:timers'

/** Minutes from the start: when each ticket opens, and how long it waits for its reply, which ends it; null: for ever. */
const lives = fc.array(
  fc.record({ opens: fc.nat({ max: 20 }), waits: fc.option(fc.integer({ min: 1, max: 60 })) }),
  { minLength: 1, maxLength: 6 }
)
const deaths = fc.array(fc.record({ at: fc.nat({ max: 12 }), after: fc.boolean() }), { maxLength: 6 })
const steps = fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 5 })

it('killed at any append while timers fire, nothing that was due is missing and nothing is there twice', async () => {
  await fc.assert(
    fc.asyncProperty(lives, deaths, steps, async (tickets, killedAt, rhythm) => {
      const stores = memoryStores()
      const mortal: Stores = { ...stores, log: deadlyLog(stores.log, killedAt, isOfTimers).log }
      let scene = await openScene(mortal)
      /** Each time it dies, another process takes over. */
      const pass = async (minutes: number) => {
        for (let left = minutes; ; left = 0) {
          try {
            return await scene.pass(left)
          } catch (error) {
            if (!(error instanceof Killed)) throw error
            kills++
            await scene.close()
            scene = await openScene(mortal)
          }
        }
      }
      await scene.publish('calendar', 'always', always)
      await scene.publish(
        'sla_policy',
        'standard',
        policy([{ metric: 'first_reply', target_s: 1800, warn_before_s: [600, 60] }])
      )
      await scene.publish('desk', 'main', { auto_close_after_s: 1200 })
      const ids = new Map<number, TicketId>()
      let now = 0
      for (let turn = 0; now < 120; turn++) {
        const until = now + (rhythm[turn % rhythm.length] ?? 1)
        for (; now < until; now++) {
          for (const [n, { opens, waits }] of tickets.entries()) {
            const id = ids.get(n)
            if (opens === now) ids.set(n, await scene.openTicket(`ticket ${n}`))
            if (!id || waits === null || opens + waits !== now) continue
            await scene.reply(id)
            await scene.act(id, { type: 'ResolveTicket', cause: 'api', now: stores.clock.now() })
          }
          await stores.clock.advance(60_000)
        }
        await pass(0)
      }
      for (const [n, { waits }] of tickets.entries()) {
        const id = ids.get(n)
        const told = id
          ? (await scene.events(id)).map(({ type, data }) => `${type} ${data['beforeS'] ?? ''}`)
          : []
        const breaches = told.filter(one => one.startsWith('SlaBreached'))
        expect(breaches).toHaveLength(waits === null || waits > 30 ? 1 : 0)
        expect(new Set(told).size).toBe(told.length)
        expect(told.filter(one => one.startsWith('SlaBreachRetracted'))).toEqual([])
        const closed = id ? await scene.events(id, 'TicketClosed') : []
        expect(closed).toHaveLength(waits === null ? 0 : 1)
      }
      await scene.close()
    }),
    { numRuns: 25 }
  )
  expect(kills).toBeGreaterThan(0)
}, 60_000)
