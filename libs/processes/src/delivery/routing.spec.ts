import { expect, it } from '@jest/globals'
import { ActOnAgent, ActOnAgentHandler, SeeAgent, SeeAgentHandler } from '#application'
import * as routed from '../../../domain/src/testing/routing.js'
import { Scene, World } from './testing/scene.js'

const minute = 60_000

async function movedTooOften() {
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
  const [ann, lena] = [await agent(7, 'Ann'), await agent(8, 'Lena')]
  const lead = new ActOnAgent(lena, { type: 'ChangeProfile', change: { role: 'lead' } }, scene.context())
  await new ActOnAgentHandler(scene.desk).execute(lead)
  const start = scene.world.clock.now()
  for (let n = 0; n <= 6; n++) {
    const at = start + n * minute
    await scene.act(ticketId, routed.route(ann, at + 1, { at }))
    if (n < 6) await scene.act(ticketId, routed.onTime(at + 1))
  }
  await scene.directories.catchUp()
  await scene.quiet()
  await scene.stop()
  return scene.world.telegram
}

it('a lead is told in the topic, once, when the desk has moved a ticket too often', async () => {
  const telegram = await movedTooOften()
  const said = telegram.named('sendMessage').map(({ params }) => String(params['text']))
  const told = said.filter(text => text.includes('does not move it again'))
  expect(told).toEqual([expect.stringMatching(/^Lena .*5 times within an hour/)])
})
