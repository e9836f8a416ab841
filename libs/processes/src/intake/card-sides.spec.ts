import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { PublishSetting } from '#application'
import type { CardChoice } from '#domain'
import { type AgentId, agentIdFor, commandIdFor, type JsonObject } from '#kernel'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, anna, anonymousAdmin, bob, text } from './testing/updates.js'

let scene: Scene
let ids: { alice: AgentId; bob: AgentId }
beforeEach(async () => {
  scene = await openScene()
  await scene.receive(
    scene.updates.inTopic(alice, null, text('hello')),
    scene.updates.inTopic(bob, null, text('hello'))
  )
  const idOf = async (id: number) => agentIdFor(await scene.desk.desk.vault.subjectFor(id))
  ids = { alice: await idOf(alice.id), bob: await idOf(bob.id) }
  scene.desk.counted.candidates = [choice(ids.bob, 1), choice(ids.alice, 2)]
  await scene.openTicket()
})
afterEach(() => scene.close())

const context = {
  commandId: commandIdFor('listed'),
  causationId: 'test',
  correlationId: 'test',
  actor: 'process:test' as const
}
const choice = (agentId: AgentId, load: number): CardChoice => ({ agentId, load, limit: 10 })
const press = (from: JsonObject, data: string) => scene.desk.receive(scene.updates.press(from, topic, data))
const give = (agentId: AgentId, holder = '-') => `give:${agentId}:${holder}`
const turns = async () =>
  (await scene.desk.events('topic-'))
    .filter(({ type }) => type === 'CardTurned')
    .map(({ data }) => data['to'])
const toasts = () =>
  scene.desk.telegram.calls
    .filter(({ method }) => method === 'answerCallbackQuery')
    .map(({ params }) => params['text'] ?? null)
const holder = async () =>
  (await scene.since()).findLast(({ type }) => type === 'TicketAssigned')?.data['agentId']

describe('Assign… on a card', () => {
  it('offers who may be given the ticket, with what they have, and remembers who has it', async () => {
    await press(alice, 'turn:agents:0')
    await press(alice, 'claim')
    await press(bob, 'turn:agents:0')
    expect(await turns()).toEqual([
      {
        kind: 'agents',
        holder: null,
        page: 0,
        pages: 1,
        choices: [choice(ids.bob, 1), choice(ids.alice, 2)]
      },
      { kind: 'agents', holder: ids.alice, page: 0, pages: 1, choices: [choice(ids.bob, 1)] }
    ])
    expect(toasts()).toEqual([null, 'The ticket is yours.', null])
  })

  it('shows eight at a time, and the last page where there are fewer by now', async () => {
    const many = Array.from({ length: 20 }, (_, n) => choice(`agent-${n}` as AgentId, n))
    scene.desk.counted.candidates = many
    await press(alice, 'turn:agents:1')
    await press(alice, 'turn:agents:7')
    expect(await turns()).toMatchObject([
      { page: 1, pages: 3, choices: many.slice(8, 16) },
      { page: 2, pages: 3, choices: many.slice(16) }
    ])
  })

  it('gives the ticket to whoever was chosen', async () => {
    await press(alice, give(ids.bob))
    expect(await holder()).toBe(ids.bob)
    expect(toasts()).toEqual(['Assigned.'])
    await press(bob, give(ids.alice, ids.bob.slice(0, 8)))
    expect(await holder()).toBe(ids.alice)
  })

  it('says so where whoever was chosen has gone since', async () => {
    await scene.receive(scene.updates.inTopic(bob, null, text('/away 2h')))
    await press(alice, give(ids.bob))
    expect(await holder()).toBe(ids.bob)
    expect(toasts()).toEqual(['Assigned, though they are not there now.'])
  })

  it('gives it to the first choice of two that are pressed at once, and tells the other', async () => {
    const presses = [
      scene.updates.press(alice, topic, give(ids.bob)),
      scene.updates.press(bob, topic, give(ids.alice))
    ]
    await Promise.all(presses.map(update => scene.desk.receive(update)))
    expect((await scene.types()).filter(type => type === 'TicketAssigned')).toHaveLength(1)
    expect(toasts()).toContain('Assigned.')
    expect(toasts()).toContainEqual(expect.stringMatching(/(Alice|Bob) has this ticket/))
    expect((await turns()).at(-1)).toEqual({ kind: 'actions' })
  })

  it('that was chosen long ago, when somebody else had it, is not done', async () => {
    await press(alice, 'claim')
    await press(bob, give(ids.bob))
    await press(bob, give(ids.bob, ids.bob.slice(0, 8)))
    expect(await holder()).toBe(ids.alice)
    expect(await scene.refusal()).toMatchObject({ reason: 'already_assigned', via: { kind: 'button' } })
  })

  it('that changes nothing turns the card back', async () => {
    await press(alice, 'claim')
    await press(alice, give(ids.alice, ids.alice.slice(0, 8)))
    expect(toasts().at(-1)).toBe('They have it already.')
    expect(await turns()).toEqual([{ kind: 'actions' }])
  })

  it('says so where nobody is free, and where nobody has counted', async () => {
    scene.desk.counted.candidates = []
    await press(alice, 'turn:agents:0')
    scene.desk.counted.candidates = undefined
    await press(alice, 'turn:agents:0')
    expect(toasts()).toEqual([expect.stringMatching(/Nobody else/), expect.stringMatching(/counted anew/)])
    expect(await turns()).toEqual([])
  })
})

describe('a button of a card', () => {
  it.each(['turn:agents:0', 'turn:priorities', 'priority:high', 'hold'])(
    '%s does nothing for who is no agent',
    async data => {
      await scene.desk.commands.execute(new PublishSetting('desk', 'main', { agents: 'listed' }, context))
      await press(anna, data)
      await press(anonymousAdmin, data)
      expect(await turns()).toEqual([])
      expect(await scene.types()).toEqual([])
      expect(toasts()).toEqual([expect.stringMatching(/not on the list/)])
    }
  )

  it('sets the priority, holds and resumes, and says so', async () => {
    for (const data of [
      'turn:priorities',
      'priority:high',
      'priority:high',
      'hold',
      'hold',
      'resume',
      'turn:actions'
    ])
      await press(alice, data)
    expect(await turns()).toEqual([{ kind: 'priorities' }, { kind: 'actions' }, { kind: 'actions' }])
    expect(await scene.types()).toEqual(['PriorityChanged', 'TicketStatusChanged', 'TicketStatusChanged'])
    expect(toasts().filter(Boolean)).toEqual([
      'The priority is set.',
      'It has this priority already.',
      'On hold.',
      'It is on hold already.',
      'It goes on.'
    ])
  })

  it('that is pressed on an old card of a ticket that is over turns nothing', async () => {
    await press(alice, 'resolve')
    await press(alice, 'turn:agents:0')
    await scene.receive(scene.updates.inTopic(alice, topic, text('/close')))
    await press(alice, 'turn:priorities')
    expect(await turns()).toEqual([])
    expect(toasts().slice(1)).toEqual([
      expect.stringMatching(/is resolved/),
      expect.stringMatching(/is closed/)
    ])
  })

  it('handled again, after a crash, turns nothing twice', async () => {
    const event = await press(alice, 'turn:priorities')
    await scene.desk.intake.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
    expect(await turns()).toHaveLength(1)
  })
})
