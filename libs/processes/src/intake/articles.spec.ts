import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { groupNoticeText } from '../words/index.js'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, text } from './testing/updates.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
  await scene.openTicket()
})
afterEach(() => scene.close())

const say = (words: string) => scene.desk.receive(scene.updates.inTopic(alice, topic, text(words)))
const notices = async () =>
  (await scene.desk.events('staff-group-'))
    .filter(({ type }) => type === 'StaffNoticeRequested')
    .map(({ data }) => data)

describe('/kb words', () => {
  it('lists five articles with their addresses, and which of them are for colleagues; the customer gets nothing', async () => {
    const article = (n: number) => ({ title: `Title\n${n}`, url: null, audience: 'customers' as const })
    scene.desk.counted.articles = [
      { title: 'Refunds', url: 'https://a.example/refunds', audience: 'customers' },
      { title: 'How we decide', url: null, audience: 'agents' },
      ...[3, 4, 5, 6].map(article)
    ]
    await say('/kb refund')
    const lines =
      '📄 Refunds\nhttps://a.example/refunds\n🔒 How we decide\n📄 Title 3\n📄 Title 4\n📄 Title 5'
    expect(await notices()).toMatchObject([{ notice: 'articles', threadId: topic, details: { lines } }])
    expect(await scene.types()).toEqual([])
  })

  it('says when there is nothing, when the index is being built, and that it needs words', async () => {
    await say('/kb nothing')
    scene.desk.counted.articles = []
    await say('/kb nothing')
    expect(await notices()).toMatchObject([{ notice: 'search_not_ready' }, { notice: 'articles' }])
    await say('/kb')
    expect(await scene.refusal()).toMatchObject({ command: 'kb', reason: 'argument_missing' })
  })
})

it('Each language says that no article was found', () => {
  const about = { details: { lines: '' }, inTopic: true, commands: '' }
  expect(groupNoticeText('en', 'articles', about)).toBe('No article has these words.')
  expect(groupNoticeText('ru', 'articles', about)).toBe('Статей с такими словами нет.')
})
