import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnAgent, ActOnStaffGroup, PublishSetting, RemoveAgent } from '#application'
import { agentDecider, agentStream } from '#domain'
import {
  type AgentId,
  agentIdFor,
  commandIdFor,
  isJsonObject,
  type JsonObject,
  staffGroupIdFor
} from '#kernel'
import { deskCommands } from '../topic-commands/index.js'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, anna, bob, groupId, text } from './testing/updates.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene.close())

const context = (word: string) => ({
  commandId: commandIdFor('availability', word),
  causationId: 'test',
  correlationId: 'test',
  actor: 'process:test' as const
})
const idOf = async (someone: { id: number }): Promise<AgentId> =>
  agentIdFor(await scene.desk.desk.vault.subjectFor(someone.id))
const stateOf = async (someone: { id: number }) =>
  (await scene.desk.desk.runner.load(agentDecider, agentStream(await idOf(someone)))).state
const makeLead = async (someone: { id: number }) =>
  scene.desk.commands.execute(
    new ActOnAgent(await idOf(someone), { type: 'ChangeProfile', change: { role: 'lead' } }, context('lead'))
  )
const changes = async () =>
  (await scene.desk.events('agent-')).filter(({ type }) => type === 'AvailabilityChanged')
const inGeneral = (who: JsonObject, words: string) =>
  scene.desk.receive(scene.updates.inTopic(who, null, text(words)))
const inTopic = (who: JsonObject, words: string) =>
  scene.desk.receive(scene.updates.inTopic(who, topic, text(words)))
const inPrivate = (who: typeof alice, words: string) =>
  scene.desk.receive(scene.updates.fromCustomer(who, text(words)))
const called = (method: string) =>
  scene.desk.telegram.calls.filter(call => call.method === method).map(({ params }) => params)
const hello = async (...all: JsonObject[]) => {
  for (const who of all) await inGeneral(who, 'hello')
}

