import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { agent, group, groupStream, Scene, World } from './testing/scene.js'

describe('At a glance, in a topic,', () => {
  let scene: Scene
  let world: World
  beforeEach(async () => {
    world = new World()
    scene = await Scene.open(world)
  })
  afterEach(() => scene.stop())

  const sent = () =>
    world.telegram.asSent.filter(
      ({ method, params }) => /^(send|copy|forward)/.test(method) && params['chat_id'] === group
    )
  const last = () => sent().at(-1)?.params

  it("a customer's words stand under their name", async () => {
    await scene.customerWrites('It is broken')
    await scene.quiet()
    expect(last()).toMatchObject({
      text: 'Anna\nIt is broken',
      entities: [{ type: 'bold', offset: 0, length: 4 }]
    })
    await scene.customerWrites('', { kind: 'photo', fileId: 'f' })
    await scene.quiet()
    expect(last()).toMatchObject({
      caption: 'Anna',
      caption_entities: [{ type: 'bold', offset: 0, length: 4 }]
    })
  })

  it('what takes no caption carries the header of a forward, in one call', async () => {
    await scene.customerWrites('It is broken')
    await scene.quiet()
    const before = sent().length
    await scene.customerWrites('', { kind: 'sticker', fileId: 's' })
    await scene.quiet()
    expect(
      sent()
        .slice(before)
        .map(({ method }) => method)
    ).toEqual(['forwardMessage'])
  })

  it('what the desk says by itself is marked and in italics, and what a colleague says is not', async () => {
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    await scene.act(ticketId, {
      type: 'RefuseCommand',
      command: 'claim',
      reason: 'ticket_closed',
      details: {},
      agentId: agent,
      via: {
        kind: 'topic',
        place: { staffGroupId: groupStream, chatId: group, threadId: scene.threadOf(ticketId) }
      }
    })
    await scene.quiet()
    const text = String(last()?.['text'])
    expect(text).toMatch(/^▸ /)
    expect(last()).toMatchObject({ entities: [{ type: 'italic', offset: 0, length: text.length }] })

    await scene.agentReplies(ticketId, 'From the API', { source: { kind: 'api' } })
    await scene.quiet()
    const said = sent().find(({ params }) => String(params['text']).endsWith('From the API'))?.params
    expect(said).toMatchObject({ text: '▸ 💬 A colleague replied:\nFrom the API' })
    expect(said?.['entities']).toEqual([
      { type: 'italic', offset: 0, length: '▸ 💬 A colleague replied:\n'.length }
    ])
  })

  it('a long text is cut where it is cut for any name, so that a new name in between loses nothing of it', async () => {
    const text = Array.from({ length: 900 }, (_, n) => `word${n}`).join(' ')
    await scene.customerWrites(text)
    await scene.quiet()
    const parts = (name: string) =>
      sent()
        .map(({ params }) => String(params['text']))
        .filter(part => part.includes('word'))
        .map(part => part.replace(`${name}\n`, ''))
    const first = parts('Anna')
    expect(first.join('')).toBe(text)
    await scene.customerIsCalled('Annabella Maximiliane')
    await scene.quiet()
    const before = parts('').length
    await scene.customerWrites(text)
    await scene.quiet()
    expect(parts('Annabella Maximiliane').slice(before)).toEqual(first)
  })
})
