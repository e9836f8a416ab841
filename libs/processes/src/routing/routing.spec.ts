import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { settingDecider, settingStream } from '#domain'
import { commandIdFor, type QueueId, type TeamId, type TicketId } from '#kernel'
import { openRouting, type RoutingScene } from '../../../../test/support/routing-scene.js'

let scene: RoutingScene
beforeEach(async () => {
  scene = await openRouting()
})
afterEach(() => scene.close())

const roundRobin = { strategy: 'round_robin' } as const
const billing = 'billing' as QueueId
const all = (tickets: readonly TicketId[]) => Promise.all(tickets.map(id => scene.who(id)))

describe('A new ticket', () => {
  it('finds the agent who has waited longest for one, with the decision on record', async () => {
    await scene.queue(roundRobin)
    const [ann, bob] = [await scene.agent('ann'), await scene.agent('bob')]
    const given = [await scene.ticket('1'), await scene.ticket('2'), await scene.ticket('3')]
    expect(await all(given)).toEqual(['ann', 'bob', 'ann'])
    const [first] = given
    expect(first && (await scene.decisions(first))).toEqual([
      {
        what: 'assigned',
        ...{ queueId: 'general', queueVersion: 0, strategy: 'round_robin', at: expect.any(Number) },
        because: 'longest_without',
        chosen: ann,
        acceptBy: null,
        candidates: [
          { agentId: ann, eligible: true, whyNot: null, load: 0, limit: null, skills: [] },
          { agentId: bob, eligible: true, whyNot: null, load: 0, limit: null, skills: [] }
        ],
        more: 0
      }
    ])
  })

  it('in a queue without routing waits for people', async () => {
    await scene.agent('ann')
    await scene.queue({ strategy: 'manual' })
    expect(await scene.who(await scene.ticket('1'))).toBeUndefined()
  })

  it('goes to members of the teams of its queue alone', async () => {
    const [ann, bob] = [await scene.agent('ann'), await scene.agent('bob')]
    await scene.publish('team', 'l1', { name: 'L1', members: [scene.shown(bob)] })
    await scene.queue({ ...roundRobin, teams: ['l1'] })
    expect(await all([await scene.ticket('1'), await scene.ticket('2')])).toEqual(['bob', 'bob'])
    await scene.publish('team', 'l1', { name: 'L1', members: [scene.shown(bob), scene.shown(ann)] })
    expect(await all([await scene.ticket('3'), await scene.ticket('4')])).toEqual(['bob', 'ann'])
  })

  it('of a team that is no more is for everybody of its queue', async () => {
    await scene.queue(roundRobin)
    await scene.publish('team', 'l2', { name: 'L2', members: [] })
    const ticket = await scene.ticket('1')
    await scene.act(ticket, { type: 'AssignTeam', teamId: 'l2' as TeamId })
    await scene.agent('ann')
    expect(await scene.who(ticket)).toBeUndefined()
    const retire = { type: 'RetireSetting', kind: 'team', id: 'l2' } as const
    const cause = { causationId: 'retire', correlationId: 'retire', actor: 'key:key_admin' } as const
    const context = { ...cause, commandId: commandIdFor('retire') }
    await scene.desk.runner.run(settingDecider, settingStream('team', 'l2'), retire, context)
    await scene.settled()
    await scene.agent('bob')
    expect(await scene.who(ticket)).toBe('ann')
  })

  it('goes first, of several who joined a team at once, to whoever came to the desk first', async () => {
    const names = ['ann', 'bob', 'cy', 'dan', 'eve']
    const members = []
    for (const name of names) members.unshift(scene.shown(await scene.agent(name)))
    await scene.publish('team', 'l1', { name: 'L1', members })
    await scene.queue({ ...roundRobin, teams: ['l1'] })
    const given: TicketId[] = []
    for (const name of names) given.push(await scene.ticket(name))
    expect(await all(given)).toEqual(names)
  })

  it('goes by the load where the queue says so', async () => {
    await scene.queue({ strategy: 'least_loaded' })
    const ann = await scene.agent('ann', { capacity: 2 })
    await scene.agent('bob', { capacity: 10 })
    await scene.claim(await scene.ticket('0'), ann)
    const given = []
    for (let n = 1; n <= 5; n++) given.push(await scene.ticket(`${n}`))
    expect(await all(given)).toEqual(['bob', 'bob', 'bob', 'bob', 'bob'])
  })

  it('of a customer goes to who had the last one, if they are there', async () => {
    await scene.queue(roundRobin)
    await scene.agent('ann')
    const bob = await scene.agent('bob')
    const before = await scene.ticket('1')
    await scene.claim(before, bob)
    await scene.ticket('2')
    await scene.act(before, { type: 'CloseTicket', cause: 'api', now: scene.clock.now() })
    expect(await scene.who(await scene.ticket('3', undefined, before))).toBe('bob')
    await scene.is(bob, 'busy')
    expect(await scene.who(await scene.ticket('4', undefined, before))).toBe('ann')
  })
})

