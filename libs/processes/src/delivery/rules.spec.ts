import { expect, it } from '@jest/globals'
import {
  ActOnAgent,
  ActOnAgentHandler,
  PublishSetting,
  PublishSettingHandler,
  SeeAgent,
  SeeAgentHandler
} from '#application'
import type { JsonObject, QueueId } from '#kernel'
import { onTime, waits } from '../../../domain/src/testing/routing.js'
import { Scene, World } from './testing/scene.js'

async function ruledScene(...rules: readonly JsonObject[]) {
  const scene = await Scene.open(new World())
  const publish = async (kind: 'queue' | 'rule', id: string, body: JsonObject) => {
    const asked = new PublishSetting(kind, id, body, scene.context())
    const done = await new PublishSettingHandler(scene.desk).execute(asked)
    if (!done.ok) throw new Error(JSON.stringify(done))
  }
  for (const id of ['general', 'billing']) await publish('queue', id, { name: id, default: id === 'general' })
  for (const [n, rule] of rules.entries()) await publish('rule', `r${n}`, { name: `${n}`, ...rule })
  const subjectId = await scene.desk.vault.subjectFor(8)
  const profile = { user_id: 8, display_name: 'Lena', username: null }
  const seen = await new SeeAgentHandler(scene.desk).execute(
    new SeeAgent(subjectId, profile, scene.context())
  )
  if (!seen.ok) throw new Error(seen.reason)
  const role = { type: 'ChangeProfile', change: { role: 'lead' } } as const
  await new ActOnAgentHandler(scene.desk).execute(new ActOnAgent(seen.value.agentId, role, scene.context()))
  const told = async () => {
    await scene.directories.catchUp()
    await scene.quiet()
    await scene.stop()
    return scene.world.telegram.named('sendMessage').map(({ params }) => String(params['text']))
  }
  return { scene, told }
}

const toss = (from: string, to: string): JsonObject => ({
  on: ['priority_changed'],
  if: { all: [{ field: 'queue_id', op: 'is', value: from }] },
  ...{ then: [{ transfer: to }], once: 'event', stop: true }
})

it('a lead is told in the topic, once, which rule would have moved a ticket a sixth time within an hour', async () => {
  const { scene, told } = await ruledScene(toss('general', 'billing'), toss('billing', 'general'))
  const { ticketId } = await scene.customerWrites('It is broken')
  for (let n = 0; n < 8; n++)
    await scene.act(ticketId, { type: 'ChangePriority', priority: n % 2 === 0 ? 'high' : 'low' })
  const held = (await told()).filter(text => text.includes('once more'))
  expect(held).toEqual([expect.stringMatching(/^Lena.*5 times within an hour\. The rule r1 /)])
})

it('a lead is told in the topic, once, that the fallback of a queue would have moved it a sixth time', async () => {
  const { scene, told } = await ruledScene(toss('general', 'billing'), toss('billing', 'general'))
  const { ticketId } = await scene.customerWrites('It is broken')
  for (let n = 0; n < 5; n++)
    await scene.act(ticketId, { type: 'ChangePriority', priority: n % 2 === 0 ? 'high' : 'low' })
  const at = scene.world.clock.now()
  const fallback = { at, toQueueId: 'general' as QueueId }
  await scene.act(ticketId, waits({ queueId: 'billing' as QueueId, since: at, at, fallback }))
  for (const later of [0, 1000]) await scene.act(ticketId, onTime(at + later))
  const stopped = (await told()).filter(text => text.includes('within an hour'))
  expect(stopped).toEqual([expect.stringMatching(/^Lena.*5 times within an hour/)])
})

it('what a rule has to say to the team stands in the topic, each part to whom it is for', async () => {
  const { scene, told } = await ruledScene({
    on: ['ticket_opened'],
    then: [
      { notify: { who: 'leads', text: 'look at this' } },
      { notify: { who: 'group', text: 'somebody is angry' } },
      { notify: { who: 'assignee', text: 'it is yours' } }
    ]
  })
  await scene.customerWrites('It is broken')
  const said = (await told()).filter(text => text.includes('angry'))
  expect(said).toEqual(['Lena look at this\nsomebody is angry\nit is yours'])
})

it('what a rule asks of whoever gets the ticket stands on its card', async () => {
  const skills = [{ skill: 'German' }, { skill: 'tax', drop_after_s: 600 }]
  const { scene, told } = await ruledScene({ on: ['customer_message'], then: [{ require_skills: skills }] })
  await scene.customerWrites('It is broken')
  await scene.quiet()
  await scene.customerWrites('Es geht um Steuern')
  await told()
  const card = scene.world.telegram.named('editMessageText').at(-1)?.params['text']
  expect(String(card).split('\n')).toContain('Skills needed: german, tax')
})
