import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { QueueId, TicketId } from '#kernel'
import { openRouting, type RoutingScene } from '../../../../test/support/routing-scene.js'

let scene: RoutingScene
beforeEach(async () => {
  scene = await openRouting()
})
afterEach(() => scene.close())

const roundRobin = { strategy: 'round_robin' }
const requires = (on: string, ...skills: object[]) =>
  scene.publish('rule', on, { name: on, on: [on], then: [{ require_skills: skills }] })
const german = { skill: 'German', drop_after_s: null }
const whats = async (id: TicketId) => (await scene.decisions(id)).map(({ what }) => what)

describe('Skills that a rule asks for', () => {
  it('are looked for in whoever gets the ticket, beside those of its queue', async () => {
    await scene.queue({ ...roundRobin, skills: [{ skill: 'tax' }] })
    await requires('ticket_opened', german)
    await scene.agent('ann', { skills: ['german'] })
    await scene.agent('bob', { skills: ['tax'] })
    const ticket = await scene.ticket('1')
    expect(await scene.who(ticket)).toBeUndefined()
    const [waiting] = await scene.decisions(ticket)
    expect(waiting).toMatchObject({
      what: 'waiting',
      skills: [
        { skill: 'tax', dropAt: null },
        { skill: 'german', dropAt: null }
      ]
    })
    await scene.agent('cy', { skills: ['german', 'tax'] })
    expect(await scene.who(ticket)).toBe('cy')
  })

  it('are given up one after the other, each on record, counted from when they were asked for', async () => {
    await scene.queue({ ...roundRobin, skills: [{ skill: 'tax', drop_after_s: 60 }] })
    await requires('customer_message', { ...german, drop_after_s: 60 })
    const ticket = await scene.ticket('1')
    await scene.pass(30)
    await scene.writes(ticket)
    await scene.agent('ann')
    await scene.pass(31)
    expect(await whats(ticket)).toEqual(['waiting', 'waiting', 'skill_dropped'])
    expect(await scene.who(ticket)).toBeUndefined()
    await scene.restart()
    await scene.pass(30)
    expect(await scene.who(ticket)).toBe('ann')
  })

  it('stay with the ticket in another queue, and over a restart', async () => {
    await scene.queue({ strategy: 'manual' })
    await scene.queue(roundRobin, 'billing')
    await requires('ticket_opened', german)
    const ticket = await scene.ticket('1')
    await scene.agent('ann')
    await scene.restart()
    await scene.act(ticket, { type: 'TransferTicket', queueId: 'billing' as QueueId })
    expect(await scene.who(ticket)).toBeUndefined()
    await scene.agent('bob', { skills: ['german'] })
    expect(await scene.who(ticket)).toBe('bob')
  })

  it('leave it with whoever has it, and are asked for once', async () => {
    await scene.queue(roundRobin)
    await scene.agent('ann')
    await scene.publish('rule', 'german', {
      ...{ name: 'German', on: ['customer_message'], once: 'event' },
      then: [{ require_skills: [german] }]
    })
    const ticket = await scene.ticket('1')
    await scene.writes(ticket)
    await scene.writes(ticket)
    expect(await scene.who(ticket)).toBe('ann')
    const { requiredSkills, rules } = await scene.load(ticket)
    expect(requiredSkills).toMatchObject([{ skill: 'german', dropAfterS: null }])
    expect(rules.applied).toEqual({ german: ['resolution 0'] })
  })

  it('fall away with the fallback', async () => {
    await scene.queue({ ...roundRobin, fallback: { after_s: 30 } })
    await requires('ticket_opened', german)
    await scene.agent('ann')
    const ticket = await scene.ticket('1')
    expect(await scene.who(ticket)).toBeUndefined()
    await scene.pass(30)
    expect(await scene.who(ticket)).toBe('ann')
  })
})
