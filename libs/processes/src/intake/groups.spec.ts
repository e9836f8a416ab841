import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type AgentId, isJsonObject, type JsonObject, type QueueId } from '#kernel'
import { inspectAtStart } from './inspection.js'
import { newSetupCode } from './setup.js'
import { staffGroupId } from './testing/desk.js'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, anonymousAdmin, groupId, text } from './testing/updates.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene.close())

const rights = { can_manage_topics: true, can_delete_messages: true, can_pin_messages: true }
const groupEvents = async () =>
  (await scene.desk.events('staff-group-')).map(({ type, data }) => ({ type, data }))
const caughtUp = () => scene.desk.directories.catchUp()

describe('General', () => {
  it('is for people: what they say there is theirs, but they are agents from then on', async () => {
    await scene.receive(scene.updates.inTopic(alice, null, text('lunch?')))
    expect(await scene.notices()).toEqual([])
    expect((await scene.desk.events('agent-')).map(event => event.type)).toEqual(['AgentRegistered'])
  })

  it('answers help and what it does not know with help, a command of topics with where it works, and acts on no ticket', async () => {
    await scene.openTicket()
    for (const words of ['/help', '/somethingelse', '/close'])
      await scene.receive(scene.updates.inTopic(alice, null, text(words)))
    expect(await scene.notices()).toEqual(['general_help', 'general_help', 'command_refused'])
    expect(await scene.types()).toEqual([])
  })
})

describe('/queues and /status', () => {
  const told = async () =>
    (await groupEvents())
      .filter(({ type }) => type === 'StaffNoticeRequested')
      .map(({ data: { notice, threadId, details } }) => ({ notice, threadId, details }))
  const ask = (words: string, where: number | null = null, who: JsonObject = alice) =>
    scene.receive(scene.updates.inTopic(who, where, text(words)))

  beforeEach(() => {
    const now = scene.desk.clock.now()
    const queue = { waiting: 2, unassigned: 1, overdue: 1 }
    const [older, newer] = [190, 15].map(minutes => now - minutes * 60_000)
    scene.desk.counted.standings = [
      {
        ...queue,
        queueId: 'general' as QueueId,
        name: 'General',
        oldest: { code: 'AAAA-1111', createdAt: newer ?? 0 }
      },
      {
        ...queue,
        queueId: 'care' as QueueId,
        name: 'Care',
        oldest: { code: 'BBBB-2222', createdAt: older ?? 0 }
      },
      { queueId: 'idle' as QueueId, name: 'Idle', waiting: 0, unassigned: 0, overdue: 0, oldest: null }
    ]
  })

  it('say what waits, is unassigned and overdue, and what is oldest: by queue, and in all', async () => {
    await ask('/queues')
    await ask('/status')
    const [queues, status] = await told()
    const lines = [
      'General: 2 open · 1 unassigned · 1 overdue · oldest AAAA-1111, 15 min',
      'Care: 2 open · 1 unassigned · 1 overdue · oldest BBBB-2222, 3 h 10 min',
      'Idle: 0 open · 0 unassigned · 0 overdue'
    ]
    expect(queues).toEqual({ notice: 'queues', threadId: null, details: { lines: lines.join('\n') } })
    expect(status).toEqual({
      notice: 'status',
      threadId: null,
      details: { lines: '4 open · 2 unassigned · 2 overdue · oldest BBBB-2222, 3 h 10 min' }
    })
  })

  it('are answered in the topic in which they are asked', async () => {
    await scene.openTicket()
    await ask('/status', topic)
    expect(await told()).toMatchObject([{ notice: 'status', threadId: topic }])
    expect(await scene.types()).toEqual([])
  })

  it('are answered to an agent in private, where nobody else is told', async () => {
    await ask('hello')
    await scene.receive(
      scene.updates.fromCustomer(alice, text('/queues')),
      scene.updates.fromCustomer(alice, text('/status'))
    )
    const said = scene.desk.telegram.calls.filter(({ method }) => method === 'sendMessage')
    expect(said.map(({ params }) => [params['chat_id'], params['text']])).toEqual([
      [alice.id, expect.stringContaining('General: 2 open · 1 unassigned · 1 overdue')],
      [alice.id, expect.stringContaining('4 open · 2 unassigned · 2 overdue')]
    ])
    expect(await told()).toEqual([])
    expect(await scene.desk.events('ticket-')).toEqual([])
  })

  it('tell nothing to who is no agent', async () => {
    await ask('/queues', null, anonymousAdmin)
    expect((await told()).map(({ notice }) => notice)).toEqual(['not_an_agent'])
  })

  it('say that they do not know while everything is being counted anew', async () => {
    scene.desk.counted.standings = undefined
    await ask('/status')
    expect((await told()).map(({ notice }) => notice)).toEqual(['not_counted'])
  })
})

