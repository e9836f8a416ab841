import { expect, it } from '@jest/globals'
import { ActOnAgent, ActOnAgentHandler, SeeAgent, SeeAgentHandler } from '#application'
import * as routed from '../../../domain/src/testing/routing.js'
import * as ticket from '../../../domain/src/testing/ticket.js'
import { Scene, World } from './testing/scene.js'

const minute = 60_000

async function routedScene() {
  const scene = await Scene.open(new World())
  const { ticketId } = await scene.customerWrites('It is broken')
  const agent = async (user: number, name: string) => {
    const subjectId = await scene.desk.vault.subjectFor(user)
    const profile = { user_id: user, display_name: name, username: null }
    const seen = await new SeeAgentHandler(scene.desk).execute(
      new SeeAgent(subjectId, profile, scene.context())
    )
    if (!seen.ok) throw new Error(seen.reason)
    return seen.value.agentId
  }
  /** What the desk has told in the topic by then. */
  const told = async () => {
    await scene.directories.catchUp()
    await scene.quiet()
    await scene.stop()
    return scene.world.telegram.named('sendMessage').map(({ params }) => params)
  }
  return { scene, ticketId, agent, told, start: scene.world.clock.now() }
}

it('a lead is told in the topic, once, when the desk has moved a ticket too often', async () => {
  const { scene, ticketId, agent, told, start } = await routedScene()
  const [ann, lena] = [await agent(7, 'Ann'), await agent(8, 'Lena')]
  const lead = new ActOnAgent(lena, { type: 'ChangeProfile', change: { role: 'lead' } }, scene.context())
  await new ActOnAgentHandler(scene.desk).execute(lead)
  for (let n = 0; n <= 6; n++) {
    const at = start + n * minute
    await scene.act(ticketId, routed.route(ann, at + 1, { at }))
    if (n < 6) await scene.act(ticketId, routed.onTime(at + 1))
  }
  const said = (await told()).map(({ text }) => String(text))
  const stopped = said.filter(text => text.includes('does not move it again'))
  expect(stopped).toEqual([expect.stringMatching(/^Lena .*5 times within an hour/)])
})

it('whoever loses a ticket to the desk is told so in its topic, with the reason', async () => {
  const { scene, ticketId, agent, told, start } = await routedScene()
  const ann = await agent(7, 'Ann')
  await scene.act(ticketId, routed.route(ann, start + 1, { at: start }))
  await scene.act(ticketId, routed.onTime(start + 1))
  const [notice, ...more] = (await told()).filter(({ text }) => String(text).includes('no longer yours'))
  expect(notice?.['text']).toBe('Ann, this ticket is no longer yours: it was not taken up in time.')
  expect(JSON.stringify(notice?.['entities'])).toContain('"id":7')
  expect(more).toEqual([])
})

it('what is left with somebody who is away is no news for a lead', async () => {
  const { scene, ticketId, agent, told, start } = await routedScene()
  const ann = await agent(7, 'Ann')
  await scene.act(ticketId, ticket.force(ann))
  await scene.act(ticketId, routed.leave(ann, start + minute))
  expect((await told()).filter(({ text }) => String(text).includes('does not move it'))).toEqual([])
})
