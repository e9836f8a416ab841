import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { isJsonObject, type TicketId, ticketCodeFor } from '#kernel'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, anna, anonymousAdmin, botUser, text } from './testing/updates.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene.close())

const topicEvents = async () => (await scene.desk.events('topic-')).map(event => event.type)

async function unboundTicket(): Promise<TicketId> {
  await scene.receive(scene.updates.fromCustomer(anna, text('It is broken')))
  return (await scene.desk.events('ticket-'))[0]?.data['ticketId'] as TicketId
}

describe('a topic that the bot made', () => {
  it('is bound to its ticket by the echo, so the first word of an agent is never lost', async () => {
    const ticketId = await unboundTicket()
    const name = `Anna Customer · ${ticketCodeFor(ticketId)}`
    await scene.receive(
      scene.updates.topicCreated(botUser, 30, name),
      scene.updates.inTopic(alice, 30, text('First word'))
    )
    expect(await topicEvents()).toEqual(['TopicBound'])
    const types = await scene.types()
    expect(types).toContain('TopicOpened')
    expect(types.at(-1)).toBe('ReplyRequested')
  })

  it('is bound once, whether the echo or the answer of the call comes first', async () => {
    const ticketId = await unboundTicket()
    await scene.desk.bind(ticketId, 30)
    await scene.receive(scene.updates.topicCreated(botUser, 30, `Anna · ${ticketCodeFor(ticketId)}`))
    expect(await topicEvents()).toEqual(['TopicBound'])
    expect((await scene.types()).filter(type => type === 'TopicOpened')).toHaveLength(1)
  })

  it('is bound also when it is a second one: words in it are for the ticket', async () => {
    const ticketId = await unboundTicket()
    const name = `Anna · ${ticketCodeFor(ticketId)}`
    await scene.receive(
      scene.updates.topicCreated(botUser, 30, name),
      scene.updates.topicCreated(botUser, 31, name),
      scene.updates.inTopic(alice, 31, text('Hello'))
    )
    expect((await scene.types()).filter(type => type === 'TopicOpened')).toHaveLength(1)
    expect((await scene.types()).at(-1)).toBe('ReplyRequested')
  })

  it('is bound by the first word of an agent when that overtakes the echo, which changes nothing then', async () => {
    const ticketId = await unboundTicket()
    const name = `Anna · ${ticketCodeFor(ticketId)}`
    await scene.receive(scene.updates.underRoot(alice, botUser, 30, name, text('First word')))
    expect((await scene.types()).at(-1)).toBe('ReplyRequested')
    await scene.receive(
      scene.updates.topicCreated(botUser, 30, name),
      scene.updates.underRoot(alice, botUser, 30, name, text('/note second'))
    )
    expect(await topicEvents()).toEqual(['TopicBound'])
    const types = await scene.types()
    expect(types.filter(type => type === 'TopicOpened')).toHaveLength(1)
    expect(types.at(-1)).toBe('NoteAdded')
    expect(await scene.notices()).toEqual([])
  })

  it('is bound once also when the message that overtook the echo is handled again', async () => {
    const name = `Anna · ${ticketCodeFor(await unboundTicket())}`
    const update = await scene.desk.record(
      scene.updates.underRoot(alice, botUser, 30, name, text('First word'))
    )
    const handling = { signal: new AbortController().signal, hold: () => () => {} }
    for (let times = 0; times < 2; times++) await scene.desk.intake.handle(update, handling)
    expect(await topicEvents()).toEqual(['TopicBound'])
    expect((await scene.types()).filter(type => /TopicOpened|Reply/.test(type))).toEqual([
      'TopicOpened',
      'ReplyRequested'
    ])
  })

  it('is bound by its late echo, or by the next message, also when it was left alone before', async () => {
    const ticketId = await unboundTicket()
    const name = `Anna · ${ticketCodeFor(ticketId)}`
    const lost = { reply_to_message: { message_id: 1, from: botUser, text: 'card' }, ...text('A real reply') }
    for (const [thread, late] of [
      [30, scene.updates.topicCreated(botUser, 30, name)],
      [31, scene.updates.underRoot(alice, botUser, 31, name, text('Next'))]
    ] as const) {
      await scene.receive(
        scene.updates.inTopic(alice, thread, lost),
        late,
        scene.updates.inTopic(alice, thread, text(`In ${thread}`))
      )
    }
    expect(await topicEvents()).toEqual(['TopicLeftAlone', 'TopicBound', 'TopicLeftAlone', 'TopicBound'])
    expect((await scene.types()).filter(type => type === 'ReplyRequested')).toHaveLength(3)
  })

  it('fails, so that it is parked and not given up, when its ticket is not in this log', async () => {
    const name = 'Anna · 7K3Q-X9M2'
    for (const update of [
      scene.updates.topicCreated(botUser, 30, name),
      scene.updates.underRoot(alice, botUser, 30, name, text('First word'))
    ])
      await expect(scene.desk.receive(update)).rejects.toThrow('does not hold')
    expect(await topicEvents()).toEqual([])
  })
})

