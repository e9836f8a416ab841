import { describe, expect, it } from '@jest/globals'
import {
  type Actor,
  type SettingKindName,
  slotsDecider,
  slotsStream,
  type TicketCommand,
  ticketDecider,
  ticketStream
} from '#domain'
import { type AgentId, commandIdFor, messageIdFor, type QueueId, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import { ActOnAgent, ActOnAgentHandler } from '../commands/act-on-agent.js'
import { ActOnTicket, ActOnTicketHandler } from '../commands/act-on-ticket.js'
import { PublishSetting, PublishSettingHandler } from '../commands/publish-setting.js'
import { firstStart } from '../first-start.js'
import { agentOf } from '../testing/agents.js'
import { contextOf, type TestDesk, testDesk, whileTimePasses } from '../testing/test-desk.js'
import { openNumbered } from '../testing/ticket.js'
import { holdSlot } from './hold-slot.js'

async function scene() {
  const desk = testDesk()
  await firstStart(desk)
  let count = 0
  const act = (
    id: TicketId,
    command: TicketCommand | readonly TicketCommand[],
    {
      by = 'key:key_admin',
      cause = `act ${++count}`,
      on = desk,
      ifRevision
    }: { by?: Actor; cause?: string; on?: TestDesk; ifRevision?: number } = {}
  ) => {
    const context = contextOf(cause, { actor: by, ...(ifRevision === undefined ? {} : { ifRevision }) })
    return new ActOnTicketHandler(on).execute(new ActOnTicket(id, command, context))
  }
  const held = async (agentId: AgentId) => {
    const { state } = await desk.runner.load(slotsDecider, slotsStream(agentId))
    return [...state.held.keys()]
  }
  return {
    desk,
    act,
    held,
    ticket: (n: number) => openNumbered(desk, n),
    agent: (user: number, capacity: number | null = null) => agentOf(desk, user, capacity),
    onAgent: (agentId: AgentId, command: ActOnAgent['command']) =>
      new ActOnAgentHandler(desk).execute(new ActOnAgent(agentId, command, contextOf(`agent ${++count}`))),
    publish: (kind: SettingKindName, id: string, body: object) =>
      new PublishSettingHandler(desk).execute(new PublishSetting(kind, id, body, contextOf(`set ${++count}`)))
  }
}

const to = (agentId: AgentId, more: { force?: boolean } = {}): TicketCommand => ({
  type: 'AssignTicket',
  agentId,
  ...more
})
const reply = (agentId: AgentId): TicketCommand => ({
  type: 'RequestReply',
  messageId: messageIdFor(commandIdFor('reply')),
  agentId,
  kind: 'text',
  source: { kind: 'api' },
  sentAt: 2,
  mediaGroup: null,
  personal: conceal({ text: 'hi' }),
  now: 2
})
const resolve: TicketCommand = { type: 'ResolveTicket', cause: 'api', now: 1 }

describe('an assignment that a program asks for', () => {
  it('holds its slot before the ticket is given', async () => {
    const { desk, act, held, agent, ticket } = await scene()
    const [ann, one] = [await agent(7, 1), await ticket(1)]
    expect(await act(one, to(ann))).toMatchObject({ ok: true })
    expect(await held(ann)).toEqual([one])
    const [slot] = await desk.stored(slotsStream(ann))
    const assigned = (await desk.stored(ticketStream(one))).find(({ type }) => type === 'TicketAssigned')
    expect(String(slot?.position) < String(assigned?.position)).toBe(true)
  })

  it('is refused at the limit, with what counts, and leaves nothing', async () => {
    const { act, held, agent, ticket } = await scene()
    const [ann, one, two] = [await agent(7, 1), await ticket(1), await ticket(2)]
    await act(one, to(ann))
    expect(await act(two, to(ann))).toEqual({
      ok: false,
      reason: 'agent_at_capacity',
      details: { counting: 1, limit: 1 }
    })
    expect(await held(ann)).toEqual([one])
  })

  it('goes by the desk’s limit where the agent has none, and 0 is one', async () => {
    const { act, agent, ticket, publish } = await scene()
    const [ann, bob, one] = [await agent(7), await agent(8, 1), await ticket(1)]
    await publish('desk', 'capacity', { limit: 0 })
    expect(await act(one, to(ann))).toMatchObject({ reason: 'agent_at_capacity' })
    expect(await act(one, to(bob))).toMatchObject({ ok: true })
  })

  it('does not count what waits, unless the desk says so', async () => {
    const { act, held, agent, ticket, publish } = await scene()
    const [ann, one, two, three] = [await agent(7, 1), await ticket(1), await ticket(2), await ticket(3)]
    await act(one, to(ann))
    await act(one, { type: 'HoldTicket' })
    expect(await act(two, to(ann))).toMatchObject({ ok: true })
    expect(await held(ann)).toEqual([one, two])
    await act(two, { type: 'WaitOnCustomer' })
    await publish('desk', 'capacity', { counts: ['waiting_on_customer'] })
    expect(await act(three, to(ann))).toMatchObject({ details: { counting: 1, limit: 1 } })
  })

  it('is refused for who is away or busy, and `force` goes past both, which the event says', async () => {
    const { desk, act, held, agent, ticket, onAgent } = await scene()
    const [ann, one, two] = [await agent(7, 1), await ticket(1), await ticket(2)]
    const busy = { type: 'ChangeAvailability', to: 'busy', until: null, cause: 'request', now: 1 } as const
    await act(one, to(ann))
    await onAgent(ann, busy)
    expect(await act(two, to(ann))).toMatchObject({
      reason: 'agent_away',
      details: { availability: 'busy', until: null }
    })
    expect(await act(two, to(ann, { force: true }))).toMatchObject({ ok: true })
    expect(await held(ann)).toEqual([one, two])
    const last = (await desk.stored(ticketStream(two))).at(-1)
    expect(last?.data).toMatchObject({ agentId: ann, forced: true })
  })

  it('that the ticket refuses, or that comes too late for its If-Match, holds nothing', async () => {
    const { act, held, agent, ticket } = await scene()
    const [ann, one] = [await agent(7, 1), await ticket(1)]
    expect(await act(one, to(ann), { ifRevision: 99 })).toMatchObject({ reason: 'precondition_failed' })
    await act(one, resolve)
    expect(await act(one, to(ann))).toMatchObject({ reason: 'ticket_resolved' })
    expect(await held(ann)).toEqual([])
  })

  it('that the ticket refuses after all gives its slot back', async () => {
    const { desk, act, held, agent, ticket } = await scene()
    const [ann, one] = [await agent(7, 1), await ticket(1)]
    const other = desk.another()
    const { append } = desk.log
    desk.log.append = async (stream, events, expected) => {
      if (stream === slotsStream(ann)) {
        desk.log.append = append
        await act(one, resolve, { on: other })
      }
      return append.call(desk.log, stream, events, expected)
    }
    expect(await whileTimePasses(desk.clock, act(one, to(ann)))).toMatchObject({ reason: 'ticket_resolved' })
    expect((await desk.stored(slotsStream(ann))).map(({ type }) => type)).toEqual([
      'SlotHeld',
      'SlotReleased'
    ])
    expect(await held(ann)).toEqual([])
  })

  it('that is refused for whatever reason holds nothing, from then on', async () => {
    const { desk, act, held, agent, ticket } = await scene()
    const [ann, one, two] = [await agent(7, 1), await ticket(1), await ticket(2)]
    await desk.vault.forget(await desk.vault.subjectFor(42))
    const title = { type: 'ChangeTitle', digest: 'a', personal: conceal({ title: 'Late' }) } as const
    expect(await act(one, [title, to(ann)])).toMatchObject({ reason: 'customer_forgotten' })
    expect(await held(ann)).toEqual([])
    expect(await act(two, to(ann))).toMatchObject({ ok: true })
  })

  it('counts beside it what is held for another that is on its way: for 30 s, and until that ticket goes on without', async () => {
    const { desk, act, agent, ticket } = await scene()
    const [ann, bob] = [await agent(7, 1), await agent(8, 1)]
    const [one, two, three, four] = [await ticket(1), await ticket(2), await ticket(3), await ticket(4)]
    for (const [agentId, ticketId] of [
      [ann, one],
      [bob, three]
    ] as const) {
      const { revision: ticketRevision } = await desk.runner.load(ticketDecider, ticketStream(ticketId))
      const slot = { agentId, ticketId, queueId: 'general' as QueueId, ticketRevision }
      await holdSlot(desk, { ...slot, force: false, evenAway: false }, contextOf(`dies over ${ticketId}`))
    }
    expect(await act(two, to(ann))).toMatchObject({ reason: 'agent_at_capacity', details: { counting: 1 } })
    await act(one, { type: 'ChangePriority', priority: 'high' })
    expect(await act(two, to(ann))).toMatchObject({ ok: true })
    await desk.clock.advance(29_999)
    expect(await act(four, to(bob))).toMatchObject({ reason: 'agent_at_capacity' })
    await desk.clock.advance(1)
    expect(await act(four, to(bob))).toMatchObject({ ok: true })
  })

  it('is not asked again about a slot that it holds already', async () => {
    const { desk, act, held, agent, ticket, onAgent } = await scene()
    const [ann, one, two] = [await agent(7, 1), await ticket(1), await ticket(2)]
    const context = contextOf('held before')
    const { revision } = await desk.runner.load(ticketDecider, ticketStream(one))
    const slot = { agentId: ann, ticketId: one, queueId: 'general' as QueueId, ticketRevision: revision }
    expect(await holdSlot(desk, { ...slot, force: false, evenAway: false }, context)).toMatchObject({
      ok: true
    })
    await act(two, { type: 'ClaimTicket', agentId: ann }, { by: `agent:${ann}` })
    const busy = { type: 'ChangeAvailability', to: 'busy', until: null, cause: 'request', now: 1 } as const
    await onAgent(ann, busy)
    expect(await act(one, to(ann), { cause: 'held before' })).toMatchObject({ ok: true })
    expect(new Set(await held(ann))).toEqual(new Set([one, two]))
  })

  it('is answered as before when it is repeated, whatever the agent carries by then', async () => {
    const { act, held, agent, ticket } = await scene()
    const [ann, one, two] = [await agent(7, 1), await ticket(1), await ticket(2)]
    const first = await act(one, to(ann), { cause: 'the same' })
    await act(one, { type: 'UnassignTicket' })
    await act(two, to(ann))
    const again = await act(one, to(ann), { cause: 'the same' })
    expect(again).toMatchObject({
      ok: true,
      value: { repeated: true, events: first.ok && first.value.events }
    })
    expect(await held(ann)).toEqual([two])
  })

  it('is one of exactly as many as the limit allows, though four desks on one log take 200 at once', async () => {
    const { desk, act, held, agent, ticket } = await scene()
    const ann = await agent(7, 10)
    const tickets = await Promise.all(Array.from({ length: 200 }, (_, n) => ticket(n)))
    const processes = [desk, desk.another(), desk.another(), desk.another()]
    const asked = tickets.map((id, n) => act(id, to(ann), { on: processes[n % 4] ?? desk }))
    const all = await whileTimePasses(desk.clock, Promise.all(asked))
    const given = tickets.filter((_, n) => all[n]?.ok)
    expect(given).toHaveLength(10)
    expect(new Set(await held(ann))).toEqual(new Set(given))
    for (const done of all) if (!done.ok) expect(done.reason).toBe('agent_at_capacity')
  }, 30_000)
})

describe('what people do', () => {
  it('may exceed the limit: a claim, a reply, a colleague who is a lead', async () => {
    const { desk, act, held, agent, ticket, onAgent } = await scene()
    const [ann, bob] = [await agent(7, 0), await agent(8)]
    const [one, two, three] = [await ticket(1), await ticket(2), await ticket(3)]
    expect(await act(one, { type: 'ClaimTicket', agentId: ann }, { by: `agent:${ann}` })).toMatchObject({
      ok: true
    })
    expect(await act(two, to(ann), { by: `agent:${bob}` })).toMatchObject({ reason: 'agent_at_capacity' })
    await onAgent(bob, { type: 'ChangeProfile', change: { role: 'lead' } })
    expect(await act(two, to(ann), { by: `agent:${bob}` })).toMatchObject({ ok: true })
    expect(await act(three, reply(ann), { by: `agent:${ann}` })).toMatchObject({ ok: true })
    expect(await held(ann)).toEqual([one, two, three])
    const { state } = await desk.runner.load(ticketDecider, ticketStream(two))
    expect(state).toMatchObject({ assignee: ann })
  })

  it('leaves no slot with whom a reply would have given the ticket, where a colleague was faster', async () => {
    const { desk, act, held, agent, ticket } = await scene()
    const [ann, bob, one] = [await agent(7), await agent(8), await ticket(1)]
    const other = desk.another()
    const { append } = desk.log
    desk.log.append = async (stream, events, expected) => {
      if (stream === ticketStream(one)) {
        desk.log.append = append
        await act(one, { type: 'ClaimTicket', agentId: bob }, { by: `agent:${bob}`, on: other })
      }
      return append.call(desk.log, stream, events, expected)
    }
    const replied = whileTimePasses(desk.clock, act(one, reply(ann), { by: `agent:${ann}` }))
    expect(await replied).toMatchObject({ ok: true })
    const { state } = await desk.runner.load(ticketDecider, ticketStream(one))
    expect(state).toMatchObject({ assignee: bob, status: 'in_progress' })
    expect([await held(ann), await held(bob)]).toEqual([[], [one]])
  })

  it('moves slots: with the ticket to somebody else, away when it is over, back when it is not', async () => {
    const { act, held, agent, ticket } = await scene()
    const [ann, bob, one] = [await agent(7), await agent(8), await ticket(1)]
    const both = async () => [await held(ann), await held(bob)]
    await act(one, to(ann))
    await act(one, to(bob))
    expect(await both()).toEqual([[], [one]])
    await act(one, resolve)
    expect(await both()).toEqual([[], []])
    await act(one, { type: 'ReopenTicket', cause: 'api', now: 2 })
    expect(await both()).toEqual([[], [one]])
    await act(one, { type: 'UnassignTicket' })
    expect(await both()).toEqual([[], []])
    await act(one, { type: 'ClaimTicket', agentId: bob })
    await act(one, { type: 'CloseTicket', cause: 'api', now: 2 })
    expect(await both()).toEqual([[], []])
  })
})