describe('What waits', () => {
  it('is told once, with why nobody could have it', async () => {
    await scene.queue(roundRobin)
    const ann = await scene.agent('ann')
    await scene.is(ann, 'away')
    const ticket = await scene.ticket('1')
    await scene.urge(ticket, 'high')
    await scene.restart()
    expect(await scene.decisions(ticket)).toMatchObject([
      {
        what: 'waiting',
        because: 'nobody_eligible',
        candidates: [{ agentId: ann, eligible: false, whyNot: 'away' }]
      }
    ])
  })

  it('is served when somebody is back, by priority, then age, and before what is new', async () => {
    await scene.queue(roundRobin)
    const ann = await scene.agent('ann', { capacity: 2 })
    await scene.is(ann, 'away')
    const [one, two, three] = [await scene.ticket('1'), await scene.ticket('2'), await scene.ticket('3')]
    await scene.urge(three, 'urgent')
    await scene.is(ann, 'available')
    expect(await all([one, two, three])).toEqual(['ann', undefined, 'ann'])
    const late = await scene.ticket('4')
    await scene.resolve(three)
    expect(await all([two, late])).toEqual(['ann', undefined])
  })

  it('is served by the nearest breach among those of a priority', async () => {
    await scene.queue(roundRobin)
    const ann = await scene.agent('ann', { capacity: 1 })
    await scene.is(ann, 'away')
    const [one, two, three] = [await scene.ticket('1'), await scene.ticket('2'), await scene.ticket('3')]
    await scene.owe(one, 3600)
    await scene.owe(two, 600)
    await scene.is(ann, 'available')
    expect(await all([one, two, three])).toEqual([undefined, 'ann', undefined])
    await scene.resolve(two)
    expect(await all([one, three])).toEqual(['ann', undefined])
  })

  it.each<[string, (ann: Awaited<ReturnType<RoutingScene['agent']>>) => Promise<unknown>]>([
    ['a limit is raised', ann => scene.on(ann, { type: 'ChangeProfile', change: { capacity: 1 } })],
    ['somebody comes', () => scene.agent('bob', { capacity: 5 })],
    [
      'the desk has no limit any more',
      async ann => {
        await scene.publish('desk', 'capacity', { limit: 0 })
        await scene.on(ann, { type: 'ChangeProfile', change: { capacity: null } })
        await scene.publish('desk', 'capacity', { limit: null })
      }
    ]
  ])('is served when %s', async (_, change) => {
    await scene.queue(roundRobin)
    const ann = await scene.agent('ann', { capacity: 0 })
    const ticket = await scene.ticket('1')
    expect(await scene.who(ticket)).toBeUndefined()
    await change(ann)
    expect(await scene.who(ticket)).toBeDefined()
  })

  it('is served when its queue begins to be routed, and when it is moved to one that is', async () => {
    await scene.queue({ strategy: 'manual' })
    await scene.agent('ann')
    const [one, two] = [await scene.ticket('1'), await scene.ticket('2')]
    await scene.queue(roundRobin, billing)
    await scene.act(two, { type: 'TransferTicket', queueId: billing })
    expect(await all([one, two])).toEqual([undefined, 'ann'])
    await scene.queue(roundRobin)
    expect(await scene.who(one)).toBe('ann')
  })
})

describe('A person', () => {
  it('is faster than whoever got it, as long as they have done nothing', async () => {
    await scene.queue(roundRobin)
    const [ann, bob] = [await scene.agent('ann'), await scene.agent('bob')]
    const ticket = await scene.ticket('1')
    expect(await scene.who(ticket)).toBe('ann')
    expect(await scene.claim(ticket, bob)).toMatchObject({ ok: true })
    expect(await scene.who(ticket)).toBe('bob')
    const other = await scene.ticket('2')
    await scene.reply(other, ann)
    expect(await scene.claim(other, bob)).toMatchObject({ reason: 'already_assigned' })
  })

  it('who gives a ticket back gets it from the desk to somebody, as a move', async () => {
    await scene.queue(roundRobin)
    await scene.agent('ann')
    await scene.agent('bob')
    const ticket = await scene.ticket('1')
    await scene.act(ticket, { type: 'UnassignTicket' })
    expect(await scene.who(ticket)).toBe('bob')
    expect((await scene.load(ticket)).routing.moves).toHaveLength(1)
  })
})
