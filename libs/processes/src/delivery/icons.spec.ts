import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { TicketId } from '#kernel'
import { agent, Scene, World } from './testing/scene.js'
import { lost } from './testing/scripted-telegram.js'

const stickers = ['❗', '💬', '☕️', '🔥', '✅', '👀'].map(emoji => ({
  emoji,
  custom_emoji_id: `of ${emoji}`
}))

describe('The icon of a topic', () => {
  let world: World
  let scene: Scene
  beforeEach(async () => {
    world = new World()
    world.telegram.icons = stickers
    scene = await Scene.open(world)
  })
  afterEach(() => scene.stop())

  const iconOf = ({ params }: { readonly params: Readonly<Record<string, unknown>> }) =>
    params['icon_custom_emoji_id']
  const made = () => world.telegram.named('createForumTopic').map(iconOf)
  const edited = () => world.telegram.named('editForumTopic').map(iconOf)
  const now = () => world.clock.now()

  it('says what the ticket is at, from the first on, and costs no call while that is the same', async () => {
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    expect([made(), edited()]).toEqual([['of ❗'], []])
    await scene.act(ticketId, { type: 'ClaimTicket', agentId: agent })
    await scene.quiet()
    expect(edited()).toEqual([])
    await scene.agentReplies(ticketId, 'Try again')
    await scene.quiet()
    await scene.act(ticketId, { type: 'HoldTicket' })
    await scene.quiet()
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: now() })
    await scene.quiet()
    expect(edited()).toEqual(['of 💬', 'of ☕️', 'of ✅'])
  })

  it('is set once for what changes at the same time: only the last counts', async () => {
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    await scene.act(ticketId, { type: 'HoldTicket' })
    await scene.act(ticketId, { type: 'ResumeTicket' })
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: now() })
    await scene.quiet()
    expect(edited()).toEqual(['of ✅'])
  })

  it('is left alone where the desk is told so, where Telegram has none such, and where it does not say', async () => {
    const { settings } = scene.desk
    const wanted = await settings.desk()
    let topicIcons: typeof wanted.topicIcons = null
    Object.assign(settings, { desk: async () => ({ ...wanted, topicIcons }) })
    await scene.customerWrites('One')
    await scene.quiet()
    topicIcons = wanted.topicIcons && { ...wanted.topicIcons, waiting: '🐙' }
    await scene.customerWrites('Two', { user: 12 })
    await scene.quiet()
    await scene.stop()
    world.telegram.icons = []
    scene = await Scene.open(world)
    const { ticketId } = await scene.customerWrites('Three', { user: 13 })
    await scene.act(ticketId, { type: 'HoldTicket' })
    await scene.quiet()
    expect([made(), edited()]).toEqual([[undefined, undefined, undefined], []])
  })

  it('that was lost with an answer, or with the process, is set again', async () => {
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    world.telegram.answer('editForumTopic', lost)
    await scene.act(ticketId, { type: 'HoldTicket' })
    await scene.quiet()
    expect(edited()).toEqual(['of ☕️', 'of ☕️'])
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: now() })
    await scene.die()
    scene = await Scene.open(world)
    await scene.quiet()
    expect(edited().at(-1)).toBe('of ✅')
  })

  it('keeps nothing back while it waits for its time, and is set also when the process dies meanwhile', async () => {
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    await scene.act(ticketId, { type: 'HoldTicket' })
    await scene.passes(4000)
    expect(edited()).toEqual([])
    expect((await world.state.checkpoint('delivery-700'))?.position).toBe(await scene.log.head())
    await scene.die()
    scene = await Scene.open(world)
    await scene.quiet()
    expect(edited()).toEqual(['of ☕️'])
  })

  it('takes nothing of the group’s limit where nothing is to be changed, and neither does a card', async () => {
    const limited = await Scene.open(new World(), { limits: true })
    const { telegram } = limited.world
    const tickets: TicketId[] = []
    for (let user = 100; user < 125; user++) {
      tickets.push((await limited.customerWrites('It is broken', { user })).ticketId)
      await limited.passes(20_000, 1000)
    }
    const nothingChanges = async () => {
      for (const ticketId of tickets) {
        await limited.act(ticketId, { type: 'HoldTicket' })
        await limited.act(ticketId, { type: 'ResumeTicket' })
      }
    }
    // What a card shows is known once this process has edited it.
    await nothingChanges()
    await limited.passes(180_000, 1000)
    await nothingChanges()
    await limited.passes(11_000)
    const before = telegram.calls.length
    await limited.customerWrites('Still broken', { user: 100 })
    await limited.passes(500)
    expect(telegram.calls.slice(before).map(({ params }) => params['text'])).toEqual(['Still broken'])
    await limited.stop()
  })

  describe('where messages and answers come quickly', () => {
    const cards = () => world.telegram.named('editMessageText').length
    const minutes = (count: number) => scene.passes(count * 60_000, 5000)

    it('follows the first turn at once, then that they are answered once in five minutes at most', async () => {
      const { ticketId } = await scene.customerWrites('It is broken')
      await scene.quiet()
      await scene.agentReplies(ticketId, 'Try again')
      await minutes(1)
      expect([edited(), cards()]).toEqual([['of 💬'], 1])
      for (const round of [1, 2, 3]) {
        await scene.customerWrites(`Still broken ${round}`)
        await minutes(0.5)
        await scene.agentReplies(ticketId, `And now? ${round}`)
        await minutes(0.5)
      }
      expect([edited(), cards()]).toEqual([['of 💬', 'of ❗'], 1])
      await minutes(5)
      expect([edited(), cards()]).toEqual([['of 💬', 'of ❗', 'of 💬'], 1])
    })

    it('changes the card once for all turns when they have rested for five minutes, at once for anything else', async () => {
      const { ticketId } = await scene.customerWrites('It is broken')
      await scene.quiet()
      await scene.agentReplies(ticketId, 'Try again')
      await minutes(1)
      expect(cards()).toBe(1)
      for (const round of [1, 2, 3, 4]) {
        await scene.customerWrites(`Still broken ${round}`)
        await minutes(2)
        await scene.agentReplies(ticketId, `And now? ${round}`)
        await minutes(2)
      }
      expect(cards()).toBe(1)
      await scene.customerWrites('Still')
      await minutes(4.5)
      expect(cards()).toBe(1)
      await minutes(1)
      expect(cards()).toBe(2)
      await scene.agentReplies(ticketId, 'And now?')
      await minutes(1)
      await scene.act(ticketId, { type: 'ChangePriority', priority: 'urgent' })
      await scene.customerWrites('Still')
      await minutes(0.25)
      expect(cards()).toBe(3)
    })

    it('says within seconds that the team is waited for, that it is resolved, and what people ask for', async () => {
      const { ticketId } = await scene.customerWrites('It is broken')
      await scene.quiet()
      await scene.agentReplies(ticketId, 'Try again')
      await minutes(0.5)
      await scene.customerWrites('Still broken')
      await minutes(0.25)
      expect(edited()).toEqual(['of 💬', 'of ❗'])
      await scene.act(ticketId, { type: 'WaitOnCustomer' })
      await minutes(0.25)
      expect(edited()).toEqual(['of 💬', 'of ❗', 'of 💬'])
      const before = cards()
      await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: now() })
      await minutes(0.25)
      expect([edited().at(-1), cards()]).toEqual(['of ✅', before + 1])
    })

    it('is not forgotten with the process: a turn that was to be followed later is followed after it', async () => {
      const { ticketId } = await scene.customerWrites('It is broken')
      await scene.quiet()
      await scene.agentReplies(ticketId, 'Try again')
      await minutes(0.5)
      await scene.customerWrites('Still broken')
      await minutes(0.5)
      await scene.agentReplies(ticketId, 'And now?')
      await minutes(0.5)
      expect(edited()).toEqual(['of 💬', 'of ❗'])
      await scene.die()
      scene = await Scene.open(world)
      await scene.quiet()
      expect(edited().at(-1)).toBe('of 💬')
    })
  })
})