describe('/away, /busy and /back', () => {
  it('say in General, in a topic and in private when somebody is here, and a reaction says that it was heard', async () => {
    await scene.openTicket()
    await inGeneral(alice, '/away 30m lunch with Peter')
    await inTopic(alice, '/busy')
    await inPrivate(alice, '/back')
    const [away, busy, back] = await changes()
    expect(away?.data).toMatchObject({ availability: 'away', cause: 'request' })
    expect([busy?.data, back?.data]).toMatchObject([
      { availability: 'busy', until: null },
      { availability: 'available', until: null }
    ])
    const said = called('setMessageReaction')
    expect(said.map(({ chat_id }) => chat_id)).toEqual([groupId, groupId, alice.id])
    expect(await scene.types()).toEqual([])
    expect(called('sendMessage')).toEqual([])
  })

  it('count from when it was typed, and keep the reason sealed', async () => {
    const { recordedAt: _, ...update } = await inGeneral(alice, '/away 30m lunch with Peter')
    expect(update.type).toBe('UpdateReceived')
    const [away] = await changes()
    const typedAt = 1_767_603_601_000
    expect(away?.data['until']).toBe(typedAt + 30 * 60_000)
    expect(await scene.desk.opened(away)).toEqual({ reason: 'lunch with Peter' })
    expect(JSON.stringify([away?.data, away?.meta])).not.toContain('Peter')
    expect(away?.meta.actor).toBe(`agent:${await idOf(alice)}`)
  })

  it('mean a time of day where the team lives', async () => {
    const berlin = { team_time_zone: 'Europe/Berlin' }
    await scene.desk.commands.execute(new PublishSetting('desk', 'main', berlin, context('zone')))
    await inGeneral(alice, '/away 18:00')
    expect(await stateOf(alice)).toMatchObject({ until: Date.parse('2026-01-05T17:00:00Z') })
  })

  it('may spell the time out', async () => {
    await inGeneral(alice, '/away 5 minutes tea')
    await inGeneral(bob, '/busy 2 часа')
    const typedAt = 1_767_603_601_000
    const [away, busy] = await changes()
    expect([away?.data['until'], busy?.data['until']]).toEqual([
      typedAt + 5 * 60_000,
      typedAt + 1000 + 2 * 3_600_000
    ])
    expect(await scene.desk.opened(away)).toEqual({ reason: 'tea' })
  })

  it('may say until before the time', async () => {
    await inGeneral(alice, '/away until 30m lunch')
    await inGeneral(alice, '/busy до 45m')
    const typedAt = 1_767_603_601_000
    expect((await changes()).map(({ data }) => [data['availability'], data['until']])).toEqual([
      ['away', typedAt + 30 * 60_000],
      ['busy', typedAt + 1000 + 45 * 60_000]
    ])
  })

  it('are over already, and no mistake, where they are read after their time', async () => {
    await scene.desk.clock.advance(3_600_000)
    await inGeneral(alice, '/away 30m')
    expect(await changes()).toEqual([])
    const told = (await scene.desk.events('staff-group-')).map(({ type }) => type)
    expect(told).not.toContain('StaffNoticeRequested')
  })

  it.each(['/away 25:00', '/busy 0m', '/away 30x lunch'])(
    '%s is answered with the usage, wherever it is',
    async words => {
      await scene.openTicket()
      await inGeneral(alice, words)
      await inTopic(alice, words)
      await inPrivate(alice, words)
      expect(await changes()).toEqual([])
      const told = (await scene.desk.events('staff-group-')).filter(
        ({ type }) => type === 'StaffNoticeRequested'
      )
      const refused = { command: words.slice(1, 5), reason: 'argument_invalid' }
      expect(told.map(({ data }) => [data['notice'], data['threadId'], data['details']])).toMatchObject([
        ['command_refused', null, refused],
        ['command_refused', topic, refused]
      ])
      const usage = expect.stringContaining('[30m|2h|18:00] [reason]')
      expect(called('sendMessage')).toMatchObject([{ chat_id: alice.id, text: usage }])
    }
  )

  it('work in a topic that people made, too, which is left alone all the same', async () => {
    const own = 55
    await scene.receive(
      scene.updates.inTopic(alice, own, text('/busy')),
      scene.updates.inTopic(alice, own, text('/me'))
    )
    expect(await stateOf(alice)).toMatchObject({ availability: 'busy' })
    expect(await scene.notices()).toEqual(['not_counted'])
    await scene.receive(scene.updates.inTopic(alice, own, text('lunch?')))
    expect(await scene.notices()).toEqual(['not_counted', 'human_topic_hint'])
  })

  it('change nothing when they are handled again', async () => {
    const event = await inGeneral(alice, '/away 30m lunch')
    await scene.desk.intake.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
    expect(await changes()).toHaveLength(1)
  })
})

describe('the availability of others', () => {
  beforeEach(() => hello(alice, bob))

  it('is set by a lead, by name, with a time and a reason', async () => {
    await makeLead(alice)
    await inGeneral(alice, '/away @bob_agent 2h flu')
    expect(await stateOf(bob)).toMatchObject({ availability: 'away', until: expect.any(Number) })
    const [away] = await changes()
    expect(await scene.desk.opened(away)).toEqual({ reason: 'flu' })
    expect(away?.meta.actor).toBe(`agent:${await idOf(alice)}`)
    await inPrivate(alice, '/back @bob_agent')
    expect(await stateOf(bob)).toMatchObject({ availability: 'available' })
    expect(await stateOf(alice)).toMatchObject({ availability: 'available' })
  })

  it('is told to whoever gives one of them a ticket all the same', async () => {
    await scene.openTicket()
    await inTopic(alice, '/assign @bob_agent')
    expect(await scene.notices()).toEqual([])
    await inGeneral(bob, '/away 2h')
    await inTopic(alice, '/unassign')
    await inTopic(alice, '/assign @bob_agent')
    expect(await scene.types()).toEqual(['TicketAssigned', 'TicketUnassigned', 'TicketAssigned'])
    expect(await scene.notices()).toEqual(['assignee_not_there'])
  })

  it('is no business of an agent, who may name themselves', async () => {
    await inGeneral(bob, '/away @alice_agent')
    expect(await scene.notices()).toEqual(['command_refused'])
    expect(await stateOf(alice)).toMatchObject({ availability: 'available' })
    await inGeneral(bob, '/away @bob_agent')
    expect(await stateOf(bob)).toMatchObject({ availability: 'away' })
  })

  it('is set of agents only', async () => {
    await makeLead(alice)
    await inPrivate(alice, '/away @nobody_here 2h')
    expect(called('sendMessage')).toMatchObject([
      { text: expect.stringMatching(/no agent of this name.*: \/away @name$/) }
    ])
    expect(await changes()).toEqual([])
  })
})

