import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { QueueId, TicketId } from '#kernel'
import { openRouting, type RoutingScene } from '../../../../test/support/routing-scene.js'

let scene: RoutingScene
beforeEach(async () => {
  scene = await openRouting()
})
afterEach(() => scene.close())

const billing = 'billing' as QueueId
const whats = async (id: TicketId) => (await scene.decisions(id)).map(({ what }) => what)

describe('Accept or lose', () => {
  beforeEach(() => scene.queue({ strategy: 'round_robin', accept_within_s: 60 }))

  it('gives what was not taken up in time to somebody else, and not back, also over a restart', async () => {
    await scene.agent('ann')
    await scene.agent('bob')
    const ticket = await scene.ticket('1')
    await scene.pass(58)
    expect(await scene.who(ticket)).toBe('ann')
    await scene.restart()
    await scene.pass(2)
    expect(await scene.who(ticket)).toBe('bob')
    await scene.pass(60)
    expect(await scene.who(ticket)).toBeUndefined()
    const [, , , , waits] = await scene.decisions(ticket)
    expect(waits).toMatchObject({
      what: 'waiting',
      candidates: [{ whyNot: 'passed' }, { whyNot: 'passed' }]
    })
  })

  it('leaves it with whoever has done something', async () => {
    const ann = await scene.agent('ann')
    await scene.agent('bob')
    const ticket = await scene.ticket('1')
    await scene.claim(ticket, ann)
    await scene.pass(600)
    expect(await scene.who(ticket)).toBe('ann')
    expect(await whats(ticket)).toEqual(['assigned'])
  })

  it('moves a ticket five times in an hour at most, then leaves it where it is and goes on later', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) await scene.agent(name)
    const ticket = await scene.ticket('1')
    for (let n = 0; n < 12; n++) await scene.pass(60)
    const before = await whats(ticket)
    expect(before.filter(what => what === 'assigned')).toHaveLength(6)
    expect(before.at(-1)).toBe('stopped')
    const last = await scene.who(ticket)
    expect(last).toBeDefined()
    await scene.pass(3600)
    expect(await whats(ticket)).toContain('resumed')
    expect(await scene.who(ticket)).not.toBe(last)
  })
})

describe('Skills', () => {
  it('are given up one after the other, each on record', async () => {
    await scene.queue({
      strategy: 'round_robin',
      skills: [
        { skill: 'german', drop_after_s: 60 },
        { skill: 'tax', drop_after_s: 120 }
      ]
    })
    await scene.agent('ann', { skills: ['tax'] })
    const ticket = await scene.ticket('1')
    expect(await scene.who(ticket)).toBeUndefined()
    await scene.pass(50)
    expect(await whats(ticket)).toEqual(['waiting'])
    await scene.restart()
    await scene.pass(10)
    expect(await scene.who(ticket)).toBe('ann')
    expect(await whats(ticket)).toEqual(['waiting', 'skill_dropped', 'assigned'])
  })

  it('that are never given up are waited for', async () => {
    await scene.queue({ strategy: 'round_robin', skills: [{ skill: 'German' }] })
    await scene.agent('ann')
    const ticket = await scene.ticket('1')
    await scene.pass(36_000)
    expect(await scene.who(ticket)).toBeUndefined()
    await scene.agent('bob', { skills: ['german'] })
    expect(await scene.who(ticket)).toBe('bob')
  })
})