describe('/team and /me', () => {
  const told = async () =>
    (await groupEvents())
      .filter(({ type }) => type === 'StaffNoticeRequested')
      .map(({ data: { notice, threadId, details } }) => ({ notice, threadId, details }))
  const standing = { availability: 'busy', until: null, skills: [], load: 2, limit: 5 } as const

  beforeEach(() => {
    const agentId = 'agent-1' as AgentId
    scene.desk.counted.agents = [{ agentId, ...standing }]
    scene.desk.counted.own = {
      standing: { agentId, ...standing },
      teams: ['Level 1'],
      tickets: []
    }
  })

  it('tell agents in General, in a topic and in private', async () => {
    await scene.openTicket()
    for (const words of ['/team', '/me']) {
      await scene.receive(scene.updates.inTopic(alice, null, text(words)))
      await scene.receive(scene.updates.inTopic(alice, topic, text(words)))
      await scene.receive(scene.updates.fromCustomer(alice, text(words)))
    }
    const team = { people: 'agent-1 busy - 2 5', more: 0 }
    const own = { availability: 'busy', load: 2, limit: 5, teams: 'Level 1' }
    expect(await told()).toMatchObject([
      { notice: 'team', threadId: null, details: team },
      { notice: 'team', threadId: topic, details: team },
      { notice: 'me', threadId: null, details: own },
      { notice: 'me', threadId: topic, details: own }
    ])
    expect(await scene.types()).toEqual([])
    const said = scene.desk.telegram.calls.filter(({ method }) => method === 'sendMessage')
    expect(said.map(({ params }) => [params['chat_id'], params['text']])).toEqual([
      [alice.id, 'Team\n🟠 A colleague · busy · 2/5'],
      [alice.id, expect.stringContaining('You are busy')]
    ])
  })

  it('tell nothing to who is no agent, and say so while everything is being counted anew', async () => {
    await scene.receive(scene.updates.inTopic(anonymousAdmin, null, text('/team')))
    scene.desk.counted.agents = undefined
    scene.desk.counted.own = undefined
    for (const words of ['/team', '/me']) await scene.receive(scene.updates.inTopic(alice, null, text(words)))
    expect((await told()).map(({ notice }) => notice)).toEqual(['not_an_agent', 'not_counted', 'not_counted'])
  })
})

describe('a staff group', () => {
  it('is told once what the bot may not do any more, and once when all is well again', async () => {
    await scene.receive(
      scene.updates.botInGroup({ ...rights, can_pin_messages: false }),
      scene.updates.botInGroup({ ...rights, can_pin_messages: false }),
      scene.updates.botInGroup(rights)
    )
    expect(await scene.notices()).toEqual(['rights_missing', 'rights_restored'])
    expect((await groupEvents())[1]).toEqual({
      type: 'RightsChanged',
      data: { missing: ['can_pin_messages'] }
    })
  })

  it('stays the same group under another chat id, told once or twice', async () => {
    await scene.openTicket()
    const old = scene.updates.inTopic(alice, null, { migrate_to_chat_id: -2002 })
    const now = scene.updates.inTopic(alice, null, { migrate_from_chat_id: groupId }, -2002)
    await scene.receive(now, old)
    expect((await groupEvents()).filter(({ type }) => type === 'StaffGroupMigrated')).toHaveLength(1)
    await caughtUp()
    expect(scene.desk.directories.staffGroups.byChatId(-2002)).toMatchObject({ staffGroupId, chatId: -2002 })
    await scene.receive(scene.updates.inTopic(alice, topic, text('/claim'), -2002))
    expect(await scene.types()).toEqual(['TicketAssigned'])
  })

  it('is unknown until it is registered: nothing happens elsewhere', async () => {
    await scene.receive(
      scene.updates.inTopic(alice, 3, text('hello'), -5),
      scene.updates.inTopic(alice, null, text('/help'), -5),
      scene.updates.botInGroup(rights, -5)
    )
    expect(await groupEvents()).toHaveLength(1)
    expect(await scene.desk.events('agent-')).toEqual([])
  })
})

