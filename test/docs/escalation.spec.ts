import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { type SettingKindName, ticketDecider, ticketStream } from '#domain'
import { isJsonObject, type TicketId } from '#kernel'
import { readSettingsFile } from '../../apps/desk/src/start/settings-file.js'
import { memoryStores } from '../../libs/processes/src/sla/testing/desk.js'
import { openScene, type Scene } from '../../libs/processes/src/sla/testing/scene.js'

const root = new URL('../../', import.meta.url)
let scene: Scene
beforeEach(async () => {
  scene = await openScene(memoryStores())
  for (const { kind, id, body } of readSettingsFile(new URL('examples/escalation.yaml', root).pathname))
    await scene.publish(
      kind as SettingKindName,
      id,
      kind === 'team' && isJsonObject(body) ? { ...body, members: [] } : body
    )
})
afterEach(() => scene.close())

/** To which teams it was handed up, with the minutes since the start, a Monday at ten in Berlin. */
async function handedUp(ticketId: TicketId) {
  const start = Date.UTC(2026, 0, 5, 9)
  return (await scene.events(ticketId, 'TicketEscalated')).map(({ data }) => [
    (data['to'] as { readonly teamId: string }).teamId,
    Math.floor((Number(data['at']) - start) / 60_000)
  ])
}
const rules = async (ticketId: TicketId) =>
  (await scene.events(ticketId, 'RuleApplied')).map(({ data }) => data['rule'])
const minutes = async (count: number) => {
  for (let n = 0; n < count; n++) await scene.pass(1)
}

it('examples/escalation.yaml: nobody answers, and the ticket goes up step by step, each once', async () => {
  const ticketId = await scene.openTicket('one')
  await minutes(70)
  expect(await rules(ticketId)).toEqual(['no-answer-1', 'no-answer-2', 'no-answer-3'])
  expect(await handedUp(ticketId)).toEqual([
    ['seniors', 31],
    ['leads', 61]
  ])
  const { state } = await scene.desk.runner.load(ticketDecider, ticketStream(ticketId))
  expect(state).toMatchObject({
    priority: 'urgent',
    escalation: { teamId: 'leads', level: 3, acknowledgedBy: null }
  })
})

it('examples/escalation.yaml: whoever takes note stops what is left of the ladder', async () => {
  const ticketId = await scene.openTicket('one')
  await minutes(40)
  const noted = { by: { keyId: 'key_1' }, teams: null, now: scene.clock.now() }
  await scene.act(ticketId, { type: 'AcknowledgeEscalation', ...noted })
  await minutes(40)
  expect(await handedUp(ticketId)).toEqual([['seniors', 31]])
  const lapsed = (await scene.events(ticketId, 'RuleLapsed')).map(({ data }) => [
    data['rule'],
    data['because']
  ])
  expect(lapsed).toEqual([['no-answer-3', 'acknowledged']])
})

it('examples/escalation.yaml: an answer ends it, and the night does not count', async () => {
  const answered = await scene.openTicket('answered')
  await minutes(5)
  await scene.reply(answered)
  await minutes(8 * 60)
  // Five past six in Berlin: nothing is counted before nine.
  const late = await scene.openTicket('late')
  await minutes(120)
  expect(await rules(answered)).toEqual([])
  expect(await rules(late)).toEqual([])
})
