import { beforeEach, describe, expect, it } from '@jest/globals'
import type { TicketCommand } from '#domain'
import { commandIdFor, type Json, messageIdFor } from '#kernel'
import { conceal } from '#privacy'
import { type RulesScene, rulesScene } from '../testing/rules.js'

let scene: RulesScene
beforeEach(async () => {
  scene = await rulesScene()
  await scene.publish('queue', 'billing', { name: 'Billing' })
})

const edit = (telegramMessageId: number, text: string): TicketCommand => ({
  ...{ type: 'EditCustomerMessage', telegramMessageId, kind: 'text', digest: text, soundsClosing: false },
  ...{ sentAt: scene.desk.clock.now(), reopenWithinS: 0, closingRemarkWithinS: 0 },
  ...{ now: scene.desk.clock.now(), personal: conceal({ text, entities: null, file: null }) }
})
const resolve = (): TicketCommand => ({
  ...{ type: 'ResolveTicket', cause: 'command', now: scene.desk.clock.now() }
})

describe('A rule that is started by one of several things', () => {
  it('is asked about each of them that happened at once, and acts once', async () => {
    await scene.rule('held', {
      on: ['priority_changed', 'status_changed'],
      if: { all: [{ field: 'status.to', op: 'is', value: 'on_hold' }] },
      then: [{ add_tags: ['x'] }],
      once: 'event'
    })
    const ticketId = await scene.write('hello')
    await scene.act(ticketId, [{ type: 'ChangePriority', priority: 'high' }, { type: 'HoldTicket' }])
    expect(await scene.told(ticketId, 'RuleApplied')).toMatchObject([{ data: { on: 'status_changed' } }])
  })
})

describe('What is no message that comes to a ticket', () => {
  const each = { on: ['customer_message'], then: [{ note: 'a message' }], once: 'event' }

  it('is an edit of the message that opened it; an edit of a later one is', async () => {
    await scene.rule('each', each)
    const ticketId = await scene.write('hello', { id: 1 })
    await scene.act(ticketId, edit(1, 'hello there'))
    expect(await scene.applied(ticketId)).toEqual([])
    await scene.write('again', { id: 2 })
    await scene.act(ticketId, edit(2, 'again and again'))
    expect(await scene.applied(ticketId)).toEqual(['each', 'each'])
  })

  it('is what somebody says of a rating: it counts as none', async () => {
    await scene.rule('second', {
      on: ['tags_changed'],
      if: { all: [{ field: 'customer_messages', op: 'at_least', value: 2 }] },
      then: [{ note: 'two' }]
    })
    const ticketId = await scene.write('hello', { id: 1 })
    const now = scene.desk.clock.now()
    await scene.act(ticketId, resolve())
    await scene.act(ticketId, { type: 'RequestRating', now })
    await scene.act(ticketId, {
      ...{ type: 'CommentRating', messageId: messageIdFor(commandIdFor('comment')), telegramMessageId: 9 },
      ...{ sentAt: now, digest: 'c', personal: conceal({ text: 'fine', entities: null, file: null }) }
    })
    await scene.act(ticketId, { type: 'ChangeTags', add: ['a'], remove: [] })
    expect(await scene.applied(ticketId)).toEqual([])
    await scene.write('hello again', { id: 10 })
    await scene.act(ticketId, { type: 'ChangeTags', add: ['b'], remove: [] })
    expect(await scene.applied(ticketId)).toEqual(['second'])
  })
})

