import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { deliveryDecider, deliveryStream, digestStream, toldTogether } from '#domain'
import {
  commandIdFor,
  type DeliveryId,
  type StaffGroupId,
  type TeamId,
  type TicketId,
  ticketCodeFor
} from '#kernel'
import { memoryStores, type Stores } from '../sla/testing/desk.js'
import { openScene, type Scene } from '../sla/testing/scene.js'

const leadsChatId = -1009
const group = 'group-1' as StaffGroupId
let stores: Stores
let scene: Scene
beforeEach(async () => {
  stores = memoryStores()
  scene = await openScene(stores)
  await scene.publish('desk', 'notices', { leads_chat_id: leadsChatId })
  await scene.publish('team', 'l2', { name: 'Level 2', level: 2 })
})
afterEach(() => scene.close())

const escalate = (ticketId: TicketId) =>
  scene.act(ticketId, {
    type: 'EscalateTicket',
    teamId: 'l2' as TeamId,
    reassign: false,
    raisePriorityTo: null,
    rule: null,
    levels: new Map(),
    now: scene.clock.now()
  })
const digests = async (chat: Parameters<typeof digestStream>[0] = { leadsChatId }) => {
  const found = []
  for await (const { data } of scene.log.readStream(digestStream(chat))) found.push(data)
  return found
}
/** Lets time pass in small steps until so many were told. */
const untilTold = async (count: number, chat?: Parameters<typeof digestStream>[0]) => {
  for (let steps = 0; (await digests(chat)).length < count; steps++) {
    if (steps > 2000) throw new Error(`not ${count} digests: ${JSON.stringify(await digests(chat))}`)
    await scene.clock.advance(100)
    await new Promise(resolve => setImmediate(resolve))
  }
  return digests(chat)
}

describe("The leads' chat", () => {
  it('is told of the first escalation at once and in full, and of what follows within a minute in one message', async () => {
    const [first, ...others] = await Promise.all(['a', 'b', 'c', 'd'].map(name => scene.openTicket(name)))
    if (!first) throw new Error('no ticket')
    await escalate(first)
    const [at] = (await untilTold(1)).map(({ at }) => Number(at))
    for (const ticket of others) await escalate(ticket)
    const [one, folded] = await untilTold(2)
    expect(one).toMatchObject({ one: { stream: `ticket-${first}` }, counts: { handed_up: 1 } })
    expect(folded).toMatchObject({ one: null, counts: { handed_up: 3 }, tickets: others.map(ticketCodeFor) })
    expect(Number(folded?.['at']) - Number(at)).toBeGreaterThanOrEqual(60_000)
    await scene.settledDigests()
    expect(await digests()).toHaveLength(2)
  })

  it('is told nothing twice and misses nothing after a restart at any moment, and still waits for its minute', async () => {
    const tickets = await Promise.all(['a', 'b', 'c'].map(name => scene.openTicket(name)))
    for (const ticket of tickets) await escalate(ticket)
    const [first] = await untilTold(1)
    await scene.close()
    scene = await openScene(stores)
    const late = await scene.openTicket('d')
    await escalate(late)
    const all = await untilTold(2)
    expect(Number(all[1]?.['at']) - Number(first?.['at'])).toBeGreaterThanOrEqual(60_000)
    await scene.settledDigests()
    await scene.close()
    scene = await openScene(stores)
    await scene.settledDigests()
    await scene.clock.advance(120_000)
    await scene.settledDigests()
    const told = (await digests()).map(({ counts }) => (counts as { readonly handed_up: number }).handed_up)
    expect(told.reduce((sum, each) => sum + each, 0)).toBe(4)
  })

  it('is told what a rule says to the leads, and nothing that it says to others', async () => {
    const rule = (text: string, who: string, position: number) => ({
      name: text,
      position,
      on: ['ticket_opened'],
      then: [{ notify: { who, text } }]
    })
    await scene.publish('rule', 'to-group', rule('For all', 'group', 1))
    await scene.publish('rule', 'to-leads', rule('For leads', 'leads', 2))
    const ticket = await scene.openTicket('a')
    const applied = await scene.events(ticket, 'RuleApplied')
    expect(applied.map(({ data }) => data['rule'])).toEqual(['to-group', 'to-leads'])
    expect(await untilTold(1)).toMatchObject([{ counts: { by_rule: 1 } }])
    await scene.settledDigests()
    expect(await digests()).toHaveLength(1)
  })

  it('gets nothing while none is set', async () => {
    await scene.publish('desk', 'notices', {})
    await escalate(await scene.openTicket('a'))
    await scene.settledDigests()
    await scene.clock.advance(120_000)
    expect(await digests()).toEqual([])
  })
})

it('what was not told by itself in a topic is told together in General of its group', async () => {
  await scene.group(group, { type: 'RegisterStaffGroup', staffGroupId: group, chatId: -1 })
  const tickets = await Promise.all(['a', 'b'].map(name => scene.openTicket(name)))
  for (const [nth, ticket] of tickets.entries()) {
    await scene.act(ticket, {
      type: 'BindTopic',
      place: { staffGroupId: group, chatId: -1, threadId: nth + 7 }
    })
    await escalate(ticket)
    const escalated = (await scene.events(ticket, 'TicketEscalated')).at(-1)
    const subject = {
      kind: 'staff_notice' as const,
      ticketId: ticket,
      conversationId: null,
      staffGroupId: null,
      requestStream: `ticket-${ticket}`,
      requestRevision: escalated?.revision ?? -1
    }
    const command = { type: 'AbandonDelivery', subject, reason: toldTogether } as const
    const about = { commandId: commandIdFor(`abandon ${nth}`), causationId: 'test', correlationId: 'test' }
    const stream = deliveryStream(`delivery-${nth}` as DeliveryId)
    await scene.desk.runner.run(deliveryDecider, stream, command, { ...about, actor: 'process:delivery' })
  }
  expect(await untilTold(1, { staffGroupId: group })).toMatchObject([
    { one: null, counts: { handed_up: 2 }, tickets: tickets.map(ticketCodeFor), more: 0 }
  ])
})
