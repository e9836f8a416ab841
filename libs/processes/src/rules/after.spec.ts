import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type AgentId, commandIdFor, messageIdFor, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import { always, policy } from '../sla/testing/bodies.js'
import { memoryStores } from '../sla/testing/desk.js'
import { openScene, type Scene } from '../sla/testing/scene.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene(memoryStores())
  for (const id of ['general', 'billing'])
    await scene.publish('queue', id, { name: id, default: id === 'general' })
})
afterEach(() => scene.close())

const rule = (id: string, body: object) => scene.publish('rule', id, { name: id, ...body })
/** Which rules acted, or did not when their time had come, with the minutes since the start. */
async function told(ticketId: TicketId) {
  const start = Date.UTC(2026, 0, 5, 9)
  return (await scene.events(ticketId, 'Rule'))
    .filter(({ type }) => type !== 'RulesAwaited')
    .map(({ data }) => [data['rule'], data['because'] ?? 'acted', (Number(data['at']) - start) / 60_000])
}
const customerWrites = (ticketId: TicketId, n: number) =>
  scene.act(ticketId, {
    type: 'ReceiveCustomerMessage',
    message: {
      messageId: messageIdFor(commandIdFor(`more ${n}`)),
      telegramMessageId: n,
      kind: 'text',
      sentAt: scene.clock.now(),
      digest: `${n}`,
      soundsClosing: false,
      mediaGroup: null,
      replyToTelegramMessageId: null,
      personal: conceal({ text: 'more', entities: null, file: null, forwarded_from: null })
    },
    late: false,
    reopenWithinS: 1000,
    closingRemarkWithinS: 0,
    now: scene.clock.now()
  })

describe('A rule that acts later', () => {
  const urgent = {
    on: ['ticket_opened'],
    after: { s: 600, while: ['open', 'assigned'], who: 'team' },
    then: [{ set_priority: 'urgent' }, { transfer: 'billing' }]
  }

  it('acts when its time has come, once, by the version in force by then', async () => {
    await rule('late', urgent)
    const ticketId = await scene.openTicket('one')
    await scene.pass(9)
    expect(await told(ticketId)).toEqual([])
    await rule('late', { ...urgent, then: [{ set_priority: 'high' }] })
    await scene.pass(2)
    expect(await told(ticketId)).toEqual([['late', 'acted', 11]])
    const [applied] = (await scene.events(ticketId, 'RuleApplied')).slice(-1)
    expect(applied?.data).toMatchObject({
      version: 1,
      actions: [{ set_priority: 'high' }],
      on: 'ticket_opened'
    })
    expect(await scene.events(ticketId, 'PriorityChanged')).toHaveLength(1)
    const head = await scene.log.head()
    await scene.pass(600)
    expect(await scene.log.head()).toBe(head)
  })

  it('does nothing where the team has written, or the customer, as it asks', async () => {
    await rule('team', urgent)
    await rule('customer', {
      on: ['agent_reply'],
      after: { s: 600, who: 'customer' },
      then: [{ set_status: 'resolved' }]
    })
    const [one, two] = [await scene.openTicket('one'), await scene.openTicket('two')]
    await scene.pass(5)
    await scene.reply(one)
    await scene.reply(two)
    await scene.pass(5)
    await customerWrites(two, 2)
    await scene.pass(30)
    expect(await told(one)).toEqual([['customer', 'acted', 40]])
    expect(await told(two)).toEqual([])
  })

  it('says why nothing came of it: another status, conditions that hold no more, a rule that is off', async () => {
    await rule('status', { ...urgent, after: { s: 60, while: ['on_hold'] } })
    await rule('free', {
      ...urgent,
      after: { s: 120 },
      if: { all: [{ field: 'assigned', op: 'is', value: false }] }
    })
    await rule('off', { ...urgent, after: { s: 180 } })
    const ticketId = await scene.openTicket('one')
    await scene.act(ticketId, { type: 'ClaimTicket', agentId: 'ann' as AgentId })
    await rule('off', { ...urgent, enabled: false })
    await scene.pass(5)
    expect(await told(ticketId)).toEqual([
      ['status', 'status', 5],
      ['free', 'conditions', 5],
      ['off', 'rule_is_off', 5]
    ])
  })

  it('looks at the words of the message that started it', async () => {
    const words = { all: [{ field: 'text', op: 'has_any', value: ['more'] }] }
    await rule('words', { ...urgent, on: ['customer_message'], after: { s: 60 }, if: words })
    await rule('others', { ...urgent, on: ['ticket_opened'], after: { s: 60 }, if: words })
    const ticketId = await scene.openTicket('one')
    await customerWrites(ticketId, 2)
    await scene.pass(5)
    expect(await told(ticketId)).toEqual([['words', 'acted', 5]])
  })

  it('waits for the customer from the last reply on, for the team from the first message on', async () => {
    await rule('customer', {
      on: ['agent_reply'],
      after: { s: 600, who: 'customer' },
      then: [{ add_tags: ['quiet'] }]
    })
    await rule('team', {
      on: ['customer_message'],
      after: { s: 600, who: 'team' },
      then: [{ add_tags: ['waiting'] }]
    })
    const [one, two] = [await scene.openTicket('one'), await scene.openTicket('two')]
    await scene.reply(one)
    await customerWrites(two, 2)
    await scene.pass(6)
    await scene.reply(one)
    await customerWrites(two, 3)
    await scene.pass(6)
    expect(await told(one)).toEqual([])
    expect(await told(two)).toEqual([['team', 'acted', 12]])
    await scene.pass(6)
    expect(await told(one)).toEqual([['customer', 'acted', 18]])
  })

  it('counts business time by the calendar of the policy, or by its own', async () => {
    await scene.publish('calendar', 'always', always)
    await scene.publish('calendar', 'mornings', {
      name: 'Mornings',
      time_zone: 'UTC',
      weekly: { mon: [['09:00', '09:05']], tue: [['09:00', '12:00']] }
    })
    const business = { s: 600, clock: 'business' }
    await rule('own', {
      ...urgent,
      after: { ...business, calendar_id: 'mornings' },
      then: [{ add_tags: ['own'] }]
    })
    await rule('policy', { ...urgent, after: business, then: [{ add_tags: ['policy'] }] })
    const without = await scene.openTicket('without')
    await scene.publish('sla_policy', 'standard', policy([{ metric: 'first_reply', target_s: 86_400 }]))
    const withPolicy = await scene.openTicket('with')
    await scene.pass(15)
    expect(await told(without)).toEqual([])
    expect(await told(withPolicy)).toEqual([['policy', 'acted', 15]])
    await scene.pass(24 * 60)
    // What the rule changed made the policy hold.
    expect((await told(without)).map(([id]) => id)).toEqual(['own', 'policy'])
  })

  it('of a ladder counts from its one cause, whatever starts the step', async () => {
    await scene.publish('calendar', 'always', always)
    const target = { metric: 'first_reply', target_s: 1800, warn_before_s: [600], clock: 'calendar' }
    await scene.publish('sla_policy', 'standard', policy([target]))
    const step = { ladder: 'first-reply', once: 'instance' }
    await rule('warned', { on: ['sla_warned'], ...step, then: [{ add_tags: ['warned'] }] })
    await rule('later', {
      ...{ on: ['sla_warned', 'sla_breached'], ...step },
      ...{ after: { s: 900 }, then: [{ add_tags: ['later'] }] }
    })
    await rule('breached', {
      ...{ on: ['sla_breached'], ...step },
      ...{ after: { s: 1200 }, then: [{ add_tags: ['breached'] }] }
    })
    const ticketId = await scene.openTicket('one')
    for (let n = 0; n < 60; n++) await scene.pass(1)
    // Warned in minute 20, breached in minute 30.
    expect((await told(ticketId)).map(([id, what, at]) => [id, what, Math.floor(Number(at))])).toEqual([
      ['warned', 'acted', 21],
      ['later', 'acted', 36],
      ['breached', 'acted', 41]
    ])
  })

  it('is fired by two processes at once as by one', async () => {
    await rule('late', urgent)
    const ticketId = await scene.openTicket('one')
    const other = scene.anotherTimers()
    await scene.settled()
    await scene.clock.advance(11 * 60_000)
    await Promise.all([scene.round(), other.round()])
    await scene.pass(5)
    expect(await told(ticketId)).toHaveLength(1)
  })
})

