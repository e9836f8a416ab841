import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Awaited, type Rule, ruleOf, type TicketCommand, ticketDecider, ticketStream } from '#domain'
import {
  type AgentId,
  commandIdFor,
  type Instant,
  type JsonObject,
  messageIdFor,
  type QueueId,
  type TicketId
} from '#kernel'
import { conceal } from '#privacy'
import { foldSla, noInstant, ruleTimerOf, type SlaDocument } from '#views'
import { ApplyAwaitedRule, ApplyAwaitedRuleHandler } from '../commands/apply-awaited-rule.js'
import { type RulesScene, rulesScene } from '../testing/rules.js'
import { contextOf } from '../testing/test-desk.js'
import { type RuleAct, simulateRule } from './simulate.js'

const triggers = [
  ...[
    'ticket_opened',
    'customer_message',
    'agent_reply',
    'priority_changed',
    'queue_changed',
    'tags_changed'
  ],
  ...['status_changed', 'assigned', 'unassigned', 'escalated', 'acknowledged']
]
const condition = fc.constantFrom(
  { field: 'text', op: 'has_any', value: ['urgent'] },
  { field: 'text', op: 'has_none', value: ['please'] },
  { field: 'signal_score', op: 'at_least', value: 1 },
  { field: 'priority', op: 'is', value: 'high' },
  { field: 'tags', op: 'has_any', value: ['x'] },
  { field: 'queue_id', op: 'is_not', value: 'billing' },
  { field: 'customer_messages', op: 'at_least', value: 2 }
)
const action = fc.constantFrom<JsonObject>(
  { set_priority: 'high' },
  { set_priority: 'low' },
  { transfer: 'billing' },
  { transfer: 'general' },
  { add_tags: ['x'] },
  { remove_tags: ['x'] },
  { set_status: 'on_hold' },
  { assign_team: 'seniors' },
  { unassign: true },
  { escalate: { team_id: 'seniors' } },
  { escalate: { team_id: 'leads', reassign: true, raise_priority_to: 'high' } },
  { require_skills: [{ skill: 'german', drop_after_s: 60 }] },
  { note: 'look at this' },
  { notify: { who: 'leads', text: 'look at this' } },
  { request_rating: true },
  { start_form: 'order' },
  { reply_template: 'hello' },
  { suggest_articles: { query: 'refund', to: 'agent', max: 1 } }
)
const shape = (on: readonly string[]) =>
  fc.record({
    on: fc.uniqueArray(fc.constantFrom(...on), { minLength: 1, maxLength: 3 }),
    after: fc.constantFrom<JsonObject | null>(
      null,
      null,
      { s: 60 },
      { s: 150, who: 'customer' },
      { s: 90, who: 'team' }
    ),
    if: fc.record({ all: fc.array(condition, { maxLength: 2 }) }),
    then: fc.array(action, { minLength: 1, maxLength: 2 }),
    once: fc.constantFrom('ticket', 'instance', 'event'),
    ladder: fc.constantFrom(null, null, 'up'),
    position: fc.constantFrom(0, 1),
    stop: fc.boolean()
  })
const anyRule = fc.oneof(
  { arbitrary: shape(triggers), weight: 6 },
  { arbitrary: shape(['command']).map(rule => ({ ...rule, command: 'look', after: null })), weight: 1 }
)
/** What history can't tell is left out: that a rule with `stop` held which found all as it wants it. */
const traceable = <T extends { stop: boolean; then: object[] }>(rule: T): T => ({
  ...rule,
  then: rule.stop ? [...rule.then, { note: 'seen' }] : rule.then
})

type Act = (scene: RulesScene, ann: AgentId) => TicketCommand
let replies = 0
const reply: Act = ({ desk: { clock } }, ann) => ({
  ...{ type: 'RequestReply', messageId: messageIdFor(commandIdFor(`reply ${++replies}`)), agentId: ann },
  ...{ source: { kind: 'api' }, kind: 'text', sentAt: clock.now(), mediaGroup: null, now: clock.now() },
  personal: conceal({ text: 'please wait', entities: null, file: null, forwarded_from: null })
})
const typed =
  (words: string): Act =>
  (_, ann) => ({
    ...{ type: 'GiveCommand', name: 'look', agentId: ann, via: { kind: 'api' } },
    personal: conceal({ arguments: words })
  })
