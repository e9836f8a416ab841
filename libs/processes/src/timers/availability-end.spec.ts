import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { type AgentCommand, agentDecider, agentStream } from '#domain'
import { agentIdFor, commandIdFor, type SubjectId } from '#kernel'
import { conceal } from '#privacy'
import { openScene, type Scene } from '../sla/testing/scene.js'

const minute = 60_000
let scene: Scene
let subjectId: SubjectId
beforeEach(async () => {
  scene = await openScene()
  subjectId = await scene.vault.subjectFor(7)
  const profile = conceal({ user_id: 7, display_name: 'Ann', username: null })
  await run({ type: 'SeeAgent', how: 'seen', agentId: agentIdFor(subjectId), digest: 'a', profile })
})
afterEach(() => scene.close())

let asked = 0
async function run(command: AgentCommand) {
  const cause = `asked ${asked++}`
  const context = {
    commandId: commandIdFor(cause),
    causationId: cause,
    correlationId: cause,
    actor: 'key:key_admin',
    subjectId
  } as const
  const done = await scene.desk.runner.run(agentDecider, stream(), command, context)
  if (!done.ok) throw new Error(done.reason)
}
const stream = () => agentStream(agentIdFor(subjectId))
const away = (minutes: number): AgentCommand => {
  const now = scene.clock.now()
  return { type: 'ChangeAvailability', to: 'away', until: now + minutes * minute, cause: 'request', now }
}
const changes = async () => {
  const found: unknown[] = []
  for await (const { type, data } of scene.log.readStream(stream())) {
    if (type === 'AvailabilityChanged') found.push([data['availability'], data['cause']])
  }
  return found
}

it('brings an agent back when the time that was named is over, once, also after a restart', async () => {
  await run(away(30))
  await scene.pass(29)
  expect(await changes()).toEqual([['away', 'request']])
  scene.restartTimers()
  await scene.pass(2)
  const back = [
    ['away', 'request'],
    ['available', 'ended']
  ]
  expect(await changes()).toEqual(back)
  await scene.pass(600)
  expect(await changes()).toEqual(back)
})

it('goes by the end that was named last', async () => {
  await run(away(30))
  await scene.pass(10)
  await run(away(60))
  await scene.pass(30)
  expect(await changes()).toEqual([
    ['away', 'request'],
    ['away', 'request']
  ])
  await scene.pass(31)
  expect((await changes()).at(-1)).toEqual(['available', 'ended'])
})

it('comes to nothing when the agent is back before', async () => {
  await run(away(30))
  await run({
    type: 'ChangeAvailability',
    to: 'available',
    until: null,
    cause: 'request',
    now: scene.clock.now()
  })
  await scene.pass(60)
  expect(await changes()).toEqual([
    ['away', 'request'],
    ['available', 'request']
  ])
})
