import { describe, expect, it } from '@jest/globals'
import { agentStream, staffGroupStream, ticketStream, topicStream } from '#domain'
import { agentIdFor, staffGroupIdFor, type TicketId } from '#kernel'
import { contextOf, type TestDesk, testDesk } from '../testing/test-desk.js'
import { openTicket } from '../testing/ticket.js'
import { UnreliableLog } from '../testing/unreliable-log.js'
import { ActOnStaffGroup, ActOnStaffGroupHandler } from './act-on-staff-group.js'
import { BindTopic, BindTopicHandler } from './bind-topic.js'
import { LeaveTopicAlone, LeaveTopicAloneHandler } from './leave-topic-alone.js'
import { PublishSetting, PublishSettingHandler } from './publish-setting.js'
import { SeeAgent, SeeAgentHandler } from './see-agent.js'

const group = staffGroupIdFor(-1001)
const place = (threadId: number) => ({ staffGroupId: group, chatId: -1001, threadId })

describe('seeing an agent', () => {
  const see = async (desk: TestDesk, name: string, cause = `sees ${name}`) =>
    new SeeAgentHandler(desk).execute(
      new SeeAgent(
        await desk.vault.subjectFor(7),
        { user_id: 7, display_name: name, username: null },
        contextOf(cause)
      )
    )
  const listedOnly = (desk: TestDesk) =>
    new PublishSettingHandler(desk).execute(
      new PublishSetting('desk', 'main', { agents: 'listed' }, contextOf('listed'))
    )

  it('registers at first sight, under the own key, and once', async () => {
    const desk = testDesk()
    const first = await see(desk, 'Ann')
    expect(first).toMatchObject({ ok: true, value: { events: [{ type: 'AgentRegistered' }] } })
    expect(await see(desk, 'Ann', 'again')).toMatchObject({ ok: true, value: { events: [] } })
    if (!first.ok) throw new Error(first.reason)
    const [event] = await desk.stored(agentStream(first.value.agentId))
    expect(event?.meta.subjectId).toBe(await desk.vault.findSubject(7))
    expect(JSON.stringify(event?.data)).not.toContain('Ann')
    expect(event?.personal).toBeDefined()
  })

  it('records another name', async () => {
    const desk = testDesk()
    await see(desk, 'Ann')
    expect(await see(desk, 'Anna')).toMatchObject({ ok: true, value: { events: [{ type: 'AgentRenamed' }] } })
  })

  it('takes only those known already where the desk says so', async () => {
    const desk = testDesk()
    await listedOnly(desk)
    expect(await see(desk, 'Ann')).toEqual({ ok: false, reason: 'not_an_agent' })
    expect(await desk.stored(agentStream(agentIdFor(await desk.vault.subjectFor(7))))).toEqual([])
    const open = testDesk()
    await see(open, 'Ann')
    await listedOnly(open)
    expect(await see(open, 'Anna')).toMatchObject({ ok: true })
  })

  it('of somebody whose key is gone is refused', async () => {
    const desk = testDesk()
    const subject = await desk.vault.subjectFor(7)
    await desk.vault.forget(subject)
    const profile = { user_id: 7, display_name: 'Ann', username: null }
    expect(
      await new SeeAgentHandler(desk).execute(new SeeAgent(subject, profile, contextOf('sees')))
    ).toEqual({ ok: false, reason: 'agent_forgotten' })
  })
})

