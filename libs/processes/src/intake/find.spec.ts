import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, anna, groupId, text } from './testing/updates.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene.close())

const one = (n: number) => ({ code: `1111-111${n}`, status: 'in_progress' as const, queue: 'Billing' })
const inGeneral = (who: JsonObject, words: string) =>
  scene.desk.receive(scene.updates.inTopic(who, null, text(words)))
const inTopic = (who: JsonObject, words: string) =>
  scene.desk.receive(scene.updates.inTopic(who, topic, text(words)))
const inPrivate = (who: typeof alice | typeof anna, words: string) =>
  scene.desk.receive(scene.updates.fromCustomer(who, text(words)))
const told = async () =>
  (await scene.desk.events('staff-group-'))
    .filter(({ type }) => type === 'StaffNoticeRequested')
    .map(({ data }) => data)
const said = () =>
  scene.desk.telegram.calls.filter(({ method }) => method === 'sendMessage').map(({ params }) => params)

describe('/find', () => {
  it('is answered with codes in General and in a topic, and nothing of the words is recorded in the clear', async () => {
    await scene.openTicket()
    scene.desk.counted.found = [one(1), one(2)]
    await inGeneral(alice, '/find Billing Zebedeus')
    await inTopic(alice, '/find Billing')
    const details = { lines: '1111-1111 · in progress · Billing\n1111-1112 · in progress · Billing' }
    expect(await told()).toMatchObject([
      { notice: 'found', threadId: null, details },
      { notice: 'found', threadId: topic, details }
    ])
    expect(JSON.stringify(await told())).not.toContain('Zebedeus')
    expect(await scene.types()).toEqual([])
  })

  it('is answered in private to agents alone: of a customer it is a message', async () => {
    await inGeneral(alice, 'hello')
    scene.desk.counted.found = [one(1)]
    await inPrivate(alice, '/find Billing')
    expect(said()).toMatchObject([{ chat_id: alice.id, text: '1111-1111 · in progress · Billing' }])
    await inPrivate(anna, '/find Billing')
    expect(said()).toHaveLength(1)
    expect((await scene.desk.events('ticket-')).map(({ type }) => type)).toContain('TicketOpened')
  })

  it('shows ten at most, and says that there are more', async () => {
    scene.desk.counted.found = Array.from({ length: 12 }, (_, n) => one(n % 10))
    await inGeneral(alice, '/find Billing')
    const [{ details }] = (await told()) as [{ details: { lines: string } }]
    expect(details.lines.split('\n')).toHaveLength(11)
    expect(details.lines).toMatch(/more: say it with another word$/)
  })

  it('says when nothing was found, when the index is being built, and how it is used', async () => {
    await inGeneral(alice, '/find nothing')
    scene.desk.counted.found = []
    await inGeneral(alice, '/find nothing')
    await inGeneral(alice, '/find')
    expect((await told()).map(({ notice, details }) => [notice, details])).toMatchObject([
      ['search_not_ready', {}],
      ['found', { lines: '' }],
      ['command_refused', { command: 'find', reason: 'argument_missing' }]
    ])
    await inPrivate(alice, '/find')
    expect(said()).toMatchObject([{ chat_id: alice.id, text: expect.stringContaining('/find words') }])
  })

  it('is for agents only in General', async () => {
    scene.desk.counted.found = [one(1)]
    await scene.desk.receive(
      scene.updates.inTopic(
        { id: 1087968824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' },
        null,
        {
          ...text('/find Billing'),
          sender_chat: { id: groupId, type: 'supergroup', title: 'Group' }
        }
      )
    )
    expect((await told()).map(({ notice }) => notice)).not.toContain('found')
  })
})
