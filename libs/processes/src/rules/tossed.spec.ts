import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { agentIdText, type QueueId, type TicketId } from '#kernel'
import { openRouting, type RoutingScene } from '../../../../test/support/routing-scene.js'
import { createWanted } from './wanted.js'

let scene: RoutingScene
beforeEach(async () => {
  scene = await openRouting()
})
afterEach(() => scene.close())

const stored = async (ticketId: TicketId) => {
  const events = []
  for await (const event of scene.log.readStream(`ticket-${ticketId}`)) events.push(event)
  return events
}
const ofType = async (ticketId: TicketId, type: string) =>
  (await stored(ticketId)).filter(event => event.type === type)

/** What rules want and can't do in an append, done. */
async function work(...ticketIds: readonly TicketId[]): Promise<void> {
  const wanted = createWanted(scene.options)
  const signal = new AbortController().signal
  for (const ticketId of ticketIds)
    for (const event of await stored(ticketId))
      if (wanted.sequenceOf(event) !== undefined) await wanted.handle(event, { signal, hold: () => () => {} })
  await scene.settled()
}

/** Says once more that it is urgent, and what is done for rules. */
async function press(n: number, ...ticketIds: readonly TicketId[]): Promise<void> {
  await scene.pass(60)
  for (const ticketId of ticketIds) await scene.urge(ticketId, n % 2 === 0 ? 'high' : 'low')
  await work(...ticketIds)
}

const rule = (id: string, body: object) =>
  scene.publish('rule', id, { name: id, on: ['priority_changed'], once: 'event', stop: true, ...body })
const heldBack = async (ticketId: TicketId) =>
  (await ofType(ticketId, 'RuleApplied')).filter(({ data }) => data['heldUntil'] !== undefined)

describe('A ticket that rules toss to and fro', () => {
  it('from one agent to another is moved five times in an hour, and the rule that would a sixth time is held back', async () => {
    await scene.queue({ strategy: 'manual' })
    const [ann, bob] = [await scene.agent('ann'), await scene.agent('bob')]
    for (const [team, has] of [
      ['first', ann],
      ['second', bob]
    ] as const)
      await scene.publish('team', team, { name: team, level: 1, members: [agentIdText(has)] })
    const up = (from: string, to: string) =>
      rule(`to-${to}`, {
        if: { all: [{ field: 'team_id', op: 'is_not', value: to }] },
        then: [{ escalate: { team_id: to, reassign: true } }],
        position: from === 'first' ? 0 : 1
      })
    await up('first', 'second')
    await up('second', 'first')
    const ticket = await scene.ticket('one')
    await scene.claim(ticket, ann)
    for (let n = 0; n < 8; n++) await press(n, ticket)
    expect(await scene.who(ticket)).toBe('bob')
    expect(await ofType(ticket, 'TicketUnassigned')).toHaveLength(5)
    expect((await heldBack(ticket)).map(({ data }) => data['rule'])).toEqual(['to-first'])
  })

  it('by taking it away is given to somebody by the same move, five times, and not left with nobody', async () => {
    await scene.queue({ strategy: 'round_robin' })
    for (const name of ['ann', 'bob']) await scene.agent(name)
    await rule('take', { then: [{ unassign: true }] })
    const ticket = await scene.ticket('one')
    for (let n = 0; n < 8; n++) await press(n, ticket)
    expect(await ofType(ticket, 'TicketUnassigned')).toHaveLength(5)
    expect(await ofType(ticket, 'TicketAssigned')).toHaveLength(6)
    expect(await scene.who(ticket)).toBe('bob')
    expect((await heldBack(ticket)).map(({ data }) => data['rule'])).toEqual(['take'])
  })

  it.each([
    ['general', 'other', ['back'], []],
    ['other', 'general', [], ['moved_too_often']]
  ])(
    'against the fallback of its queue, from %s on, is moved five times, and the sixth is not made, whosever it is',
    async (first, last, held, stopped) => {
      await scene.queue({ strategy: 'external' }, 'other')
      await scene.queue({ strategy: 'external', fallback: { after_s: 60, queue_id: 'other' } })
      await rule('back', {
        if: { all: [{ field: 'queue_id', op: 'is', value: 'other' }] },
        then: [{ transfer: 'general' }]
      })
      const ticket = await scene.ticket('one', first as QueueId)
      for (let n = 0; n < 8; n++) await press(n, ticket)
      expect(await ofType(ticket, 'TicketTransferred')).toHaveLength(5)
      expect((await scene.load(ticket)).queueId).toBe(last)
      expect((await heldBack(ticket)).map(({ data }) => data['rule'])).toEqual(held)
      const decided = (await scene.decisions(ticket)).filter(({ what }) => what === 'stopped')
      expect(decided.map(({ because }) => because)).toEqual(stopped)
    }
  )

  it('is the only one that stands still: others go on by the same rules', async () => {
    await scene.queue({ strategy: 'manual' })
    await scene.queue({ strategy: 'manual' }, 'other')
    const to = (from: string, into: string) =>
      rule(`to-${into}`, {
        if: { all: [{ field: 'queue_id', op: 'is', value: from }] },
        then: [{ transfer: into }]
      })
    await to('general', 'other')
    await to('other', 'general')
    const [tossed, quiet] = [await scene.ticket('tossed'), await scene.ticket('quiet')]
    for (let n = 0; n < 8; n++) await press(n, tossed)
    expect(await heldBack(tossed)).toHaveLength(1)
    await press(0, quiet)
    expect((await scene.load(quiet)).queueId).toBe('other' as QueueId)
    expect(await heldBack(quiet)).toEqual([])
  })
})

describe('Whom a rule wants to have a ticket', () => {
  const wants = (agent: string) => rule('vip', { on: ['ticket_opened'], then: [{ assign_agent: agent }] })

  it('holds a slot first, and gets none beyond the limit: why not is on record, and the ticket waits', async () => {
    await scene.queue({ strategy: 'manual' })
    const ann = await scene.agent('ann', { capacity: 1 })
    await wants(scene.shown(ann))
    const [one, two] = [await scene.ticket('one'), await scene.ticket('two')]
    await work(one, two)
    expect([await scene.who(one), await scene.who(two)]).toEqual(['ann', undefined])
    expect((await ofType(two, 'RuleLapsed')).map(({ data }) => data['because'])).toEqual([
      'agent_at_capacity'
    ])
  })

  it('gets it as the first without that being a move', async () => {
    await scene.queue({ strategy: 'manual' })
    await wants(scene.shown(await scene.agent('ann')))
    const one = await scene.ticket('one')
    await work(one)
    expect((await scene.load(one)).routing.moves).toEqual([])
  })
})