describe('an agent in private', () => {
  beforeEach(() => hello(alice))
  const tickets = async () => (await scene.desk.events('ticket-')).map(({ type }) => type)

  it('is a customer in all that is no command of the desk', async () => {
    await inPrivate(alice, 'My own order is broken')
    await inPrivate(alice, '/away 1h')
    await inPrivate(alice, '/whatever')
    expect(await tickets()).toEqual(['TicketOpened', 'CustomerMessageReceived', 'CustomerMessageReceived'])
    expect(await changes()).toHaveLength(1)
  })

  it('is told what was perhaps meant, and what needs a ticket, and nothing of it is a message', async () => {
    for (const words of ['/awya 1h', '/resolve', '/help']) await inPrivate(alice, words)
    expect(await tickets()).toEqual([])
    expect(called('sendMessage').map(({ text }) => text)).toEqual([
      expect.stringContaining('/away?'),
      expect.stringContaining('in the topic of a ticket'),
      expect.stringContaining('/back: end /away or /busy')
    ])
  })

  it('edits no command into a message', async () => {
    await scene.receive(scene.updates.customerEdits(alice, 77, text('/away 2h')))
    expect([await tickets(), await changes()]).toEqual([[], []])
  })

  it.each(['/away', '/queues', '/help', '/resolve'])('who is none is a customer with %s', async words => {
    await inPrivate({ ...anna, username: 'anna' }, words)
    expect(await tickets()).toEqual(['TicketOpened', 'CustomerMessageReceived'])
    expect(called('sendMessage')).toEqual([])
  })

  it('who was removed is a customer', async () => {
    await scene.desk.commands.execute(new RemoveAgent(await idOf(alice), context('remove')))
    await inPrivate(alice, '/away')
    expect(await tickets()).toEqual(['TicketOpened', 'CustomerMessageReceived'])
  })
})

describe('the menu of an agent’s private chat', () => {
  const offered = (method: string) =>
    called(method).map(({ scope, commands }) => [
      isJsonObject(scope) && scope['chat_id'],
      Array.isArray(commands) && commands.map(each => isJsonObject(each) && each['command'])
    ])
  /** Not waited for by the update itself. */
  const untilCalled = async (method: string, times: number) => {
    while (called(method).length < times) await new Promise(resolve => setImmediate(resolve))
  }
  const names = ['start', 'tickets', ...deskCommands.map(({ name }) => name), 'console']

  it('has what works there, from the first word on, once; nobody else’s has', async () => {
    await hello(alice)
    await scene.receive(
      scene.updates.fromCustomer(anna, text('/start')),
      scene.updates.fromCustomer(alice, text('/start')),
      scene.updates.fromCustomer(alice, text('/me'))
    )
    await untilCalled('setMyCommands', 2)
    expect(offered('setMyCommands')).toEqual([
      [alice.id, names],
      [alice.id, names]
    ])
  })

  it('is taken away from who has left the group', async () => {
    await hello(alice)
    scene.desk.telegram.answers.set('getMyCommands', [{ command: 'me', description: 'x' }])
    await scene.receive(scene.updates.moves(alice, { status: 'member' }, { status: 'left' }))
    await untilCalled('deleteMyCommands', 2)
    expect(offered('deleteMyCommands').map(([chat]) => chat)).toEqual([alice.id, alice.id])
  })
})