describe('a topic that people made', () => {
  it('is left alone with one hint, given when somebody writes there', async () => {
    const code = ticketCodeFor(await unboundTicket())
    await scene.receive(scene.updates.topicCreated(alice, 40, `Lunch · ${code}`))
    expect(await scene.notices()).toEqual([])
    for (const words of ['pizza?', '/claim', 'yes'])
      await scene.receive(scene.updates.underRoot(alice, alice, 40, `Lunch · ${code}`, text(words)))
    await scene.receive(scene.updates.inTopic(alice, 40, text('me too')))
    expect(await topicEvents()).toEqual(['TopicLeftAlone'])
    expect(await scene.notices()).toEqual(['human_topic_hint'])
    expect((await scene.types()).filter(type => /Reply|Assigned/.test(type))).toEqual([])
  })

  it('may be closed and reopened as people like', async () => {
    await scene.receive(
      scene.updates.inTopic(alice, 40, { forum_topic_closed: {} }),
      scene.updates.inTopic(alice, 40, { forum_topic_reopened: {} })
    )
    expect(await scene.types()).toEqual([])
  })
})

describe('closing and reopening the topic of a ticket', () => {
  const closes = (by: Parameters<Scene['updates']['inTopic']>[0]) =>
    scene.receive(scene.updates.inTopic(by, topic, { forum_topic_closed: {} }))
  const reopens = (by: Parameters<Scene['updates']['inTopic']>[0]) =>
    scene.receive(scene.updates.inTopic(by, topic, { forum_topic_reopened: {} }))
  beforeEach(async () => {
    await scene.openTicket()
  })

  it('resolves and reopens the ticket when a person does it', async () => {
    await closes(alice)
    await reopens(alice)
    const events = await scene.since()
    expect(events.map(event => [event.type, event.data['cause']])).toEqual([
      ['TicketResolved', 'topic_closed'],
      ['TicketReopened', 'topic_reopened']
    ])
    expect(events[0]?.meta.actor).toMatch(/^agent:/)
  })

  it('is our own echo when the bot does it', async () => {
    await closes(botUser)
    await reopens(botUser)
    expect(await scene.types()).toEqual([])
  })

  it('counts from an anonymous administrator, too', async () => {
    await closes(anonymousAdmin)
    expect(await scene.types()).toEqual(['TicketResolved'])
    expect((await scene.since())[0]?.meta.actor).toBe('process:intake')
  })

  it('is refused and told when the ticket is closed for good', async () => {
    await scene.receive(scene.updates.inTopic(alice, topic, text('/close')))
    await closes(alice)
    await reopens(alice)
    expect(await scene.types()).toEqual(['TicketClosed', 'CommandRefused'])
    expect(await scene.refusal()).toMatchObject({
      command: 'reopen',
      reason: 'ticket_closed',
      via: { kind: 'topic' }
    })
  })
})

describe('what Telegram says of pins, names and icons', () => {
  const deleted = () =>
    scene.desk.telegram.calls.flatMap(({ method, params }) =>
      method === 'deleteMessages' ? [params['message_ids']] : []
    )

  it('is taken away where it was our own doing, so that a topic ends with what people said', async () => {
    await scene.openTicket()
    const ours = [
      { pinned_message: { message_id: 1 } },
      { forum_topic_edited: { icon_custom_emoji_id: '5' } },
      { forum_topic_edited: { name: 'Anna · 7K3Q-X9M2' } }
    ].map(service => scene.updates.inTopic(botUser, topic, service))
    const theirs = scene.updates.inTopic(alice, topic, { pinned_message: { message_id: 1 } })
    const elsewhere = scene.updates.inTopic(botUser, topic, { pinned_message: { message_id: 1 } }, -5)
    await scene.receive(...ours, theirs, elsewhere)
    await scene.desk.clock.advance(3000)
    expect(deleted()).toEqual([ours.map(({ message }) => isJsonObject(message) && message['message_id'])])
  })

  it('goes soon where little happens, and once a minute where much does', async () => {
    await scene.openTicket()
    const { clock } = scene.desk
    const pinned = () => scene.updates.inTopic(botUser, topic, { pinned_message: { message_id: 1 } })
    for (const _ of [1, 2, 3]) {
      await scene.receive(pinned())
      await clock.advance(10_000)
    }
    expect(deleted().map(ids => (Array.isArray(ids) ? ids.length : 0))).toEqual([1])
    await clock.advance(60_000)
    expect(deleted().map(ids => (Array.isArray(ids) ? ids.length : 0))).toEqual([1, 2])
    await clock.advance(60_000)
    await scene.receive(pinned())
    await clock.advance(3000)
    expect(deleted()).toHaveLength(3)
  })
})