describe('A rule that looks at a field of yes or no', () => {
  it.each([
    ['is', true, [true]],
    ['is', false, [false]],
    ['is_not', true, [false, null]],
    ['is', null, [null]],
    ['is_not', null, [true, false]]
  ])('%s %j', async (op, value, held) => {
    await scene.publish('ticket_field', 'gift', { name: 'Gift', type: 'yes_no' })
    await scene.rule('gift', {
      ...{ on: ['tags_changed'], then: [{ note: 'seen' }], once: 'event' },
      if: { all: [{ field: 'field.gift', op, value: value as Json }] }
    })
    const acts: (boolean | null)[] = []
    for (const gift of [true, false, null]) {
      const ticketId = await scene.write('hello')
      await scene.act(ticketId, {
        type: 'ChangeFields',
        changes: [
          { field: 'gift', digest: gift === null ? null : `of ${gift} ${held.length}`, chosen: null }
        ],
        personal: conceal({ values: gift === null ? {} : { gift } })
      })
      const before = (await scene.applied(ticketId)).length
      await scene.act(ticketId, { type: 'ChangeTags', add: [`t${gift}`], remove: [] })
      if ((await scene.applied(ticketId)).length > before) acts.push(gift)
    }
    expect(acts).toEqual(held)
  })
})

describe('A pattern', () => {
  it.each([
    ['^yes$', 'yes', true],
    ['^yes$', 'yes please', false],
    ['^yes$', 'no\nyes', false],
    ['(?m)^yes$', 'no\nyes', true]
  ])('%s of a whole answer, %j: %s', async (value, said, expected) => {
    await scene.rule('whole', {
      ...{ on: ['ticket_opened'], then: [{ note: 'seen' }] },
      if: { all: [{ field: 'text', op: 'matches', value }] }
    })
    expect(await scene.applied(await scene.write(said))).toHaveLength(expected ? 1 : 0)
  })
})

describe('A rule that waits in business time', () => {
  const business = { on: ['ticket_opened'], after: { s: 60, clock: 'business' }, then: [{ note: 'late' }] }
  const always = { name: 'Always', time_zone: 'UTC', weekly: { mon: [['00:00', '24:00']] } }

  const lacking = () =>
    ['late', 'own'].filter(id => scene.desk.rules.lacksCalendar(id, scene.desk.clock.now()))

  it('has no calendar to count by while there is neither one of its own nor a policy: it is told so', async () => {
    await scene.rule('late', business)
    expect(lacking()).toEqual(['late'])
    await scene.publish('calendar', 'always', always)
    await scene.rule('own', { ...business, after: { ...business.after, calendar_id: 'always' } })
    expect(lacking()).toEqual(['late'])
    await scene.publish('sla_policy', 'standard', {
      ...{ name: 'Standard', calendar_id: 'always', targets: [{ metric: 'first_reply', target_s: 60 }] }
    })
    expect(lacking()).toEqual([])
  })

  it('has none where the policy is of other tickets, or nothing opens so long', async () => {
    await scene.publish('calendar', 'always', always)
    await scene.publish('queue', 'sales', { name: 'Sales' })
    await scene.publish('queue', 'billing', { name: 'Billing' })
    await scene.publish('sla_policy', 'sales', {
      ...{ name: 'Sales', calendar_id: 'always', filter: { queue_id: ['sales'] } },
      targets: [{ metric: 'first_reply', target_s: 60 }]
    })
    const of = (op: string, value: string | string[]) => ({ all: [{ field: 'queue_id', op, value }] })
    await scene.rule('late', { ...business, if: of('is', 'billing') })
    await scene.rule('own', { ...business, if: of('in', ['billing', 'sales']) })
    expect(lacking()).toEqual(['late'])
    const day = new Date(scene.desk.clock.now() + 5 * 86_400_000).toISOString().slice(0, 10)
    const once = { overrides: [{ date: day, hours: [['09:00', '12:00']] }] }
    await scene.publish('calendar', 'once', { ...always, ...once, weekly: {} })
    const after = { clock: 'business', calendar_id: 'once' }
    await scene.rule('late', { ...business, after: { ...after, s: 3 * 3600 + 1 } })
    await scene.rule('own', { ...business, after: { ...after, s: 3 * 3600 } })
    expect(lacking()).toEqual(['late'])
  })
})
