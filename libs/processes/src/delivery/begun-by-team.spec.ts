import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { BeginTicket, firstStart } from '#application'
import type { TicketCommand } from '#domain'
import { conversationIdFor, messageIdFor, type QueueId, ticketIdFor } from '#kernel'
import { agentSays } from './testing/said.js'
import { agent, annasChat, group, Scene, World } from './testing/scene.js'
import { bot } from './testing/scripted-telegram.js'

describe('A ticket that the team begins', () => {
  let scene: Scene
  let world: World
  beforeEach(async () => {
    world = new World()
    scene = await Scene.open(world)
    await firstStart(scene.desk)
  })
  afterEach(() => scene.stop())

  it('gets its topic and card, and the customer gets the text and nothing else', async () => {
    const { ticketId: former, subjectId } = await scene.customerWrites('Help')
    await scene.act(former, { type: 'CloseTicket', cause: 'api', now: world.clock.now() })
    await scene.quiet()
    const [topics, told] = [world.telegram.named('createForumTopic').length, world.telegram.texts(annasChat)]
    const context = { ...scene.context(), subjectId }
    const said = { messageId: messageIdFor(context.commandId), agentId: agent, now: world.clock.now() }
    const ofAgent = agentSays('We have news', { ...said, source: { kind: 'api' } }, {})
    const text = { ...ofAgent, agentId: null } as TicketCommand
    const done = await scene.bus.execute(
      new BeginTicket(conversationIdFor(subjectId, bot), 'general' as QueueId, [text], context)
    )
    expect(done).toMatchObject({ ok: true })
    await scene.quiet()
    const ticketId = ticketIdFor(context.commandId)
    expect(world.telegram.named('createForumTopic')).toHaveLength(topics + 1)
    expect(world.telegram.texts(annasChat).slice(told.length)).toEqual(['We have news'])
    expect(scene.types(`ticket-${ticketId}`).sort()).toEqual([
      'CardPosted',
      'ReplyRequested',
      'TicketOpened',
      'TicketResponded',
      'TopicOpened'
    ])
    const inTopic = world.telegram
      .named('sendMessage')
      .filter(({ params }) => params['chat_id'] === group)
      .filter(({ params }) => params['message_thread_id'] === scene.threadOf(ticketId))
    expect(String(inTopic.at(-1)?.params['text'])).toContain('We have news')
  })
})
