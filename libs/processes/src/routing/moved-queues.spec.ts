import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { QueueId, TeamId, TicketId } from '#kernel'
import { openRouting, type RoutingScene } from '../../../../test/support/routing-scene.js'

let scene: RoutingScene
beforeEach(async () => {
  scene = await openRouting()
})
afterEach(() => scene.close())

const other = 'other' as QueueId
const whats = async (id: TicketId) => (await scene.decisions(id)).map(({ what }) => what)

describe('A queue that became manual', () => {
  it('keeps what waits there, and serves it once the desk assigns again', async () => {
    const fallback = { after_s: 60, queue_id: 'other' }
    await scene.queue({ strategy: 'round_robin' }, other)
    await scene.queue({ strategy: 'round_robin', fallback })
    const ann = await scene.agent('ann', { capacity: 0 })
    const ticket = await scene.ticket('1')
    await scene.queue({ strategy: 'manual' })
    await scene.pass(61)
    expect((await scene.load(ticket)).queueId).toBe('general')
    expect(await whats(ticket)).toEqual(['waiting', 'left_to_people'])
    await scene.on(ann, { type: 'ChangeProfile', change: { capacity: 1 } })
    expect(await scene.who(ticket)).toBeUndefined()
    await scene.queue({ strategy: 'round_robin' })
    expect(await scene.who(ticket)).toBe('ann')
  })

  it('leaves with an agent what they have not taken up', async () => {
    await scene.queue({ strategy: 'round_robin', accept_within_s: 60 })
    await scene.agent('ann')
    await scene.agent('bob')
    const ticket = await scene.ticket('1')
    await scene.queue({ strategy: 'manual' })
    await scene.pass(61)
    expect(await scene.who(ticket)).toBe('ann')
    expect(await whats(ticket)).toEqual(['assigned', 'left_to_people'])
  })
})

describe('A team’s ticket that nobody has', () => {
  it.each([
    ['falls back to', () => scene.pass(61)],
    ['is moved to', (id: TicketId) => scene.act(id, { type: 'TransferTicket', queueId: other })]
  ])('is given to whom its new queue asks once it %s another', async (_, moves) => {
    const [ann, bob] = [await scene.agent('ann'), await scene.agent('bob')]
    await scene.publish('team', 'l1', { name: 'l1', members: [scene.shown(ann)] })
    await scene.publish('team', 'l2', { name: 'l2', members: [scene.shown(bob)] })
    await scene.queue({ strategy: 'round_robin', teams: ['l2'] }, other)
    await scene.queue({ strategy: 'round_robin', fallback: { after_s: 60, queue_id: 'other' } })
    await scene.is(ann, 'away')
    await scene.is(bob, 'away')
    const ticket = await scene.ticket('1')
    await scene.act(ticket, { type: 'AssignTeam', teamId: 'l1' as TeamId })
    await moves(ticket)
    await scene.is(bob, 'available')
    expect(await scene.who(ticket)).toBe('bob')
    expect((await scene.load(ticket)).team).toBeNull()
  })
})
