import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { QueueId, StaffGroupId, TicketId } from '#kernel'
import { always, policy } from './testing/bodies.js'
import { memoryStores, type Stores } from './testing/desk.js'
import { openScene, type Scene } from './testing/scene.js'

const minute = 60_000
const firstReply = { metric: 'first_reply', target_s: 1800, warn_before_s: [600] }

let stores: Stores
let scene: Scene
beforeEach(async () => {
  stores = memoryStores()
  scene = await openScene(stores)
})
afterEach(() => scene.close())

async function withPolicy(targets: readonly object[] = [firstReply]) {
  await scene.publish('calendar', 'always', always)
  await scene.publish('sla_policy', 'standard', policy(targets))
}
/** Type, minutes since the start, and what else matters. */
async function told(ticketId: TicketId) {
  const start = Date.UTC(2026, 0, 5, 9)
  return (await scene.events(ticketId)).map(({ type, data }) => {
    const at = typeof data['at'] === 'number' ? (data['at'] - start) / minute : null
    return [type, at, data['reason'] ?? data['cause'] ?? data['beforeS'] ?? null]
  })
}

describe('the choice of a policy', () => {
  it('is recorded when the ticket opens, with all that is needed to count by it', async () => {
    await withPolicy()
    const ticket = await scene.openTicket('one')
    const [applied] = await scene.events(ticket)
    expect(applied?.data).toMatchObject({
      policyId: 'standard',
      policyVersion: 0,
      calendarId: 'always',
      calendarVersion: 0,
      zoneData: 'test',
      cause: 'opened',
      targets: [{ metric: 'first_reply', targetS: 1800, clock: 'business', warnBeforeS: [600] }]
    })
  })

  it('is none without policies, and none where none fits', async () => {
    const before = await scene.openTicket('one')
    await withPolicy()
    await scene.publish('queue', 'billing', { name: 'Billing' })
    await scene.publish('sla_policy', 'standard', policy([firstReply], { filter: { queue_id: ['billing'] } }))
    const after = await scene.openTicket('two')
    expect([await told(before), await told(after)]).toEqual([[], []])
  })

  it('is made again when queue, priority or tags change: the first that fits, from top to bottom', async () => {
    await withPolicy()
    await scene.publish('queue', 'general', { name: 'General', default: true })
    await scene.publish('queue', 'billing', { name: 'Billing' })
    await scene.publish(
      'sla_policy',
      'vip',
      policy([firstReply], { position: 1, filter: { tags_any: ['vip'] } })
    )
    await scene.publish('sla_policy', 'billing', policy([firstReply], { filter: { queue_id: ['billing'] } }))
    await scene.publish(
      'sla_policy',
      'standard',
      policy([{ ...firstReply, priority: ['low'] }, firstReply], { position: 2 })
    )
    const ticket = await scene.openTicket('one')
    await scene.act(ticket, { type: 'ChangeTags', add: ['vip'], remove: [] })
    await scene.act(ticket, { type: 'TransferTicket', queueId: 'billing' as QueueId })
    await scene.act(ticket, { type: 'ChangeTags', add: [], remove: ['vip'] })
    await scene.act(ticket, { type: 'TransferTicket', queueId: 'general' as QueueId })
    const chosen = (await scene.events(ticket)).map(({ data }) => [data['policyId'], data['cause']])
    expect(chosen).toEqual([
      ['standard', 'opened'],
      ['vip', 'tags_changed'],
      ['billing', 'transferred'],
      ['standard', 'transferred']
    ])
  })

  it('keeps the version until the next change', async () => {
    await withPolicy()
    const ticket = await scene.openTicket('one')
    await scene.publish('sla_policy', 'standard', policy([{ metric: 'first_reply', target_s: 60 }]))
    await scene.pass(2)
    expect(await told(ticket)).toEqual([['SlaApplied', 0, 'opened']])
    await scene.act(ticket, { type: 'ChangePriority', priority: 'high' })
    await scene.pass(1)
    expect(await told(ticket)).toEqual([
      ['SlaApplied', 0, 'opened'],
      ['SlaApplied', 2, 'priority_changed'],
      ['SlaBreached', 2, 'target_lowered']
    ])
  })
})

