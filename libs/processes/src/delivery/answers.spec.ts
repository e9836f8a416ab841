import { afterEach, describe, expect, it } from '@jest/globals'
import { commandIdFor, type DeliveryId, messageIdFor } from '#kernel'
import { conceal } from '#privacy'
import { annasChat, group, groupStream, Scene, World } from './testing/scene.js'
import { refusal } from './testing/scripted-telegram.js'

let scene: Scene

afterEach(async () => {
  await scene.stop()
})

const sentTo = (chatId: number) =>
  scene.world.telegram.named('sendMessage').filter(({ params }) => params['chat_id'] === chatId)
/** Of the last message sent to a chat. */
const last = (chatId: number) => sentTo(chatId).at(-1)?.params
/** What Telegram calls the copy of the text in the topic. */
const shown = (text: string): number => idOf(group, text)
const received = (text: string): number => idOf(annasChat, text)
function idOf(chatId: number, text: string): number {
  const call = sentTo(chatId).find(({ params }) => params['text'] === text)
  const id = call && scene.world.telegram.idOf(call)
  if (id === undefined) throw new Error(`"${text}" was not sent`)
  return id
}
async function deleteTopic(): Promise<void> {
  scene.world.telegram.answer('sendMessage', refusal(400, 'Bad Request: message thread not found'))
}

