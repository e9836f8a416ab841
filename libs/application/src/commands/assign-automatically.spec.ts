import { describe, expect, it } from '@jest/globals'
import { type SettingKindName, slotsDecider, slotsStream, ticketDecider, ticketStream } from '#domain'
import { type AgentId, agentIdText, type JsonObject, type TeamId, type TicketId } from '#kernel'
import { onTime, route } from '../../../domain/src/testing/routing.js'
import { firstStart } from '../first-start.js'
import type { DeskReads } from '../queries/desk-reads.js'
import { reach } from '../queries/reflect.js'
import { agentOf } from '../testing/agents.js'
import { contextOf, type TestDesk, testDesk, whileTimePasses } from '../testing/test-desk.js'
import { testReads } from '../testing/test-reads.js'
import { openNumbered } from '../testing/ticket.js'
import { ActOnAgent, ActOnAgentHandler } from './act-on-agent.js'
import { ActOnTicket, ActOnTicketHandler } from './act-on-ticket.js'
import { AssignAutomatically, AssignAutomaticallyHandler } from './assign-automatically.js'
import { PublishSetting, PublishSettingHandler } from './publish-setting.js'
import { RemoveAgent, RemoveAgentHandler } from './remove-agent.js'
import { SeeAgent, SeeAgentHandler } from './see-agent.js'

const l2 = 'l2' as TeamId

async function scene(limits: readonly (number | null)[] = [null, null, null, null]) {
  const desk = testDesk()
  await firstStart(desk)
  let count = 0
  const agents = await Promise.all(limits.map((limit, n) => agentOf(desk, 70 + n, limit)))
  const publish = (kind: SettingKindName, id: string, body: JsonObject) =>
    new PublishSettingHandler(desk).execute(new PublishSetting(kind, id, body, contextOf(`set ${++count}`)))
  const views = await testReads(desk)
  const { reads } = views
  await publish('team', 'l2', { name: 'Level 2', members: agents.map(agentIdText) })
  const assignee = async (id: TicketId) => {
    const { state } = await desk.runner.load(ticketDecider, ticketStream(id))
    return state.exists ? state.assignee : undefined
  }
  const [ann, bob = ann, eve = bob] = agents
  if (!ann || !bob || !eve) throw new Error('too few')
  return {
    desk,
    reads,
    agents,
    ann,
    bob,
    eve,
    publish,
    assignee,
    stop: () => views.stop(),
    ticket: (n: number) => openNumbered(desk, n),
    act: (id: TicketId, command: ActOnTicket['command']) =>
      new ActOnTicketHandler(desk).execute(new ActOnTicket(id, command, contextOf(`act ${++count}`))),
    auto: (
      id: TicketId,
      teamId: TeamId | null = l2,
      {
        cause = `auto ${++count}`,
        on = desk,
        from = reads
      }: Partial<{ cause: string; on: TestDesk; from: DeskReads }> = {}
    ) =>
      new AssignAutomaticallyHandler(on, from).execute(
        new AssignAutomatically(id, teamId ?? undefined, contextOf(cause))
      ),
    away: (n: number) => {
      const [agentId] = agents.slice(n)
      if (!agentId) throw new Error('nobody')
      const away = { type: 'ChangeAvailability', to: 'away', until: null, cause: 'request', now: 1 } as const
      return new ActOnAgentHandler(desk).execute(new ActOnAgent(agentId, away, contextOf(`away ${n}`)))
    },
    /** How many of the tickets each agent has. */
    async shares(tickets: readonly TicketId[]) {
      const all = await Promise.all(tickets.map(assignee))
      return agents.map(agent => all.filter(one => one === agent).length)
    }
  }
}

type Scene = Awaited<ReturnType<typeof scene>>

