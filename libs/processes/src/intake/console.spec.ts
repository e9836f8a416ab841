import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, anna, text } from './testing/updates.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene.close())

const inPrivate = (who: typeof alice | typeof anna) =>
  scene.desk.receive(scene.updates.fromCustomer(who, text('/console')))
const inTopic = (who: JsonObject, threadId: number | null, words: string) =>
  scene.desk.receive(scene.updates.inTopic(who, threadId, text(words)))
const said = () =>
  scene.desk.telegram.calls.filter(({ method }) => method === 'sendMessage').map(({ params }) => params)

describe('/console', () => {
  it('in private answers an agent with a link in the text, and shows no preview of it', async () => {
    await inTopic(alice, null, 'hello')
    await inPrivate(alice)
    expect(said()).toMatchObject([
      {
        chat_id: alice.id,
        text: expect.stringMatching(/https:\/\/desk\.example\/console#\/sign-in\/code-of-\S+$/),
        link_preview_options: { is_disabled: true }
      }
    ])
    expect(JSON.stringify(await scene.desk.events(''))).not.toContain('code-of')
  })

  it('of anybody else is a message like any other', async () => {
    await inPrivate(anna)
    expect(said()).toEqual([])
    expect((await scene.desk.events('ticket-')).map(({ type }) => type)).toEqual([
      'TicketOpened',
      'CustomerMessageReceived'
    ])
  })

  it('is answered nowhere but in private', async () => {
    await scene.openTicket()
    await inTopic(alice, topic, '/console')
    await inTopic(alice, null, '/console')
    expect(JSON.stringify(said())).not.toContain('code-of')
  })
})
