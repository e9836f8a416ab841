import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { openRouting, type RoutingScene } from '../../../../test/support/routing-scene.js'

let scene: RoutingScene
beforeEach(async () => {
  scene = await openRouting()
})
afterEach(() => scene.close())

const restarts = [
  ['goes on', false],
  ['was started again', true]
] as const

it.each(restarts)(
  'counts the wait from when somebody let the ticket go, by a process that %s',
  async (_, again) => {
    await scene.queue({ strategy: 'manual' })
    const ann = await scene.agent('ann')
    const ticket = await scene.ticket('1')
    await scene.claim(ticket, ann)
    await scene.pass(3600)
    await scene.act(ticket, { type: 'UnassignTicket' })
    const since = scene.clock.now()
    if (again) await scene.restart()
    await scene.queue({ strategy: 'round_robin', skills: [{ skill: 'german', drop_after_s: 600 }] })
    expect(await scene.decisions(ticket)).toMatchObject([
      { what: 'waiting', since, skills: [{ skill: 'german', dropAt: since + 600_000 }] }
    ])
    await scene.pass(590)
    expect(await scene.who(ticket)).toBeUndefined()
    await scene.pass(11)
    expect(await scene.who(ticket)).toBe('ann')
  }
)

it.each(restarts)('counts an edit as the customer writing, by a process that %s', async (_, again) => {
  await scene.queue({ strategy: 'round_robin', when_away: { after_s: 900, what: 'on_customer_reply' } })
  const ann = await scene.agent('ann')
  const ticket = await scene.ticket('1')
  await scene.answer(ticket, ann)
  await scene.agent('bob')
  await scene.pass(10)
  await scene.is(ann, 'away')
  await scene.pass(10)
  await scene.edits(ticket)
  if (again) await scene.restart()
  await scene.pass(1000)
  expect(await scene.who(ticket)).toBe('bob')
})
