import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type TicketCommand, ticketStream } from '#domain'
import type { QueueId, TicketId } from '#kernel'
import { type RulesScene, rulesScene } from '../testing/rules.js'

const when = fc.constantFrom(
  'customer_message',
  'priority_changed',
  'queue_changed',
  'tags_changed',
  'status_changed'
)
const action = fc.constantFrom(
  { set_priority: 'high' },
  { set_priority: 'low' },
  { transfer: 'billing' },
  { transfer: 'general' },
  { add_tags: ['x'] },
  { remove_tags: ['x'] },
  { set_status: 'on_hold' },
  { note: 'looked at' }
)
const anyRule = fc.record({
  on: fc.uniqueArray(when, { minLength: 1, maxLength: 3 }),
  then: fc.array(action, { minLength: 1, maxLength: 3 }),
  once: fc.constantFrom('ticket', 'instance', 'event'),
  stop: fc.boolean()
})
const anyCommand = fc.constantFrom<TicketCommand>(
  { type: 'ChangePriority', priority: 'urgent' },
  { type: 'ChangePriority', priority: 'normal' },
  { type: 'ChangeTags', add: ['y'], remove: ['x'] },
  { type: 'TransferTicket', queueId: 'billing' as QueueId },
  { type: 'HoldTicket' },
  { type: 'ResumeTicket' }
)
const written: readonly string[] = ['RuleApplied', 'RulesAwaited']

async function live(rules: readonly object[], commands: readonly TicketCommand[], twice: boolean) {
  const scene = await rulesScene()
  await scene.publish('queue', 'billing', { name: 'Billing' })
  for (const [n, rule] of rules.entries()) await scene.rule(`r${n}`, JSON.parse(JSON.stringify(rule)))
  const ticketId = await scene.write('hello')
  for (const [n, command] of commands.entries())
    for (let again = 0; again < (twice ? 2 : 1); again++)
      await tried(scene, ticketId, command, `command ${n}`)
  return scene.desk.stored(ticketStream(ticketId))
}

const tried = (scene: RulesScene, ticketId: TicketId, command: TicketCommand, cause: string) =>
  scene.act(ticketId, command, { cause }).catch(() => undefined)

it('the same commands under the same rules make the same events, each command once, however often it comes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRule, { maxLength: 4 }),
      fc.array(anyCommand, { maxLength: 6 }),
      async (rules, commands) => {
        const told = async (twice: boolean) =>
          (await live(rules, commands, twice))
            // Whose it is is chosen at random.
            .filter(({ type }) => type !== 'TicketOpened')
            .map(({ id, type, data }) => [id, type, data])
        const once = await told(false)
        expect(await told(false)).toEqual(once)
        expect(await told(true)).toEqual(once)
      }
    ),
    { numRuns: 25 }
  )
})

it('no rule is started by what a rule wrote: each stands behind something else, and acts once in an append', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRule, { maxLength: 4 }),
      fc.array(anyCommand, { maxLength: 6 }),
      async (rules, commands) => {
        const appends = Map.groupBy(await live(rules, commands, false), ({ meta }) => meta.commandId)
        for (const [first, ...rest] of appends.values()) {
          expect(written).not.toContain(first?.type)
          const acted = rest.flatMap(({ type, data }) => (type === 'RuleApplied' ? [data['rule']] : []))
          expect(new Set(acted).size).toBe(acted.length)
        }
      }
    ),
    { numRuns: 25 }
  )
})
