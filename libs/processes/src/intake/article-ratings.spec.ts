import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnTicket } from '#application'
import { commandIdFor, messageIdFor, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import { openScene, type Scene } from './testing/scene.js'
import { anna, boris, text } from './testing/updates.js'

let scene: Scene
let ticketId: TicketId
beforeEach(async () => {
  scene = await openScene()
  ticketId = await scene.openTicket()
  await send('refunds')
  await send('banks')
})
afterEach(() => scene.close())

async function send(article: string): Promise<void> {
  const now = scene.desk.clock.now()
  const commandId = commandIdFor('send', article)
  const command = {
    ...{ type: 'RequestReply' as const, messageId: messageIdFor(commandId), agentId: null, article },
    ...{ source: { kind: 'api' as const }, kind: 'text' as const, sentAt: now, mediaGroup: null, now },
    personal: conceal({ text: article, entities: null, file: null, forwarded_from: null })
  }
  const context = { commandId, causationId: 'test', correlationId: 'test', actor: 'process:test' as const }
  await scene.desk.commands.execute(new ActOnTicket(ticketId, command, context))
}
const press = (from: typeof anna | typeof boris, data: string) =>
  scene.desk.receive(scene.updates.pressInPrivate(from, 900, data))
const toasts = () =>
  scene.desk.telegram.calls
    .filter(({ method }) => method === 'answerCallbackQuery')
    .map(({ params }) => params['text'])
const rated = async () =>
  (await scene.desk.events('ticket-'))
    .filter(({ type }) => type === 'ArticleRated')
    .map(({ data }) => [data['article'], data['helpful']])

describe('A customer who is asked whether an article did help', () => {
  it('is noted and thanked, and may think otherwise', async () => {
    await press(anna, `helped:${ticketId}:1:y`)
    await press(anna, `helped:${ticketId}:1:y`)
    await press(anna, `helped:${ticketId}:1:n`)
    await press(anna, `helped:${ticketId}:0:n`)
    expect(await rated()).toEqual([
      ['banks', true],
      ['banks', false],
      ['refunds', false]
    ])
    expect(toasts().slice(1, 3)).toEqual([
      'Good to hear. Thank you!',
      'Thank you. Write what is missing: our team is here.'
    ])
    const events = await scene.desk.events('ticket-')
    expect(events.at(-1)?.meta.actor).toBe('customer')
  })

  it.each([
    ['another customer', boris, (id: string) => `helped:${id}:0:y`],
    ['an article that was not sent', anna, (id: string) => `helped:${id}:2:y`],
    ['another answer', anna, (id: string) => `helped:${id}:0:x`],
    ['another ticket', anna, () => `helped:${crypto.randomUUID()}:0:y`]
  ])('is told that the button does nothing: %s', async (_, who, data) => {
    await scene.desk.receive(scene.updates.fromCustomer(boris, text('Здравствуйте')))
    await press(who, data(ticketId))
    expect(await rated()).toEqual([])
    expect(toasts().at(-1)).toMatch(/does nothing|не работает/)
  })
})