describe('The fallback', () => {
  it('moves what nobody has to the other queue, which finds somebody', async () => {
    await scene.publish('team', 'l2', { name: 'L2', members: [scene.shown(await scene.agent('zoe'))] })
    await scene.publish('team', 'l1', { name: 'L1', members: [] })
    await scene.queue({ strategy: 'round_robin', teams: ['l2'] }, billing)
    const fallback = { after_s: 300, queue_id: 'billing' }
    await scene.queue({ strategy: 'round_robin', teams: ['l1'], fallback })
    const ticket = await scene.ticket('1')
    await scene.pass(290)
    expect(await scene.who(ticket)).toBeUndefined()
    await scene.pass(10)
    expect(await scene.load(ticket)).toMatchObject({ queueId: 'billing' })
    expect(await scene.who(ticket)).toBe('zoe')
    expect(await whats(ticket)).toEqual(['waiting', 'fell_back', 'assigned'])
  })

  it('of a queue in which a program assigns takes over when it does not', async () => {
    await scene.queue({ strategy: 'external', fallback: { after_s: 30 } })
    const ann = await scene.agent('ann')
    await scene.agent('bob')
    const [one, two] = [await scene.ticket('1'), await scene.ticket('2')]
    expect(await scene.decisions(one)).toMatchObject([{ what: 'waiting', because: 'program_assigns' }])
    await scene.act(one, { type: 'AssignTicket', agentId: ann })
    await scene.pass(31)
    expect(await whats(one)).toEqual(['waiting'])
    expect(await whats(two)).toEqual(['waiting', 'fell_back', 'assigned'])
    expect(await scene.who(two)).toBe('bob')
  })

  it('to whom carries least goes by nothing but the load, and waits for somebody who is there', async () => {
    const skills = [{ skill: 'german' }]
    await scene.queue({ strategy: 'round_robin', skills, fallback: { after_s: 30 } })
    const ann = await scene.agent('ann')
    await scene.is(ann, 'away')
    const ticket = await scene.ticket('1')
    await scene.pass(31)
    expect(await whats(ticket)).toEqual(['waiting', 'fell_back'])
    await scene.is(ann, 'available')
    expect(await scene.who(ticket)).toBe('ann')
  })

  it('goes by the settings that came since', async () => {
    await scene.queue({ strategy: 'external' })
    await scene.agent('ann')
    const ticket = await scene.ticket('1')
    await scene.pass(60)
    await scene.queue({ strategy: 'external', fallback: { after_s: 90 } })
    await scene.pass(20)
    expect(await scene.who(ticket)).toBeUndefined()
    await scene.pass(10)
    expect(await scene.who(ticket)).toBe('ann')
  })
})