const act = fc.constantFrom<Act>(
  () => ({ type: 'ChangePriority', priority: 'urgent' }),
  () => ({ type: 'ChangeTags', add: ['y'], remove: ['x'] }),
  () => ({ type: 'ChangeTags', add: ['x'], remove: [] }),
  () => ({ type: 'TransferTicket', queueId: 'billing' as QueueId }),
  () => ({ type: 'HoldTicket' }),
  () => ({ type: 'ResumeTicket' }),
  (_, ann) => ({ type: 'ClaimTicket', agentId: ann }),
  () => ({ type: 'UnassignTicket' }),
  typed('urgent'),
  typed(''),
  reply,
  ({ desk }) => ({ type: 'ResolveTicket', cause: 'api', now: desk.clock.now() }),
  ({ desk }) => ({
    type: 'AcknowledgeEscalation',
    by: { keyId: 'key_admin' },
    teams: null,
    now: desk.clock.now()
  })
)
/** What the customer says, what the team does, or that all replies have arrived. */
const step = fc.oneof(
  { arbitrary: fc.constantFrom('urgent!', 'please', 'I want to talk to a human', 'hello'), weight: 2 },
  { arbitrary: act, weight: 4 },
  { arbitrary: fc.constant(null), weight: 1 }
)

/** When each rule that is awaited is due, as the timers know it. */
async function timersOf({ desk }: RulesScene, ticketId: TicketId): Promise<ReadonlyMap<string, Instant>> {
  let document: SlaDocument | undefined
  for await (const event of desk.log.readStream(ticketStream(ticketId)))
    document = foldSla(document, event, () => undefined)
  return new Map((document?.timers ?? []).map(({ what, at }) => [what, at]))
}

/** As the timers do it: each when its time has come, in order. */
async function passSeconds(scene: RulesScene, ticketId: TicketId, seconds: number): Promise<void> {
  const handler = new ApplyAwaitedRuleHandler(scene.desk)
  for (let n = 0; n < seconds; n += 10) {
    await scene.desk.clock.advance(10_000)
    const { state } = await scene.desk.runner.load(ticketDecider, ticketStream(ticketId))
    const timers = await timersOf(scene, ticketId)
    const isDue = (one: Awaited) => (timers.get(ruleTimerOf(one)) ?? noInstant) < scene.desk.clock.now()
    for (const one of state.exists ? state.rules.awaited.filter(isDue) : [])
      await handler.execute(
        new ApplyAwaitedRule(ticketId, one, contextOf(`${one.rule} ${one.from} ${one.instance} ${n}`))
      )
  }
}

async function arrive(scene: RulesScene, ticketId: TicketId): Promise<void> {
  const { state } = await scene.desk.runner.load(ticketDecider, ticketStream(ticketId))
  for (const { messageId } of state.exists ? state.rules.unheard : [])
    await scene.act(ticketId, {
      ...{ type: 'ConfirmReply', messageId, telegramMessageIds: [++replies] },
      ...{ acceptedAt: scene.desk.clock.now(), afterReply: 'waiting_on_customer' }
    })
}

const whatOf = (acts: readonly RuleAct[]) =>
  acts.map(({ on: what, actions, heldBack }) => ({ what, actions, heldBack }))

async function sceneWith(rules: readonly JsonObject[]): Promise<RulesScene> {
  const scene = await rulesScene()
  await scene.publish('queue', 'billing', { name: 'Billing' })
  for (const [level, id] of ['seniors', 'leads'].entries())
    await scene.publish('team', id, { name: id, level: level + 1 })
  await scene.publish('ticket_field', 'order', { name: 'Order', type: 'text' })
  const fields = [{ field: 'order', label: { en: 'Order?' } }]
  await scene.publish('form', 'order', { name: 'Order', fields })
  await scene.publish('template', 'hello', { shortcode: 'hello', name: 'Hello', texts: { en: 'Hello' } })
  for (const [n, rule] of rules.entries()) await scene.rule(`r${n}`, rule)
  return scene
}