describe('a breach', () => {
  it('is taken back when it turns out that Telegram had accepted a reply in time', async () => {
    await withPolicy()
    const ticket = await scene.openTicket('one')
    await scene.pass(40)
    await scene.reply(ticket, scene.clock.now() - 15 * minute)
    await scene.pass(1)
    expect(await told(ticket)).toEqual([
      ['SlaApplied', 0, 'opened'],
      ['SlaWarned', 20, 600],
      ['SlaBreached', 30, 'time_passed'],
      ['SlaBreachRetracted', null, 'reply_was_in_time']
    ])
    expect(await scene.tickets.get(ticket)).toMatchObject({ timers: [], standing: 'none' })
  })
})

describe('clocks stand still', () => {
  it('while the customer has blocked the bot', async () => {
    await withPolicy()
    const ticket = await scene.openTicket('one')
    await scene.pass(10)
    await scene.reachable(ticket, false)
    await scene.pass(60)
    await scene.reachable(ticket, true)
    await scene.pass(21)
    expect(await told(ticket)).toEqual([
      ['SlaApplied', 0, 'opened'],
      ['SlaPaused', 10, 'customer_blocked_bot'],
      ['SlaResumed', 70, 'customer_blocked_bot'],
      ['SlaWarned', 80, 600],
      ['SlaBreached', 90, 'time_passed']
    ])
  })

  it('while nobody can write in the staff group, for its tickets and those that have no topic yet', async () => {
    await withPolicy()
    const group = 'group-1' as StaffGroupId
    await scene.group(group, { type: 'RegisterStaffGroup', staffGroupId: group, chatId: -1 })
    const shown = await scene.openTicket('one')
    await scene.act(shown, { type: 'BindTopic', place: { staffGroupId: group, chatId: -1, threadId: 7 } })
    await scene.pass(10)
    await scene.group(group, { type: 'RecordRights', missing: ['can_manage_topics'] })
    const later = await scene.openTicket('two')
    await scene.pass(60)
    await scene.group(group, { type: 'RecordRights', missing: [] })
    await scene.pass(5)
    const pauses = [
      ['SlaPaused', 10, 'staff_group_not_writable'],
      ['SlaResumed', 70, 'staff_group_not_writable']
    ]
    expect(await told(shown)).toEqual([['SlaApplied', 0, 'opened'], ...pauses])
    expect(await told(later)).toEqual([['SlaApplied', 10, 'opened'], ...pauses])
  })

  it('while Telegram can not be reached, those opened meanwhile too', async () => {
    await withPolicy()
    const ticket = await scene.openTicket('one')
    await scene.pass(10)
    scene.telegram.reach = { kind: 'unreachable', since: scene.clock.now() }
    await scene.pass(5)
    const later = await scene.openTicket('two')
    await scene.pass(60)
    scene.telegram.reach = { kind: 'reachable', since: scene.clock.now() }
    await scene.pass(5)
    expect(await told(ticket)).toEqual([
      ['SlaApplied', 0, 'opened'],
      ['SlaPaused', 10, 'telegram_unreachable'],
      ['SlaResumed', 75, 'telegram_unreachable']
    ])
    expect((await told(later)).slice(1)).toEqual([
      ['SlaPaused', 15, 'telegram_unreachable'],
      ['SlaResumed', 75, 'telegram_unreachable']
    ])
  })

  it('never for our own downtime: an outage ends when it was last seen', async () => {
    await withPolicy()
    const ticket = await scene.openTicket('one')
    scene.telegram.reach = { kind: 'unreachable', since: scene.clock.now() }
    await scene.pass(10)
    scene.restartTimers()
    await scene.clock.advance(10 * minute)
    scene.telegram.reach = { kind: 'reachable', since: scene.clock.now() }
    await scene.pass(0)
    expect(await told(ticket)).toEqual([
      ['SlaApplied', 0, 'opened'],
      ['SlaPaused', 0, 'telegram_unreachable'],
      ['SlaResumed', 10, 'telegram_unreachable']
    ])
  })

  it('anew after a reopening, when the cause still holds', async () => {
    await withPolicy([{ metric: 'resolution', target_s: 3600 }])
    const ticket = await scene.openTicket('one')
    await scene.act(ticket, { type: 'ResolveTicket', cause: 'api', now: scene.clock.now() })
    await scene.reachable(ticket, false)
    await scene.act(ticket, { type: 'ReopenTicket', cause: 'api', now: scene.clock.now() })
    expect(await scene.tickets.get(ticket)).toMatchObject({ pausedBy: 'customer_blocked_bot' })
  })
})