describe('an agent who leaves the group', () => {
  const out = { status: 'left' }
  const within = { status: 'member' }
  beforeEach(() => hello(alice))

  it.each([
    [within, out],
    [{ status: 'administrator' }, { status: 'kicked', until_date: 0 }],
    [
      { status: 'restricted', is_member: true },
      { status: 'restricted', is_member: false }
    ]
  ])('is away at once, without an end: %j, %j', async (before, now) => {
    await inGeneral(alice, '/away 30m')
    await scene.receive(scene.updates.moves(alice, before, now))
    expect((await changes()).at(-1)?.data).toEqual({
      availability: 'away',
      until: null,
      cause: 'left_group',
      at: expect.any(Number)
    })
  })

  it('is a stranger in private until they are in it again, and then may be back', async () => {
    await scene.receive(scene.updates.moves(alice, within, out))
    await inPrivate(alice, '/back')
    expect(await stateOf(alice)).toMatchObject({ availability: 'away' })
    expect((await scene.desk.events('ticket-')).map(({ type }) => type)).toContain('TicketOpened')
    await scene.receive(scene.updates.moves(alice, out, within))
    expect(await stateOf(alice)).toMatchObject({ availability: 'away' })
    expect(await scene.notices()).toEqual([])
    await inPrivate(alice, '/back')
    expect(await stateOf(alice)).toMatchObject({ availability: 'available' })
  })

  it('is in it again once they write there, also where nobody told; not by what they wrote before', async () => {
    const before = scene.updates.inTopic(alice, null, text('I am off'))
    await scene.receive(scene.updates.moves(alice, within, out), before)
    expect(await changes()).toHaveLength(1)
    await inGeneral(alice, 'hello again')
    expect((await changes()).at(-1)?.data).toMatchObject({ availability: 'away', cause: 'joined_group' })
    await inPrivate(alice, '/back')
    expect(await stateOf(alice)).toMatchObject({ availability: 'available' })
  })

  it('presses no button any more', async () => {
    await scene.openTicket()
    await scene.receive(scene.updates.moves(alice, within, out), scene.updates.press(alice, topic, 'claim'))
    expect(await scene.types()).toEqual([])
    expect(called('answerCallbackQuery')).toMatchObject([{ show_alert: true }])
  })

  it('is not away by being made an administrator, nor when somebody else comes or goes', async () => {
    await scene.receive(
      scene.updates.moves(alice, within, { status: 'administrator' }),
      scene.updates.moves(anna, within, out),
      scene.updates.moves(alice, within, out, -5)
    )
    expect(await changes()).toEqual([])
    expect(await scene.desk.desk.vault.findSubject(anna.id)).toBeUndefined()
  })

  it('is here as long as another staff group has them, and gone where Telegram does not say', async () => {
    const other = -1002
    const register = {
      type: 'RegisterStaffGroup' as const,
      staffGroupId: staffGroupIdFor(other),
      chatId: other
    }
    await scene.desk.commands.execute(new ActOnStaffGroup(register.staffGroupId, register, context('group')))
    scene.desk.telegram.answers.set('getChatMember', { status: 'member' })
    await scene.receive(scene.updates.moves(alice, within, out))
    expect(await changes()).toEqual([])
    expect(called('getChatMember')).toMatchObject([{ chat_id: other, user_id: alice.id }])
    scene.desk.telegram.answers.set('getChatMember', {})
    await scene.receive(scene.updates.moves(alice, within, out))
    expect(await changes()).toHaveLength(1)
  })
})
