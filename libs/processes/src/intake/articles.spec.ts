import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnTicket, PublishSetting } from '#application'
import { settingDecider, settingStream } from '#domain'
import { commandIdFor, packSlug, type TicketId } from '#kernel'
import { articleButtons, type Details, groupNoticeText } from '../words/index.js'
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
    const article = (n: number) => ({
      id: `a${n}`,
      title: `Title\n${n}`,
      url: null,
      audience: 'customers' as const
    })
    scene.desk.counted.articles = [
      { id: 'refunds', title: 'Refunds', url: 'https://a.example/refunds', audience: 'customers' },
      { id: 'decide', title: 'How we decide', url: null, audience: 'agents' },
      ...[3, 4, 5, 6].map(article)
    ]
    await say('/kb refund')
    const lines =
      '📄 Refunds\nhttps://a.example/refunds\n🔒 How we decide\n📄 Title 3\n📄 Title 4\n📄 Title 5'
    const [told] = await notices()
    expect(told).toMatchObject({ notice: 'articles', threadId: topic, details: { lines } })
    expect(articleButtons(told?.['details'] as Details).slice(0, 2)).toEqual([
      { text: 'Refunds', data: `kb:${packSlug('refunds')}` },
      { text: 'How we decide', data: `kb:${packSlug('decide')}` }
    ])
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

let count = 0
const context = () => ({
  ...{ commandId: commandIdFor('article', count++), causationId: 'test', correlationId: 'test' },
  actor: 'process:test' as const
})
async function publish(id: string, more: object): Promise<void> {
  const body = { title: `About ${id}`, ...more }
  expect((await scene.desk.commands.execute(new PublishSetting('article', id, body, context()))).ok).toBe(
    true
  )
}
const press = (data: string) => scene.desk.receive(scene.updates.press(alice, topic, data))
const called = (method: string) =>
  scene.desk.telegram.calls.filter(call => call.method === method).map(({ params }) => params)
const lastToast = () => called('answerCallbackQuery').at(-1)
const replies = async () => {
  const asked = (await scene.since()).filter(({ type }) => type === 'ReplyRequested')
  return Promise.all(asked.map(event => scene.desk.opened(event)))
}
const refunds = { summary: 'Within <b>three</b> days.', url: 'https://a.example/refunds' }
const key = packSlug('refunds')

describe('the buttons of articles', () => {
  it('show what would be sent, with a button that sends it', async () => {
    await publish('refunds', refunds)
    await press(`kb:${key}`)
    expect(called('sendMessage').at(-1)).toMatchObject({
      message_thread_id: topic,
      text: 'About refunds\n\nWithin three days.\n\nhttps://a.example/refunds',
      entities: [
        { type: 'bold', offset: 0, length: 13 },
        { type: 'bold', offset: 22, length: 5 }
      ],
      reply_markup: {
        inline_keyboard: [
          [
            { text: 'Send to the customer', callback_data: `kbsend:${key}` },
            { text: 'Link to the ticket', callback_data: `kblink:${key}` }
          ]
        ]
      }
    })
    expect(await scene.types()).toEqual([])
  })

  it('send it once however often they are pressed, as the agent who pressed first', async () => {
    await publish('refunds', refunds)
    await press(`kbsend:${key}`)
    await press(`kbsend:${key}`)
    expect(await replies()).toMatchObject([
      { text: 'About refunds\n\nWithin three days.\n\nhttps://a.example/refunds' }
    ])
    expect((await scene.types()).slice(-3)).toEqual(['ReplyRequested', 'ArticleLinked', 'ArticleSent'])
    expect((await scene.since()).at(-1)?.meta.actor).toMatch(/^agent:/)
    expect(lastToast()).toMatchObject({ text: 'It is on its way already.' })
  })

  it('link it, and the customer gets nothing', async () => {
    await publish('refunds', refunds)
    await press(`kblink:${key}`)
    await press(`kblink:${key}`)
    expect(await scene.types()).toEqual(['ArticleLinked'])
    expect(lastToast()).toMatchObject({ text: 'It is linked already.' })
  })

  it('never send what is for colleagues, whatever the button says, nor what is gone', async () => {
    await publish('refunds', { ...refunds, audience: 'agents' })
    await press(`kb:${key}`)
    const shown = called('sendMessage').at(-1)
    expect(shown?.['text']).toMatch(/^🔒 For colleagues/)
    expect(JSON.stringify(shown?.['reply_markup'])).not.toContain('kbsend')
    await press(`kbsend:${key}`)
    expect(lastToast()).toMatchObject({ text: expect.stringContaining('for colleagues'), show_alert: true })
    await press(`kbsend:${packSlug('gone')}`)
    expect(lastToast()).toMatchObject({ text: 'There is no such article (any more).' })
    await press('kbsend:no slug')
    expect(lastToast()).toMatchObject({ text: expect.stringContaining('does nothing') })
    expect(await scene.types()).toEqual([])
  })

  it('neither show nor send an article of before of which nothing would be seen, and say so; they link it', async () => {
    const body = { title: '\u200b', summary: ' ', body: '', url: null, audience: 'customers' }
    const command = { type: 'PublishSetting', kind: 'article', id: 'blank', body } as const
    await scene.desk.desk.runner.run(settingDecider, settingStream('article', 'blank'), command, context())
    const before = called('sendMessage').length
    for (const step of ['kb', 'kbsend']) {
      await press(`${step}:${packSlug('blank')}`)
      expect(lastToast()).toMatchObject({ text: expect.stringContaining('nothing would be seen') })
    }
    expect([called('sendMessage').length, await replies()]).toEqual([before, []])
    await press(`kblink:${packSlug('blank')}`)
    expect(await scene.types()).toEqual(['ArticleLinked'])
  })

  it('list what was suggested, as far as it is still there', async () => {
    const ticketId = (await scene.desk.events('ticket-')).at(0)?.data['ticketId'] as TicketId
    await publish('refunds', refunds)
    const found = ['gone', 'refunds'].map(id => ({ id, score: 1 }))
    await scene.desk.commands.execute(
      new ActOnTicket(ticketId, { type: 'SuggestArticles', found }, context())
    )
    await press('suggested')
    expect(called('sendMessage').at(-1)).toMatchObject({
      text: expect.stringMatching(/📄 About refunds\nhttps:..a.example.refunds$/),
      reply_markup: { inline_keyboard: [[{ text: 'About refunds', callback_data: `kb:${key}` }]] }
    })
    await scene.desk.commands.execute(
      new ActOnTicket(ticketId, { type: 'SuggestArticles', found: [] }, context())
    )
    await press('suggested')
    expect(called('sendMessage').at(-1)).toMatchObject({ text: 'These articles are there no more.' })
  })
})

it('Each language says that no article was found', () => {
  const about = { details: { lines: '' }, inTopic: true, commands: '' }
  expect(groupNoticeText('en', 'articles', about)).toBe('No article has these words.')
  expect(groupNoticeText('ru', 'articles', about)).toBe('Статей с такими словами нет.')
})