describe('Somebody who is away', () => {
  const queue = (what: string) => scene.queue({ strategy: 'round_robin', when_away: { after_s: 300, what } })

  it('loses what they have after the time of the queue, where it says requeue', async () => {
    await queue('requeue')
    const ann = await scene.agent('ann')
    const ticket = await scene.ticket('1')
    await scene.agent('bob')
    await scene.is(ann, 'away')
    await scene.pass(290)
    expect(await scene.who(ticket)).toBe('ann')
    await scene.pass(11)
    expect(await scene.who(ticket)).toBe('bob')
    expect(await scene.decisions(ticket)).toMatchObject([
      { what: 'assigned' },
      { what: 'requeued', because: 'away', fromAgentId: ann },
      { what: 'assigned', candidates: [{}, { agentId: ann, whyNot: 'away' }] }
    ])
  })

  it('keeps it when they are back before', async () => {
    await queue('requeue')
    const ann = await scene.agent('ann')
    const ticket = await scene.ticket('1')
    await scene.agent('bob')
    await scene.is(ann, 'away')
    await scene.pass(200)
    await scene.is(ann, 'available')
    await scene.pass(600)
    await scene.is(ann, 'away')
    await scene.pass(200)
    expect(await whats(ticket)).toEqual(['assigned'])
    expect(await scene.who(ticket)).toBe('ann')
  })

  it('keeps what waits for the customer', async () => {
    await queue('requeue')
    const ann = await scene.agent('ann')
    const ticket = await scene.ticket('1')
    await scene.act(ticket, { type: 'WaitOnCustomer' })
    await scene.agent('bob')
    await scene.is(ann, 'away')
    await scene.pass(600)
    expect(await scene.who(ticket)).toBe('ann')
  })

  it.each([
    ['after the time', 301, 1],
    ['before it, once the time has come', 10, 300]
  ])('loses what the customer writes on %s', async (_, before, after) => {
    await queue('on_customer_reply')
    const ann = await scene.agent('ann')
    const [one, two] = [await scene.ticket('1'), await scene.ticket('2')]
    await scene.agent('bob')
    await scene.act(one, { type: 'WaitOnCustomer' })
    await scene.is(ann, 'away')
    await scene.pass(before)
    await scene.writes(one)
    await scene.pass(after)
    expect(await scene.who(one)).toBe('bob')
    expect(await scene.who(two)).toBe('ann')
    expect((await scene.decisions(one)).at(1)).toMatchObject({ because: 'away_and_customer_wrote' })
  })

  it.each([
    ['before their time is over', 290],
    ['after it', 600]
  ])('keeps what a person gives them %s as long as if they had just left', async (_, before) => {
    await queue('requeue')
    const [ann, bob] = [await scene.agent('ann'), await scene.agent('bob')]
    await scene.is(ann, 'away')
    await scene.is(bob, 'busy')
    await scene.pass(before)
    const [forced, claimed] = [await scene.ticket('1'), await scene.ticket('2')]
    await scene.act(forced, { type: 'AssignTicket', agentId: ann, force: true })
    await scene.claim(claimed, ann)
    await scene.reply(claimed, ann)
    await scene.is(bob, 'available')
    await scene.pass(200)
    await scene.writes(forced)
    await scene.restart()
    await scene.pass(90)
    expect([await scene.who(forced), await scene.who(claimed)]).toEqual(['ann', 'ann'])
    await scene.pass(10)
    expect([await scene.who(forced), await scene.who(claimed)]).toEqual(['bob', 'bob'])
    const decided = (await whats(forced)).filter(what => what !== 'waiting')
    expect(decided).toEqual(['stopped', 'resumed', 'requeued', 'assigned'])
  })

  it('keeps what a person gives them where they are back before the time is over', async () => {
    await queue('requeue')
    const ann = await scene.agent('ann')
    await scene.is(ann, 'away')
    await scene.pass(600)
    const ticket = await scene.ticket('1')
    await scene.act(ticket, { type: 'AssignTicket', agentId: ann, force: true })
    await scene.agent('bob')
    await scene.pass(200)
    await scene.is(ann, 'available')
    await scene.pass(600)
    expect(await scene.who(ticket)).toBe('ann')
  })

  it('keeps what a person gives them, where it goes by what the customer writes after that', async () => {
    await queue('on_customer_reply')
    const ann = await scene.agent('ann')
    await scene.is(ann, 'away')
    await scene.pass(600)
    const [one, two] = [await scene.ticket('1'), await scene.ticket('2')]
    for (const ticket of [one, two])
      await scene.act(ticket, { type: 'AssignTicket', agentId: ann, force: true })
    await scene.agent('bob')
    await scene.pass(10)
    await scene.writes(one)
    await scene.pass(280)
    expect([await scene.who(one), await scene.who(two)]).toEqual(['ann', 'ann'])
    await scene.pass(20)
    expect([await scene.who(one), await scene.who(two)]).toEqual(['bob', 'ann'])
    await scene.writes(two)
    expect(await scene.who(two)).toBe('bob')
  })

  it.each(['requeue', 'on_customer_reply'])(
    'loses what the customer opens again, where it says %s',
    async what => {
      await queue(what)
      const ann = await scene.agent('ann')
      const ticket = await scene.ticket('1')
      await scene.agent('bob')
      await scene.resolve(ticket)
      await scene.is(ann, 'away')
      await scene.pass(600)
      await scene.writes(ticket)
      expect(await scene.who(ticket)).toBe('bob')
    }
  )

  it.each<[string, boolean]>([
    ['loses what a colleague takes up again', false],
    ['keeps what they take up again themselves', true]
  ])('%s after the time', async (_, isOwn) => {
    await queue('requeue')
    const ann = await scene.agent('ann')
    const [held, over] = [await scene.ticket('1'), await scene.ticket('2')]
    const bob = await scene.agent('bob')
    await scene.act(held, { type: 'HoldTicket' })
    await scene.resolve(over)
    await scene.is(ann, 'away')
    await scene.pass(600)
    const actor = `agent:${isOwn ? ann : bob}` as const
    await scene.act(held, { type: 'ResumeTicket' }, actor)
    await scene.act(over, { type: 'ReopenTicket', cause: 'button', now: scene.desk.clock.now() }, actor)
    const who = isOwn ? 'ann' : 'bob'
    expect([await scene.who(held), await scene.who(over)]).toEqual([who, who])
  })

  it('loses that of which the customer edits the newest message, so that it goes on', async () => {
    await queue('on_customer_reply')
    const ann = await scene.agent('ann')
    const ticket = await scene.ticket('1')
    await scene.agent('bob')
    await scene.act(ticket, { type: 'WaitOnCustomer' })
    await scene.is(ann, 'away')
    await scene.pass(600)
    await scene.edits(ticket)
    expect(await scene.who(ticket)).toBe('bob')
  })

  it('keeps everything where the queue says nothing', async () => {
    await queue('nothing')
    const ann = await scene.agent('ann')
    const ticket = await scene.ticket('1')
    await scene.agent('bob')
    await scene.is(ann, 'away')
    await scene.pass(3600)
    await scene.writes(ticket)
    expect(await scene.who(ticket)).toBe('ann')
  })
})