describe("what a customer's message answers", () => {
  it('is the reply that the agent wrote in the topic, with the quote', async () => {
    scene = await Scene.open()
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    const place = { staffGroupId: groupStream, chatId: group, threadId: scene.threadOf(ticketId) }
    await scene.agentReplies(ticketId, 'Which one?', {
      source: { kind: 'message', place, telegramMessageId: 4711 }
    })
    await scene.quiet()
    await scene.customerWrites('The red one', { replyTo: received('Which one?'), quote: 'Which' })
    await scene.quiet()
    expect(last(group)?.['reply_parameters']).toMatchObject({ message_id: 4711, quote: 'Which' })
  })

  it("is the customer's own message as the topic shows it, after a restart, too", async () => {
    scene = await Scene.open()
    const { telegramMessageId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    const id = shown('It is broken')
    await scene.stop()
    scene = await Scene.open(scene.world)
    await scene.customerWrites('I mean this', { replyTo: telegramMessageId })
    await scene.quiet()
    expect(last(group)?.['reply_parameters']).toMatchObject({ message_id: id })
  })

  it('is what took the place of one that the topic did not show at first', async () => {
    scene = await Scene.open()
    await scene.customerWrites('It is broken')
    await scene.quiet()
    const odd = refusal(400, 'Bad Request: something odd')
    scene.world.telegram.answer(({ params }) => params['text'] === 'Hello', odd, odd)
    const { telegramMessageId } = await scene.customerWrites('Hello')
    await scene.quiet()
    const failed = scene.eventsSync('delivery-').findLast(({ type }) => type === 'DeliveryRejected')
    const again = failed?.stream.slice('delivery-'.length) as DeliveryId
    expect(await scene.delivery.retry(again)).toMatchObject({ ok: true })
    await scene.quiet()
    const answered = sentTo(group).findLast(({ params }) => params['text'] === 'Hello')
    await scene.customerWrites('I mean this', { replyTo: telegramMessageId })
    await scene.quiet()
    expect(last(group)?.['reply_parameters']).toMatchObject({
      message_id: answered && scene.world.telegram.idOf(answered)
    })
  })

  it('is a line of its words where the topic does not show it: it was made again, or Telegram lost it', async () => {
    scene = await Scene.open()
    const { telegramMessageId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    await deleteTopic()
    await scene.customerWrites('Hello?')
    await scene.quiet()
    await scene.customerWrites('I mean this', { replyTo: telegramMessageId, words: 'It is broken' })
    await scene.quiet()
    expect(last(group)).toMatchObject({ text: '↩ «It is broken»\nI mean this' })
    expect(last(group)).not.toHaveProperty('reply_parameters')

    scene.world.telegram.answer('sendMessage', refusal(400, 'Bad Request: message to be replied not found'))
    const { telegramMessageId: there } = await scene.customerWrites('Again')
    await scene.quiet()
    scene.world.telegram.answer(
      ({ params }) => params['reply_parameters'] !== undefined,
      refusal(400, 'Bad Request: message to be replied not found')
    )
    await scene.customerWrites('That', { replyTo: there, quote: 'gain', words: 'Again' })
    await scene.quiet()
    expect(last(group)).toMatchObject({ text: '↩ «gain»\nThat' })
  })

  it('is answered without the quote where Telegram does not find that', async () => {
    scene = await Scene.open()
    const { telegramMessageId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    scene.world.telegram.answer(
      ({ params }) => params['reply_parameters'] !== undefined,
      refusal(400, 'Bad Request: QUOTE_TEXT_INVALID')
    )
    await scene.customerWrites('This', { replyTo: telegramMessageId, quote: 'was broken' })
    await scene.quiet()
    expect(last(group)).toMatchObject({
      text: 'This',
      reply_parameters: { message_id: shown('It is broken') }
    })
    expect(last(group)?.['reply_parameters']).not.toHaveProperty('quote')
  })
})

describe("what an agent's reply answers", () => {
  it("is the customer's message, with the quote where the customer wrote that", async () => {
    scene = await Scene.open()
    const { ticketId, telegramMessageId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    await scene.agentReplies(ticketId, 'Since when?', { answers: shown('It is broken'), quote: 'broken' })
    await scene.quiet()
    expect(last(annasChat)?.['reply_parameters']).toEqual({ message_id: telegramMessageId, quote: 'broken' })
    await scene.agentReplies(ticketId, 'Hm', { answers: shown('It is broken'), quote: 'edited' })
    await scene.quiet()
    expect(last(annasChat)?.['reply_parameters']).toEqual({ message_id: telegramMessageId })
  })

  it('is found after a restart and across a topic that was made again', async () => {
    scene = await Scene.open()
    const { ticketId, telegramMessageId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    const old = shown('It is broken')
    const place = { staffGroupId: groupStream, chatId: group, threadId: scene.threadOf(ticketId) }
    await deleteTopic()
    await scene.customerWrites('Hello?')
    await scene.quiet()
    await scene.stop()
    scene = await Scene.open(scene.world)
    await scene.agentReplies(ticketId, 'Since when?', {
      answers: old,
      source: { kind: 'message', place, telegramMessageId: 4711 }
    })
    await scene.quiet()
    expect(last(annasChat)?.['reply_parameters']).toMatchObject({ message_id: telegramMessageId })
  })

  it('is a line of its words where the customer has deleted it', async () => {
    scene = await Scene.open()
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    scene.world.telegram.answer(
      ({ params }) => params['reply_parameters'] !== undefined && params['chat_id'] === annasChat,
      refusal(400, 'Bad Request: message to be replied not found')
    )
    await scene.agentReplies(ticketId, 'Since when?', { answers: shown('It is broken') })
    await scene.quiet()
    expect(last(annasChat)).toMatchObject({ text: '↩ «It is broken»\nSince when?' })
  })

  it('is never told where it is a note: not its words, not a part of them', async () => {
    scene = await Scene.open()
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    const place = { staffGroupId: groupStream, chatId: group, threadId: scene.threadOf(ticketId) }
    await scene.act(ticketId, {
      type: 'AddNote',
      messageId: messageIdFor(commandIdFor('note')),
      agentId: null,
      source: { kind: 'message', place, telegramMessageId: 4711 },
      kind: 'text',
      sentAt: scene.world.clock.now(),
      personal: conceal({ text: 'looks like fraud', entities: null, file: null, forwarded_from: null })
    })
    await scene.agentReplies(ticketId, 'One moment', { answers: 4711, quote: 'fraud' })
    await scene.quiet()
    expect(last(annasChat)).toMatchObject({ text: 'One moment' })
    expect(last(annasChat)).not.toHaveProperty('reply_parameters')
  })
})

describe('a private chat with topics', () => {
  it('is answered where the customer wrote last', async () => {
    scene = await Scene.open(new World())
    const { ticketId } = await scene.customerWrites('It is broken', { threadId: 31 })
    await scene.quiet()
    expect(last(annasChat)).toMatchObject({ message_thread_id: 31 })
    await scene.customerWrites('And here', { threadId: 32 })
    await scene.agentReplies(ticketId, 'I see')
    await scene.quiet()
    expect(last(annasChat)).toMatchObject({ text: 'I see', message_thread_id: 32 })
  })

  it('is answered beside its topics where that one is gone', async () => {
    scene = await Scene.open()
    const { ticketId } = await scene.customerWrites('It is broken', { threadId: 31 })
    await scene.quiet()
    scene.world.telegram.answer(
      ({ params }) => params['message_thread_id'] === 31,
      refusal(400, 'Bad Request: message thread not found')
    )
    await scene.agentReplies(ticketId, 'I see')
    await scene.quiet()
    expect(last(annasChat)).toMatchObject({ text: 'I see' })
    expect(last(annasChat)).not.toHaveProperty('message_thread_id')
    expect(scene.types(`ticket-${ticketId}`)).toContain('TicketResponded')
  })
})
