import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { PublishSetting } from '#application'
import { commandIdFor, type JsonObject } from '#kernel'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, text } from './testing/updates.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
  await scene.openTicket()
  await publish('l2', { name: 'Second level', level: 2 })
  await publish('l3', { name: 'Lawyers', level: 3 })
})
afterEach(() => scene.close())

async function publish(id: string, body: JsonObject) {
  const context = {
    commandId: commandIdFor(`team ${id}`, JSON.stringify(body)),
    causationId: 't',
    correlationId: 't',
    actor: 'key:key_admin' as const
  }
  await scene.desk.commands.execute(new PublishSetting('team', id, body, context))
}
const say = (words: string) => scene.receive(scene.updates.inTopic(alice, topic, text(words)))
const press = (data: string) => scene.desk.receive(scene.updates.press(alice, topic, data))
const escalated = async () => (await scene.since()).findLast(({ type }) => type === 'TicketEscalated')
const toasts = () =>
  scene.desk.telegram.calls
    .filter(({ method }) => method === 'answerCallbackQuery')
    .map(({ params }) => params['text'] ?? null)

describe('/escalate', () => {
  it.each([
    ['/escalate l2', 'l2', undefined],
    ['/escalate second level', 'l2', undefined],
    ['/escalate Lawyers they threaten to sue', 'l3', 'they threaten to sue']
  ])('%s', async (words, team, reason) => {
    await say(words)
    const event = await escalated()
    expect(event?.data['to']).toMatchObject({ teamId: team })
    expect((event?.personal ? await scene.desk.opened(event) : undefined)?.['reason']).toBe(reason)
    expect(JSON.stringify(event?.data)).not.toContain('sue')
    expect(await scene.types()).not.toContain('ReplyRequested')
  })

  it('names the teams where it knows none of the name, and keeps what was said as a note', async () => {
    await say('/escalate Police at once')
    expect(await scene.refusal()).toMatchObject({ reason: 'team_unknown', details: { teams: 'l2, l3' } })
    await say('/escalate')
    expect(await scene.refusal()).toMatchObject({ reason: 'argument_missing' })
    expect(await escalated()).toBeUndefined()
  })
})

describe('Escalate… on a card', () => {
  it('offers the teams, and hands the ticket up to the one that is pressed', async () => {
    await press('turn:teams')
    const turned = (await scene.desk.events('topic-')).findLast(({ type }) => type === 'CardTurned')
    expect(turned?.data['to']).toEqual({ kind: 'teams', choices: ['l2', 'l3'] })
    await press('escalate:l2')
    expect((await escalated())?.data['to']).toMatchObject({ teamId: 'l2' })
    await press('escalate:l2')
    expect(toasts().slice(-2)).toEqual(['Handed up.', 'It stands there already.'])
  })
})

describe('taking note', () => {
  it('is for the team: a button and /ack say so to others', async () => {
    await say('/escalate l2')
    await press('ack')
    expect(toasts().at(-1)).toBe('Only the team that it was handed up to, or a lead, takes note.')
    const agentId = (await scene.desk.events('agent-')).find(({ type }) => type === 'AgentRegistered')?.data[
      'agentId'
    ]
    await publish('l3', { name: 'Lawyers', level: 3, members: [`agt_${agentId}`] })
    await say('/escalate l3')
    await press('ack')
    expect(toasts().at(-1)).toBe('Noted: it is yours to see to.')
    await say('/ack')
    const acknowledged = (await scene.since()).filter(({ type }) => type === 'EscalationAcknowledged')
    expect(acknowledged.map(({ data }) => data['by'])).toEqual([{ agentId }])
  })
})
