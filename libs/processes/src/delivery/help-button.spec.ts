import { expect, it } from '@jest/globals'
import { messageIdFor } from '#kernel'
import { conceal } from '#privacy'
import { annasChat, Scene, World } from './testing/scene.js'

it('What a rule says to a customer who has not written has a button "Still need help", and other replies have none', async () => {
  const scene = await Scene.open(new World())
  const { ticketId } = await scene.customerWrites('It is broken')
  await scene.agentReplies(ticketId, 'ours').catch(() => {})
  await scene.act(ticketId, {
    ...{ type: 'RequestReply', messageId: messageIdFor(scene.world.next()), agentId: null, kind: 'text' },
    ...{
      source: { kind: 'api' },
      sentAt: scene.world.clock.now(),
      mediaGroup: null,
      now: scene.world.clock.now()
    },
    personal: conceal({ text: 'Are you there?', entities: null, file: null, forwarded_from: null }),
    offersHelp: true
  })
  await scene.quiet()
  const sent = scene.world.telegram.calls.filter(({ params }) => params['chat_id'] === annasChat)
  const marked = sent.filter(({ params }) => params['reply_markup'] !== undefined)
  expect(marked.map(({ params }) => [params['text'], params['reply_markup']])).toEqual([
    [
      'Are you there?',
      { inline_keyboard: [[{ text: 'Still need help', callback_data: `help:${ticketId}:0:h` }]] }
    ]
  ])
  await scene.stop()
})