describe('binding a topic', () => {
  const bind = (desk: TestDesk, ticketId: TicketId, threadId: number, cause: string) =>
    new BindTopicHandler(desk).execute(new BindTopic(ticketId, place(threadId), contextOf(cause)))
  const openedTicket = async () => {
    const desk = testDesk()
    const { ticket } = await openTicket(desk)
    return { desk, ticketId: ticket.id, stream: ticket.stream }
  }

  it('by the echo and by the answer binds once', async () => {
    const { desk, ticketId, stream } = await openedTicket()
    expect(await bind(desk, ticketId, 7, 'echo')).toMatchObject({
      ok: true,
      value: { holder: 'this_ticket' }
    })
    expect(await bind(desk.another(), ticketId, 7, 'answer')).toMatchObject({
      ok: true,
      value: { holder: 'this_ticket', done: { events: [] } }
    })
    expect((await desk.stored(stream)).filter(event => event.type === 'TopicOpened')).toHaveLength(1)
    expect(await desk.stored(topicStream(group, 7))).toHaveLength(1)
  })

  it('that another ticket has answers which', async () => {
    const { desk, ticketId, stream } = await openedTicket()
    const other = 'another' as TicketId
    await bind(desk, other, 7, 'other')
    expect(await bind(desk, ticketId, 7, 'echo')).toEqual({
      ok: true,
      value: { holder: 'other_ticket', ticketId: other }
    })
    expect((await desk.stored(stream)).map(event => event.type)).not.toContain('TopicOpened')
  })

  it('that was left alone, by a message that overtook the echo, binds it', async () => {
    const { desk, ticketId, stream } = await openedTicket()
    await leave(desk, 7, 'unknown yet')
    expect(await bind(desk, ticketId, 7, 'echo')).toMatchObject({
      ok: true,
      value: { holder: 'this_ticket' }
    })
    expect((await desk.stored(stream)).at(-1)?.type).toBe('TopicOpened')
  })

  it('tells the ticket also after a crash in between', async () => {
    const { desk, ticketId, stream } = await openedTicket()
    const log = new UnreliableLog(desk.log)
    const append = log.append.bind(log)
    log.append = async (...asked) => {
      if (asked[0] === ticketStream(ticketId)) throw new Error('crash')
      return append(...asked)
    }
    await expect(bind(desk.another(log), ticketId, 7, 'echo')).rejects.toThrow('crash')
    await bind(desk.another(), ticketId, 7, 'echo')
    expect((await desk.stored(stream)).at(-1)?.type).toBe('TopicOpened')
  })
})

const register = (desk: TestDesk) =>
  new ActOnStaffGroupHandler(desk).execute(
    new ActOnStaffGroup(
      group,
      { type: 'RegisterStaffGroup', staffGroupId: group, chatId: -1001 },
      contextOf('register')
    )
  )
const leave = (desk: TestDesk, threadId: number, cause: string) =>
  new LeaveTopicAloneHandler(desk).execute(new LeaveTopicAlone(group, threadId, contextOf(cause)))
const hints = async (desk: TestDesk) =>
  (await desk.stored(staffGroupStream(group))).filter(event => event.type === 'StaffNoticeRequested')

describe('a topic that people made', () => {
  it('is left alone with one hint, however often it is seen', async () => {
    const desk = testDesk()
    await register(desk)
    await leave(desk, 9, 'created')
    await leave(desk, 9, 'created')
    await leave(desk.another(), 9, 'written in')
    expect((await hints(desk)).map(event => event.data)).toEqual([
      { notice: 'human_topic_hint', threadId: 9, replyToTelegramMessageId: null, details: {} }
    ])
  })

  it('gets its hint also after a crash before it', async () => {
    const desk = testDesk()
    await register(desk)
    const log = new UnreliableLog(desk.log)
    const append = log.append.bind(log)
    log.append = async (...asked) => {
      if (asked[0].startsWith('staff-group-')) throw new Error('crash')
      return append(...asked)
    }
    await expect(leave(desk.another(log), 9, 'created')).rejects.toThrow('crash')
    await leave(desk.another(), 9, 'created')
    expect(await hints(desk)).toHaveLength(1)
  })

  it('gets none where a ticket has the topic', async () => {
    const desk = testDesk()
    await register(desk)
    const { ticket } = await openTicket(desk)
    await new BindTopicHandler(desk).execute(new BindTopic(ticket.id, place(9), contextOf('echo')))
    expect(await leave(desk, 9, 'created')).toMatchObject({ ok: true, value: { events: [] } })
    expect(await hints(desk)).toEqual([])
  })
})

describe('two presses of Claim at once', () => {
  it('give one TicketAssigned, and the other is told who has it', async () => {
    const desk = testDesk()
    const { runTicket, ticket } = await openTicket(desk)
    const [one, two] = await Promise.all([
      runTicket('press of ann', ticket.claimBy('ann')),
      runTicket('press of bob', ticket.claimBy('bob'))
    ])
    expect(one).toMatchObject({ ok: true, value: { events: [{ type: 'TicketAssigned' }] } })
    expect(two).toEqual({
      ok: false,
      reason: 'already_assigned',
      details: { agentId: ticket.agent('ann') }
    })
  })

  it('of the same person are one', async () => {
    const desk = testDesk()
    const { runTicket, ticket } = await openTicket(desk)
    await Promise.all(['press', 'another'].map(cause => runTicket(cause, ticket.claimBy('ann'))))
    const assigned = (await desk.stored(ticket.stream)).filter(event => event.type === 'TicketAssigned')
    expect(assigned).toHaveLength(1)
  })
})
