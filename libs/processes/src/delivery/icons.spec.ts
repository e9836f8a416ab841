import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
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
})