describe('Rules that toss a ticket to and fro in time', () => {
  it('move it five times in an hour, and the sixth move is not made', async () => {
    const toss = (from: string, to: string) => ({
      ...{ on: ['tags_changed'], after: { s: 60 }, once: 'event' },
      if: { all: [{ field: 'queue_id', op: 'is', value: from }] },
      then: [{ transfer: to }]
    })
    await rule('there', toss('general', 'billing'))
    await rule('back', toss('billing', 'general'))
    const ticketId = await scene.openTicket('one')
    for (let n = 0; n < 8; n++) {
      await scene.act(ticketId, { type: 'ChangeTags', add: [`t${n}`], remove: [] })
      await scene.pass(2)
    }
    expect(await scene.events(ticketId, 'TicketTransferred')).toHaveLength(5)
    const held = await scene.events(ticketId, 'RuleApplied')
    expect(held.filter(({ data }) => data['heldUntil'] !== undefined)).toHaveLength(1)
  })
})

it('A breach because a target was lowered under a ticket starts only a rule that looks at its reason', async () => {
  await scene.publish('calendar', 'always', always)
  const owes = (target_s: number) => policy([{ metric: 'first_reply', target_s, clock: 'calendar' }])
  await scene.publish('sla_policy', 'standard', owes(86_400))
  const missed = { on: ['sla_breached'], then: [{ escalate: { team_id: 'l2' } }] }
  await scene.publish('team', 'l2', { name: 'Level 2', level: 2 })
  await rule('missed', missed)
  const lowered = { field: 'sla.reason', op: 'is', value: 'target_lowered' }
  await rule('asked', { ...missed, if: { all: [lowered] }, then: [{ add_tags: ['lowered'] }] })
  const ticketId = await scene.openTicket('one')
  await scene.pass(2)
  await scene.publish('sla_policy', 'standard', owes(60))
  await scene.act(ticketId, { type: 'ChangePriority', priority: 'high' })
  await scene.pass(2)
  expect(await scene.events(ticketId, 'SlaBreached')).toHaveLength(1)
  expect((await told(ticketId)).map(([id]) => id)).toEqual(['asked'])
})