it('a simulation of rules that were in force says what they did, and writes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRule, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(step, fc.constantFrom(0, 30, 90, 200)), { maxLength: 8 }),
      async (rules, steps) => {
        const scene = await sceneWith(rules.map(rule => JSON.parse(JSON.stringify(traceable(rule)))))
        const ann = await scene.agent('Ann')
        const ticketId = await scene.write('hello, urgent')
        for (const [one, seconds] of steps) {
          if (one === null) await arrive(scene, ticketId)
          else if (typeof one === 'string') await scene.write(one)
          else await scene.act(ticketId, one(scene, ann)).catch(() => undefined)
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

describe('A simulation of a rule that was not in force', () => {
  const draft = (body: JsonObject): Rule => ruleOf('draft', 0, { name: 'draft', ...body })
  async function simulated(scene: RulesScene, ticketId: TicketId, rule: Rule) {
    const customer = { tier: null, tags: [], previousTickets: 0 }
    const until = scene.desk.clock.now()
    const { after } = await simulateRule(scene.desk, rule, ticketId, customer, { until, personal: true })
    return after
  }

  it('counts for the customer no time in which a reply was not there', async () => {
    const scene = await sceneWith([])
    const ann = await scene.agent('Ann')
    const ticketId = await scene.write('hello')
    const start = scene.desk.clock.now()
    await scene.act(ticketId, reply(scene, ann))
    await passSeconds(scene, ticketId, 100)
    await arrive(scene, ticketId)
    await passSeconds(scene, ticketId, 300)
    const quiet = draft({
      on: ['agent_reply'],
      after: { s: 150, who: 'customer' },
      then: [{ add_tags: ['quiet'] }]
    })
    expect((await simulated(scene, ticketId, quiet)).map(({ at }) => at - start)).toEqual([250_000])
  })

  it('counts every step of a ladder from the one cause that it had, whatever starts the step', async () => {
    const ladder = { ladder: 'up', once: 'instance' }
    const begun = { ...ladder, on: ['ticket_opened'], then: [{ add_tags: ['x'] }] }
    const scene = await sceneWith([begun])
    const ticketId = await scene.write('hello')
    const start = scene.desk.clock.now()
    await passSeconds(scene, ticketId, 50)
    await scene.write('and this')
    await passSeconds(scene, ticketId, 100)
    const later = { ...ladder, on: ['customer_message'], after: { s: 90 }, then: [{ add_tags: ['y'] }] }
    expect((await simulated(scene, ticketId, draft(later))).map(({ at }) => at - start)).toEqual([90_000])
    const other = await simulated(scene, ticketId, draft({ ...later, ladder: null }))
    expect(other.map(({ at }) => at - start)).toEqual([140_000])
  })

  it('looks at what followed the command, not at what was said before', async () => {
    const scene = await sceneWith([])
    const ann = await scene.agent('Ann')
    const ticketId = await scene.write('urgent')
    await scene.act(ticketId, typed('50')(scene, ann))
    const on = (value: string) =>
      draft({
        ...{ on: ['command'], command: 'look', then: [{ add_tags: ['x'] }] },
        if: { all: [{ field: 'text', op: 'matches', value }] }
      })
    expect(await simulated(scene, ticketId, on('^50$'))).toHaveLength(1)
    expect(await simulated(scene, ticketId, on('urgent'))).toHaveLength(0)
  })
})

it('A simulation of a rule that is in force has not done either what it awaits still, as while Telegram is away', async () => {
  const scene = await sceneWith([{ on: ['ticket_opened'], after: { s: 60 }, then: [{ add_tags: ['x'] }] }])
  const ticketId = await scene.write('hello')
  await scene.desk.clock.advance(100_000)
  const [rule] = scene.desk.rules.inForce()
  if (!rule) throw new Error('no rule')
  const customer = { tier: null, tags: [], previousTickets: 0 }
  const until = scene.desk.clock.now()
  const simulated = await simulateRule(scene.desk, rule, ticketId, customer, { until, personal: true })
  expect(simulated).toMatchObject({ before: [], after: [] })
})
