import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { TicketCommand } from '#domain'
import { type AgentId, commandIdFor, type MessageId, messageIdFor, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import { memoryStores } from '../sla/testing/desk.js'
import { openScene, type Scene } from '../sla/testing/scene.js'

const ann = 'ann' as AgentId
const start = Date.UTC(2026, 0, 5, 9)
let scene: Scene
beforeEach(async () => {
  scene = await openScene(memoryStores())
  const rule = (id: string, s: number, then: object) =>
    scene.publish('rule', id, {
      ...{ name: id, on: ['agent_reply'], ladder: 'closing', once: 'instance' },
      ...{ after: { s, who: 'customer' }, then: [then] }
    })
  await rule('remind', 600, { add_tags: ['reminded'] })
  await rule('close', 1800, { set_status: 'resolved' })
})
afterEach(() => scene.close())

const told = async (ticketId: TicketId) =>
  (await scene.events(ticketId, 'Rule'))
    .filter(({ type }) => type !== 'RulesAwaited')
    .map(({ data }) => [
      data['rule'],
      data['because'] ?? 'acted',
      Math.round((Number(data['at']) - start) / 60_000)
    ])
const idOf = (name: string): MessageId => messageIdFor(commandIdFor(name))
const ask = (ticketId: TicketId, name: string) =>
  scene.act(ticketId, {
    type: 'RequestReply',
    ...{ messageId: idOf(name), agentId: ann, source: { kind: 'api' }, kind: 'text', mediaGroup: null },
    ...{ sentAt: scene.clock.now(), personal: conceal({ text: 'hi' }), now: scene.clock.now() }
  })
const arrives = (ticketId: TicketId, name: string) =>
  scene.act(ticketId, {
    type: 'ConfirmReply',
    ...{ messageId: idOf(name), telegramMessageIds: [9], acceptedAt: scene.clock.now() },
    afterReply: 'waiting_on_customer'
  })
const minutes = async (count: number) => {
  for (let n = 0; n < count; n++) await scene.pass(1)
}
const fails = (name: string): TicketCommand => ({
  type: 'FailReply',
  ...{ messageId: idOf(name), reason: 'customer_blocked_bot', code: 403 }
})

describe('A reminder and the end of a ticket', () => {
  it('come in their time after a reply that is there', async () => {
    const ticketId = await scene.openTicket('one')
    await ask(ticketId, 'a')
    await arrives(ticketId, 'a')
    await minutes(40)
    expect(await told(ticketId)).toEqual([
      ['remind', 'acted', 11],
      ['close', 'acted', 31]
    ])
  })

  it('wait for a reply that is on its way, and then come in their time after it', async () => {
    const ticketId = await scene.openTicket('one')
    await ask(ticketId, 'a')
    await minutes(100)
    expect(await told(ticketId)).toEqual([])
    await arrives(ticketId, 'a')
    await minutes(40)
    expect(await told(ticketId)).toEqual([
      ['remind', 'acted', 111],
      ['close', 'acted', 131]
    ])
  })

  it('wait while a later reply is on its way, and lose none of the time before', async () => {
    const ticketId = await scene.openTicket('one')
    await ask(ticketId, 'a')
    await arrives(ticketId, 'a')
    await minutes(15)
    await ask(ticketId, 'b')
    await minutes(60)
    expect((await told(ticketId)).map(([rule]) => rule)).toEqual(['remind'])
    await arrives(ticketId, 'b')
    await minutes(20)
    expect((await told(ticketId)).slice(1)).toEqual([['close', 'acted', 91]])
  })

  it('wait for one that failed until it is sent again, or another one is there', async () => {
    const [again, another] = [await scene.openTicket('again'), await scene.openTicket('another')]
    for (const ticketId of [again, another]) {
      await ask(ticketId, 'a')
      await scene.act(ticketId, fails('a'))
    }
    await minutes(60)
    await scene.act(again, { type: 'ResendReply', messageId: idOf('a'), agentId: ann })
    await ask(another, 'b')
    await minutes(60)
    expect([await told(again), await told(another)]).toEqual([[], []])
    await arrives(again, 'a')
    await arrives(another, 'b')
    await minutes(40)
    const both = [
      ['remind', 'acted', 131],
      ['close', 'acted', 151]
    ]
    expect([await told(again), await told(another)]).toEqual([both, both])
  })

  it('wait where nobody knows what came of it', async () => {
    const ticketId = await scene.openTicket('one')
    await ask(ticketId, 'a')
    await scene.act(ticketId, { type: 'MarkReplyUncertain', messageId: idOf('a') })
    await minutes(60)
    expect(await told(ticketId)).toEqual([])
  })

  it('wait while Telegram is away', async () => {
    const ticketId = await scene.openTicket('one')
    await ask(ticketId, 'a')
    await arrives(ticketId, 'a')
    scene.restartTimers(1000)
    scene.telegram.reach = { kind: 'unreachable', since: scene.clock.now() }
    await minutes(60)
    expect(await told(ticketId)).toEqual([])
    scene.telegram.reach = { kind: 'reachable', since: scene.clock.now() }
    await minutes(2)
    expect((await told(ticketId)).map(([rule]) => rule)).toEqual(['remind', 'close'])
  })

  it('are waited for through a restart, and nothing is left to look at meanwhile', async () => {
    const ticketId = await scene.openTicket('one')
    await ask(ticketId, 'a')
    await minutes(60)
    expect(await scene.round()).toBe(false)
    scene.restartTimers()
    await arrives(ticketId, 'a')
    await minutes(12)
    expect(await told(ticketId)).toEqual([['remind', 'acted', 71]])
  })
})
