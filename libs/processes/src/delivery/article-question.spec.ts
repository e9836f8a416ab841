import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnTicket, PublishSetting, PublishSettingHandler } from '#application'
import { type JsonObject, type MessageId, messageIdFor, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import { agent, annasChat, Scene } from './testing/scene.js'
import { lost } from './testing/scripted-telegram.js'

let scene: Scene
let ticketId: TicketId
beforeEach(async () => {
  scene = await Scene.open()
  ticketId = (await scene.customerWrites('Where is my refund?')).ticketId
  await scene.quiet()
})
afterEach(() => scene.stop())

async function send(article: string): Promise<MessageId> {
  const now = scene.desk.clock.now()
  const context = { ...scene.context(), actor: `agent:${agent}` as const }
  const messageId = messageIdFor(context.commandId)
  const command = {
    ...{
      type: 'RequestReply' as const,
      messageId,
      agentId: agent,
      article,
      sentAt: now,
      mediaGroup: null,
      now
    },
    ...{ source: { kind: 'api' as const }, kind: 'text' as const },
    personal: conceal({ text: `About ${article}`, entities: null, file: null, forwarded_from: null })
  }
  expect((await scene.bus.execute(new ActOnTicket(ticketId, command, context))).ok).toBe(true)
  return messageId
}
const inPrivate = () =>
  scene.world.telegram.named('sendMessage').filter(({ params }) => params['chat_id'] === annasChat)
const keyboards = () =>
  inPrivate().flatMap(({ params }) =>
    params['reply_markup'] ? [[params['text'], JSON.stringify(params['reply_markup'])]] : []
  )

describe('after an article', () => {
  it('the customer is asked whether it did help, once it has arrived', async () => {
    await send('refunds')
    await scene.quiet()
    expect(inPrivate().map(({ params }) => params['text'])).toEqual([
      expect.stringContaining('reached us'),
      'About refunds',
      'Did this help?'
    ])
    expect(inPrivate().at(-1)?.params['reply_markup']).toEqual({
      inline_keyboard: [
        [
          { text: '👍 Yes', callback_data: `helped:${ticketId}:0:y` },
          { text: '👎 No', callback_data: `helped:${ticketId}:0:n` }
        ]
      ]
    })
    await send('banks')
    await scene.quiet()
    expect(keyboards().at(-1)?.[1]).toContain(`helped:${ticketId}:1:y`)
  })

  it('that did not arrive nothing is asked, nor after other replies', async () => {
    scene.world.telegram.answer(({ params }) => params['text'] === 'About refunds', lost)
    await send('refunds')
    await scene.agentReplies(ticketId, 'Wait')
    await scene.quiet()
    expect(keyboards()).toEqual([])
  })

  it('it is asked in the words of the desk', async () => {
    const texts = { article_question: { en: '<b>{{ticket.code}}</b>: better?' }, article_no: { en: 'Nope' } }
    await new PublishSettingHandler(scene.desk).execute(
      new PublishSetting('desk', 'texts', texts, scene.context())
    )
    await send('refunds')
    await scene.quiet()
    const { params } = inPrivate().at(-1) ?? {}
    expect(params?.['text']).toMatch(/^\w{4}-\w{4}: better\?$/)
    expect(params?.['entities']).toEqual([{ type: 'bold', offset: 0, length: 9 }])
    expect(JSON.stringify(params?.['reply_markup'])).toContain('"Nope"')
  })

  it.each<[string, JsonObject | undefined, string]>([
    [
      'its title and address',
      { title: 'My refund', url: 'https://a.example/r' },
      'Was My refund it? https://a.example/r'
    ],
    ['our words where it has no address', { title: 'My refund' }, 'Did this help?'],
    ['our words where it is gone', undefined, 'Did this help?']
  ])('it is asked with %s', async (_, article, asked) => {
    const texts = { article_question: { en: 'Was {{article.title}} it? {{article.url}}' } }
    const publish = (kind: 'article' | 'desk', id: string, body: JsonObject) =>
      new PublishSettingHandler(scene.desk).execute(new PublishSetting(kind, id, body, scene.context()))
    await publish('desk', 'texts', texts)
    if (article) await publish('article', 'refunds', article)
    await send('refunds')
    await scene.quiet()
    expect(inPrivate().at(-1)?.params['text']).toBe(asked)
  })
})