describe('many warnings and breaches of a staff group at once', () => {
  const group = 'group-1' as StaffGroupId
  let tickets: TicketId[] = []

  beforeEach(async () => {
    await withPolicy()
    await scene.group(group, { type: 'RegisterStaffGroup', staffGroupId: group, chatId: -1 })
    tickets = []
    for (let n = 0; n < 12; n++) {
      const ticket = await scene.openTicket(`ticket ${n}`)
      await scene.act(ticket, {
        type: 'BindTopic',
        place: { staffGroupId: group, chatId: -1, threadId: n + 7 }
      })
      tickets.push(ticket)
    }
  })

  const digests = async () => {
    const found: unknown[] = []
    for await (const { data } of scene.log.readStream('digests-group-1')) found.push(data)
    return found
  }
  /** Lets time pass in small steps until so many were told. */
  const untilTold = async (count: number) => {
    for (let steps = 0; (await digests()).length < count; steps++) {
      if (steps > 2000) throw new Error(`not ${count} digests: ${JSON.stringify(await digests())}`)
      await scene.clock.advance(100)
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    return digests()
  }

  it('are told in one message', async () => {
    await scene.pass(20.1)
    expect(await untilTold(1)).toMatchObject([{ counts: { due_soon: 12 }, more: 2 }])
    const [ticket] = tickets
    expect(ticket && (await scene.events(ticket)).at(-1)?.data).toMatchObject({ inDigest: true })
    await scene.pass(10)
    expect(await untilTold(2)).toMatchObject([{ counts: { due_soon: 12 } }, { counts: { overdue: 12 } }])
  })

  it('are told after a restart that came before the message', async () => {
    await scene.pass(20.1)
    expect(await digests()).toEqual([])
    await scene.close()
    scene = await openScene(stores)
    expect(await untilTold(1)).toMatchObject([{ counts: { due_soon: 12 } }])
    await scene.settledDigests()
    await scene.close()
    scene = await openScene(stores)
    await scene.settledDigests()
    await scene.clock.advance(120_000)
    expect(await digests()).toHaveLength(1)
  })

  it('are not told where the policy says so', async () => {
    await scene.publish(
      'sla_policy',
      'standard',
      policy([{ ...firstReply, target_s: 1500 }], { notify: { warn: false, breach: true } })
    )
    for (const ticket of tickets) await scene.act(ticket, { type: 'ChangePriority', priority: 'high' })
    await scene.pass(26)
    expect(await untilTold(1)).toMatchObject([{ counts: { overdue: 12 } }])
  })
})

it('a few are told one by one', async () => {
  await withPolicy()
  const group = 'group-1' as StaffGroupId
  await scene.group(group, { type: 'RegisterStaffGroup', staffGroupId: group, chatId: -1 })
  const ticket = await scene.openTicket('one')
  await scene.act(ticket, { type: 'BindTopic', place: { staffGroupId: group, chatId: -1, threadId: 7 } })
  await scene.pass(40)
  expect((await scene.events(ticket)).slice(1).map(({ data }) => data['inDigest'])).toEqual([false, false])
})