describe('a ticket that is to find its agent', () => {
  it('goes to whoever of the team has the least of their limit, and is the team’s', async () => {
    const { desk, ticket, auto, act, ann, bob, assignee, stop } = await scene([10, 2])
    for (const n of [1, 2]) await act(await ticket(n), { type: 'ClaimTicket', agentId: ann })
    const three = await ticket(3)
    await act(await ticket(4), { type: 'ClaimTicket', agentId: bob })
    expect(await auto(three)).toMatchObject({ ok: true })
    expect(await assignee(three)).toBe(ann)
    const told = await desk.stored(ticketStream(three))
    expect(told.slice(-3)).toMatchObject([
      { type: 'TeamAssigned', data: { teamId: 'l2' } },
      {
        type: 'RoutingDecided',
        data: { what: 'assigned', because: 'least_share', chosen: ann, onRequest: true }
      },
      { type: 'TicketAssigned', data: { agentId: ann, cause: 'auto' } }
    ])
    await stop()
  })

  it('goes to nobody who is away or full; with nobody free it waits with its team', async () => {
    const { ticket, auto, away, ann, assignee, desk, stop } = await scene([1, null])
    await away(1)
    const [one, two] = [await ticket(1), await ticket(2)]
    await auto(one)
    expect(await assignee(one)).toBe(ann)
    expect(await auto(two)).toMatchObject({ ok: true, value: { events: [{ type: 'TeamAssigned' }] } })
    const { state } = await desk.runner.load(ticketDecider, ticketStream(two))
    expect(state).toMatchObject({ assignee: null, team: 'l2', status: 'open' })
    expect(await auto(two)).toMatchObject({ ok: true, value: { events: [] } })
    await stop()
  })

  it('goes by what others did just now, where it matters: who is full, and who no longer is', async () => {
    const { desk, ticket, auto, act, ann, assignee, stop } = await scene([1])
    const [one, two, three] = [await ticket(1), await ticket(2), await ticket(3)]
    const other = desk.another()
    const seen = () => other.runner.load(ticketDecider, ticketStream(one))
    await act(one, { type: 'AssignTicket', agentId: ann })
    await act(one, { type: 'HoldTicket' })
    await seen()
    await act(one, { type: 'ResumeTicket' })
    expect(await auto(two, l2, { on: other })).toMatchObject({ ok: true })
    expect(await assignee(two)).toBeNull()
    await seen()
    await act(one, { type: 'WaitOnCustomer' })
    await auto(three, l2, { on: other })
    expect(await assignee(three)).toBe(ann)
    await stop()
  })

  it('stays with who has it while they are there, and goes on when they are not', async () => {
    const { ticket, auto, act, away, ann, bob, assignee, stop } = await scene([null, null])
    const one = await ticket(1)
    await act(one, { type: 'ClaimTicket', agentId: bob })
    expect(await auto(one, null)).toMatchObject({ ok: true, value: { events: [] } })
    await away(1)
    await auto(one, null)
    expect(await assignee(one)).toBe(ann)
    await stop()
  })

  it('without a team goes to the queue’s teams, or to everybody', async () => {
    const { ticket, auto, publish, ann, bob, eve: lateId, assignee, stop } = await scene([null, null, null])
    await publish('team', 'late', { name: 'Late', members: [agentIdText(lateId)] })
    await publish('queue', 'general', { name: 'General', default: true, assignment: { teams: ['late'] } })
    const one = await ticket(1)
    await auto(one, null)
    expect(await assignee(one)).toBe(lateId)
    await publish('queue', 'general', { name: 'General', default: true })
    const tickets = await Promise.all([2, 3].map(ticket))
    for (const id of tickets) await auto(id, null)
    const rest = await Promise.all(tickets.map(assignee))
    expect(new Set(rest)).toEqual(new Set([ann, bob]))
    await stop()
  })

  it('of a queue of turns does not go back to who let it lie', async () => {
    const { desk, ticket, act, auto, assignee, publish, ann, bob, stop } = await scene([null, null])
    await publish('queue', 'general', turns())
    const one = await ticket(1)
    await act(one, route(ann, 0))
    await act(one, onTime(desk.clock.now()))
    expect(await assignee(one)).toBeNull()
    await desk.clock.advance(1)
    await act(await ticket(2), { type: 'AssignTicket', agentId: bob })
    await desk.clock.advance(1)
    const other = await ticket(3)
    await auto(other, null)
    expect(await assignee(other)).toBe(ann)
    await desk.clock.advance(1)
    await act(await ticket(4), { type: 'AssignTicket', agentId: bob })
    await desk.clock.advance(1)
    await auto(one, null)
    expect(await assignee(one)).toBe(bob)
    await stop()
  })

  const turns = (...teams: string[]) => ({
    ...{ name: 'General', default: true },
    assignment: { strategy: 'round_robin', teams }
  })
  const team = (...members: AgentId[]) => ({ name: 'Team', members: members.map(agentIdText) })

  it.each<[string, (scene: Scene) => Promise<unknown>, (scene: Scene) => Promise<unknown>]>([
    [
      'is in its team',
      async ({ publish, ann, bob }) => {
        await publish('team', 'front', team(ann, bob))
        await publish('queue', 'general', turns('front'))
      },
      ({ publish, ann, bob, eve }) => publish('team', 'front', team(ann, bob, eve))
    ],
    [
      'is in a team that it has now',
      async ({ publish, ann, bob, eve }) => {
        await publish('team', 'front', team(ann, bob))
        await publish('team', 'late', team(eve))
        await publish('queue', 'general', turns('front'))
      },
      ({ publish }) => publish('queue', 'general', turns('late', 'front'))
    ],
    [
      'is on the list again',
      async ({ desk, publish, eve }) => {
        await publish('queue', 'general', turns())
        await new RemoveAgentHandler(desk).execute(new RemoveAgent(eve, contextOf('remove')))
      },
      async ({ desk }) => {
        const profile = { user_id: 72, display_name: 'Agent 72', username: null }
        const see = new SeeAgent(await desk.vault.subjectFor(72), profile, contextOf('list'), 'listed')
        return new SeeAgentHandler(desk).execute(see)
      }
    ]
  ])('of a queue of turns does not go first to whoever just %s', async (_, begin, join) => {
    const all = await scene([null, null, null])
    const { desk, reads, ticket, act, auto, assignee, ann, bob, eve, stop } = all
    await begin(all)
    for (const [n, agentId] of [ann, bob].entries()) {
      await desk.clock.advance(1)
      await act(await ticket(n), { type: 'AssignTicket', agentId })
    }
    await desk.clock.advance(1)
    await join(all)
    await reach(reads, ['agents'], { minPosition: await desk.log.head() })
    const given: unknown[] = []
    for (const n of [3, 4, 5]) {
      await desk.clock.advance(1)
      const id = await ticket(n)
      await auto(id, null)
      given.push(await assignee(id))
    }
    expect(given).toEqual([ann, bob, eve])
    await stop()
  })

  it('is answered as before when it is asked for again, and refused like any other where it is over', async () => {
    const { ticket, auto, act, stop } = await scene()
    const one = await ticket(1)
    const first = await auto(one, l2, { cause: 'same' })
    await act(one, { type: 'UnassignTicket' })
    const again = await auto(one, l2, { cause: 'same' })
    expect(again).toMatchObject({
      ok: true,
      value: { repeated: true, events: first.ok && first.value.events }
    })
    await act(one, { type: 'ResolveTicket', cause: 'api', now: 1 })
    expect(await auto(one)).toMatchObject({ ok: false, reason: 'ticket_resolved' })
    await act(one, { type: 'CloseTicket', cause: 'api', now: 1 })
    expect(await auto(one)).toMatchObject({ ok: false, reason: 'ticket_closed' })
    expect(await auto(await ticket(2), 'l9' as TeamId)).toMatchObject({ ok: false, reason: 'team_unknown' })
    await stop()
  })

  it.each([10, 43])(
    'with %i at once, by four desks on one log, falls to equal agents in equal parts',
    async many => {
      const { desk, ticket, auto, shares, stop } = await scene()
      const tickets = await Promise.all(Array.from({ length: many }, (_, n) => ticket(n)))
      const processes = [desk, desk.another(), desk.another(), desk.another()]
      const asked = tickets.map((id, n) => auto(id, l2, { on: processes[n % 4] ?? desk }))
      for (const done of await whileTimePasses(desk.clock, Promise.all(asked))) expect(done.ok).toBe(true)
      const each = await shares(tickets)
      expect(each.reduce((sum, one) => sum + one)).toBe(many)
      expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1)
      await stop()
    },
    60_000
  )

  it('leaves the ticket with who claimed it while somebody was being found', async () => {
    const { desk, auto, act, assignee, ticket, bob, ann, stop } = await scene([null, 5])
    const one = await ticket(1)
    const other = desk.another()
    const { append } = desk.log
    desk.log.append = async (stream, events, expected) => {
      // The slot of whoever was chosen is about to be held.
      if (stream.startsWith('slots-')) {
        desk.log.append = append
        const claim = new ActOnTicket(one, { type: 'ClaimTicket', agentId: bob }, contextOf('claim'))
        await new ActOnTicketHandler(other).execute(claim)
      }
      return append.call(desk.log, stream, events, expected)
    }
    expect(await whileTimePasses(desk.clock, auto(one))).toMatchObject({ ok: true })
    expect(await assignee(one)).toBe(bob)
    for (const [id, held] of [
      [ann, []],
      [bob, [one]]
    ] as const) {
      const { state } = await desk.runner.load(slotsDecider, slotsStream(id))
      expect([...state.held.keys()]).toEqual(held)
    }
    await act(one, { type: 'UnassignTicket' })
    await stop()
  })
})