describe('/setup', () => {
  const other = -3003
  const setup = (code: string, from: JsonObject = alice) =>
    scene.desk.receive(scene.updates.inTopic(from, null, text(`/setup ${code}`), other))
  const said = () =>
    scene.desk.telegram.calls.filter(call => call.method === 'sendMessage').map(call => call.params['text'])
  const registered = async () =>
    (await groupEvents()).filter(
      ({ type, data }) => type === 'StaffGroupRegistered' && data['chatId'] === other
    )

  beforeEach(() => {
    const { answers } = scene.desk.telegram
    answers.set('getMe', { id: 700, is_bot: true, first_name: 'Desk', username: 'desk_bot' })
    answers.set('getChat', { id: other, type: 'supergroup', title: 'Team', is_forum: true })
    answers.set('getChatMember', { status: 'administrator', ...rights })
  })

  it('makes the group a staff group, once', async () => {
    const code = await newSetupCode(scene.desk.state)
    const event = await setup(code)
    expect(await registered()).toHaveLength(1)
    expect(await scene.notices()).toEqual(['setup_done'])
    await scene.desk.intake.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
    expect(await scene.notices()).toEqual(['setup_done'])
    await setup(code)
    expect(await registered()).toHaveLength(1)
    expect(said()).toEqual([expect.stringContaining('not valid')])
  })

  it('offers the commands of topics to the members of the group', async () => {
    const code = await newSetupCode(scene.desk.state)
    await setup(code)
    const offered = () =>
      scene.desk.telegram.calls.filter(({ method, params }) => {
        const scope = params['scope']
        return method === 'setMyCommands' && isJsonObject(scope) && scope['chat_id'] === other
      })
    while (offered().length < 2) await new Promise(resolve => setImmediate(resolve))
    expect(offered().map(({ params }) => params['language_code'])).toEqual([undefined, 'ru'])
  })

  it('works for an anonymous administrator', async () => {
    const code = await newSetupCode(scene.desk.state)
    await setup(code, anonymousAdmin)
    expect(await registered()).toHaveLength(1)
  })

  it('is refused with a wrong code', async () => {
    await newSetupCode(scene.desk.state)
    await setup('0000')
    expect(await registered()).toEqual([])
    expect(said()).toEqual([expect.stringContaining('not valid')])
  })

  it('is refused to whoever is no administrator', async () => {
    const code = await newSetupCode(scene.desk.state)
    scene.desk.telegram.answers.set('getChatMember', { status: 'member' })
    await setup(code)
    expect(await registered()).toEqual([])
    expect(said()).toEqual([expect.stringContaining('administrator')])
  })

  it('names what is missing and keeps the code when the group has no topics', async () => {
    const code = await newSetupCode(scene.desk.state)
    scene.desk.telegram.answers.set('getChat', { id: other, type: 'supergroup', title: 'Team' })
    await setup(code)
    expect(said()).toEqual([expect.stringContaining('turn on topics')])
    scene.desk.telegram.answers.set('getChat', {
      id: other,
      type: 'supergroup',
      title: 'Team',
      is_forum: true
    })
    await setup(code)
    expect(await registered()).toHaveLength(1)
  })
})

describe('the look at the staff groups at the start', () => {
  it('registers the groups of the setting, retires others and records what is missing', async () => {
    const { answers } = scene.desk.telegram
    answers.set('getMe', { id: 700, is_bot: true, first_name: 'Desk', username: 'desk_bot' })
    answers.set('getChat', { id: -9, type: 'supergroup', title: 'New' })
    answers.set('getChatMember', { status: 'administrator', can_manage_topics: true })
    await caughtUp()
    const findings = await inspectAtStart(scene.desk.options, [-9])
    expect(findings.map(({ chatId, problems }) => [chatId, problems.map(problem => problem.kind)])).toEqual([
      [-9, ['not_a_forum', 'right_missing', 'right_missing']]
    ])
    await caughtUp()
    const { staffGroups } = scene.desk.directories
    expect(staffGroups.byChatId(groupId)).toMatchObject({ active: false })
    expect(staffGroups.byChatId(-9)).toMatchObject({
      active: true,
      missing: ['forum', 'can_delete_messages', 'can_pin_messages']
    })
    const before = await groupEvents()
    await inspectAtStart(scene.desk.options, [-9])
    expect(await groupEvents()).toEqual(before)
  })
})
