import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type TicketCommand, ticketDecider, ticketStream } from '#domain'
import type { QueueId, TicketId } from '#kernel'
import { ApplyAwaitedRule, ApplyAwaitedRuleHandler } from '../commands/apply-awaited-rule.js'
import { type RulesScene, rulesScene } from '../testing/rules.js'
import { contextOf } from '../testing/test-desk.js'
import { type RuleAct, simulateRule } from './simulate.js'

const on = fc.constantFrom(
  ...[
    'ticket_opened',
    'customer_message',
    'priority_changed',
    'queue_changed',
    'tags_changed',
    'status_changed'
  ]
)
const condition = fc.constantFrom(
  { field: 'text', op: 'has_any', value: ['urgent'] },
  { field: 'text', op: 'has_none', value: ['please'] },
  { field: 'signal_score', op: 'at_least', value: 1 },
  { field: 'priority', op: 'is', value: 'high' },
  { field: 'tags', op: 'has_any', value: ['x'] },
  { field: 'queue_id', op: 'is_not', value: 'billing' },
  { field: 'customer_messages', op: 'at_least', value: 2 }
)
const action = fc.constantFrom(
  { set_priority: 'high' },
  { set_priority: 'low' },
  { transfer: 'billing' },
  { transfer: 'general' },
  { add_tags: ['x'] },
  { remove_tags: ['x'] },
  { set_status: 'on_hold' }
)
const anyRule = fc.record({
  on: fc.uniqueArray(on, { minLength: 1, maxLength: 3 }),
  after: fc.constantFrom(null, null, { s: 60 }, { s: 150, who: 'customer' }),
  if: fc.record({ all: fc.array(condition, { maxLength: 2 }) }),
  then: fc.array(action, { minLength: 1, maxLength: 2 }),
  once: fc.constantFrom('ticket', 'instance', 'event'),
  ladder: fc.constantFrom(null, null, 'up'),
  position: fc.constantFrom(0, 1),
  stop: fc.boolean()
})
/**
 * What history can't tell is left out: of a ladder's later step which of its times it was, for all have one cause, and that a rule with `stop` held which found all as it wants it.
 */
const traceable = <T extends { ladder: string | null; after: object | null; stop: boolean; then: object[] }>(
  rule: T
): T => ({
  ...rule,
  ladder: rule.after ? null : rule.ladder,
  then: rule.stop ? [...rule.then, { note: 'seen' }] : rule.then
})

const step = fc.oneof(
  fc.constantFrom('urgent!', 'please', 'I want to talk to a human', 'hello'),
  fc.constantFrom<TicketCommand>(
    { type: 'ChangePriority', priority: 'urgent' },
    { type: 'ChangeTags', add: ['y'], remove: ['x'] },
    { type: 'ChangeTags', add: ['x'], remove: [] },
    { type: 'TransferTicket', queueId: 'billing' as QueueId },
    { type: 'HoldTicket' },
    { type: 'ResumeTicket' }
  )
)

/** As the timers do it: each when its time has come, in order. */
async function passSeconds(scene: RulesScene, ticketId: TicketId, seconds: number): Promise<void> {
  const handler = new ApplyAwaitedRuleHandler(scene.desk)
  for (let n = 0; n < seconds; n += 10) {
    await scene.desk.clock.advance(10_000)
    const { state } = await scene.desk.runner.load(ticketDecider, ticketStream(ticketId))
    const awaited = state.exists ? state.rules.awaited : []
    for (const one of awaited.filter(({ due }) => due !== null && due < scene.desk.clock.now()))
      await handler.execute(
        new ApplyAwaitedRule(ticketId, one, contextOf(`${one.rule} ${one.from} ${one.instance} ${n}`))
      )
  }
}

const whatOf = (acts: readonly RuleAct[]) =>
  acts.map(({ on: what, actions, heldBack }) => ({ what, actions, heldBack }))

it('a simulation of rules that were in force says what they did, and writes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRule, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(step, fc.constantFrom(0, 30, 90, 200)), { maxLength: 8 }),
      async (rules, steps) => {
        const scene = await rulesScene()
        await scene.publish('queue', 'billing', { name: 'Billing' })
        for (const [n, rule] of rules.entries())
          await scene.rule(`r${n}`, JSON.parse(JSON.stringify(traceable(rule))))
        const ticketId = await scene.write('hello, urgent')
        for (const [one, seconds] of steps) {
          if (typeof one === 'string') await scene.write(one)
          else await scene.act(ticketId, one).catch(() => undefined)
          await passSeconds(scene, ticketId, seconds)
        }
        await passSeconds(scene, ticketId, 30)
        const stored = JSON.stringify(await scene.desk.stored(ticketStream(ticketId)))
        const head = await scene.desk.log.head()
        for (const rule of scene.desk.rules.inForce()) {
          const customer = { tier: null, tags: [], previousTickets: 0 }
          const until = scene.desk.clock.now()
          const done = await simulateRule(scene.desk, rule, ticketId, customer, { until, personal: true })
          expect({ rule: rule.id, acts: whatOf(done.after) }).toEqual({
            rule: rule.id,
            acts: whatOf(done.before)
          })
          expect(done.isUnknown).toBe(false)
        }
        expect(JSON.stringify(await scene.desk.stored(ticketStream(ticketId)))).toBe(stored)
        expect(await scene.desk.log.head()).toBe(head)
      }
    ),
    { numRuns: 100 }
  )
})
