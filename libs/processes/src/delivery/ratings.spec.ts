import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { firstStart, PublishSetting, PublishSettingHandler } from '#application'
import { messageIdFor, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import { Death } from './testing/death.js'
import { annasChat, group, Scene, World } from './testing/scene.js'
import { lost } from './testing/scripted-telegram.js'

describe('How it went', () => {
  let world: World
  let scene: Scene
  let ticketId: TicketId
  beforeEach(async () => {
    world = new World()
    scene = await Scene.open(world)
    await firstStart(scene.desk)
    ticketId = (await scene.customerWrites('It is broken')).ticketId
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: world.clock.now() })
    await scene.quiet()
  })
  afterEach(() => scene.stop())

  const ask = async (on = scene) => {
    await on.act(ticketId, { type: 'RequestRating', now: world.clock.now() })
  }
  const rate = (score: number, telegramMessageId: number, on = scene) =>
    on.act(ticketId, {
      ...{ type: 'RateTicket', resolution: 1, score, low: score < 3 },
      ...{ telegramMessageId, now: world.clock.now() }
    })
  const question = () => world.telegram.calls.find(({ params }) => params['text'] === 'How did we do?')
  const toCustomer = () => world.telegram.texts(annasChat)
  const inTopic = () => world.telegram.texts(group).map(String)
  const edits = (messageId: number) =>
    world.telegram.named('editMessageText').filter(({ params }) => params['message_id'] === messageId)

  it('is asked by five buttons, and the question shows the answer, the last one', async () => {
    await ask()
    await scene.quiet()
    const asked = question()
    const keyboard = JSON.stringify(asked?.params['reply_markup'])
    expect([...keyboard.matchAll(/rate:[^"]*/g)].map(([data]) => data)).toEqual(
      [1, 2, 3, 4, 5].map(score => `rate:${ticketId}:1:${score}`)
    )
    const id = asked && world.telegram.idOf(asked)
    if (id === undefined) throw new Error('not asked')
    await rate(4, id)
    await rate(5, id)
    await scene.quiet()
    const shown = edits(id).at(-1)
    expect(shown?.params['text']).toBe('How did we do?\n\nThank you! You can change it for 24 hours.')
    expect(JSON.stringify(shown?.params['reply_markup'])).toContain('[ 5 ]')
    expect(inTopic().filter(text => text.includes('rated'))).toEqual([])
    expect(world.telegram.named('editMessageText').at(-1)?.params['text']).toContain('5 of 5')
  })

  it('is asked in the words of the desk, in the language of the customer', async () => {
    const notices = { rating: { question: { en: 'Happy?', ru: 'Довольны?' } } }
    const publish = new PublishSetting('desk', 'notices', notices, scene.context())
    await new PublishSettingHandler(scene.desk).execute(publish)
    await ask()
    await scene.quiet()
    expect(toCustomer().at(-1)).toBe('Happy?')
  })

  it('is told in the topic where the score is low, and a comment is asked for once', async () => {
    await ask()
    await scene.quiet()
    await rate(2, 500)
    await rate(1, 500)
    await scene.quiet()
    const wanted = 'What should we have done better? Answer this message.'
    expect(toCustomer().filter(text => text === wanted)).toHaveLength(1)
    const sent = world.telegram.calls.find(({ params }) => params['text'] === wanted)
    expect(sent?.params['reply_markup']).toEqual({ force_reply: true })
    expect(inTopic().filter(text => text.startsWith('The customer rated'))).toEqual([
      'The customer rated this with 2 of 5.',
      'The customer rated this with 1 of 5.'
    ])
  })

  it('shows the comment in the topic', async () => {
    await ask()
    const { commandId } = scene.context()
    await scene.act(ticketId, {
      ...{ type: 'CommentRating', messageId: messageIdFor(commandId), telegramMessageId: 2000 },
      ...{ sentAt: world.clock.now(), digest: 'd' },
      personal: conceal({ text: 'Took a while', entities: null, file: null, forwarded_from: null })
    })
    await scene.quiet()
    expect(inTopic().at(-1)).toBe('⭐ The customer on the rating:\nTook a while')
  })

  it('is not asked twice where the answer was lost: the topic is told', async () => {
    world.telegram.answer(({ params }) => params['text'] === 'How did we do?', lost)
    await ask()
    await scene.quiet()
    expect(toCustomer().filter(text => text === 'How did we do?')).toHaveLength(1)
    expect(inTopic().at(-1)).toContain('The customer was to be asked how it went')
  })

  it('is asked at most once, and shows its answer in the end, whenever the process dies', async () => {
    await scene.stop()
    for (let at = 1, ended = false; !ended; at++) {
      const world = new World()
      const before = await Scene.prepared(world)
      const { ticketId } = await before.customerWrites('It is broken')
      await before.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: world.clock.now() })
      await before.act(ticketId, { type: 'RequestRating', now: world.clock.now() })
      const rated = { type: 'RateTicket', resolution: 1, score: 1, low: true } as const
      await before.act(ticketId, { ...rated, telegramMessageId: 77, now: world.clock.now() })
      await before.die()
      const death = new Death(at)
      const dying = await Scene.prepared(world, { crash: death.here })
      void dying.delivery.start().catch(() => {})
      ended = await Promise.race([
        dying.quiet(1000, 60_000).then(
          () => true,
          () => false
        ),
        death.died.then(() => false)
      ])
      await dying.die()
      const after = await Scene.open(world)
      await after.quiet(1000)
      const texts = world.telegram.texts(annasChat)
      expect(texts.filter(text => text === 'How did we do?').length).toBeLessThanOrEqual(1)
      const shown = world.telegram.named('editMessageText').findLast(one => one.params['message_id'] === 77)
      expect([at, shown?.params['text']]).toEqual([at, expect.stringContaining('Thank you!')])
      await after.stop()
    }
    scene = await Scene.open(new World())
  }, 60_000)
})
