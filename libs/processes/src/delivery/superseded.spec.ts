import { describe, expect, it } from '@jest/globals'
import type { DeliveryId } from '#kernel'
import { group, Scene } from './testing/scene.js'
import { lost, refusal } from './testing/scripted-telegram.js'

async function withTicket() {
  const scene = await Scene.open()
  const { ticketId } = await scene.customerWrites('It is broken')
  await scene.quiet()
  return { scene, ticketId, telegram: scene.world.telegram }
}

const said = (text: string) => (call: { params: Readonly<Record<string, unknown>> }) =>
  call.params['text'] === text
const odd = refusal(400, 'Bad Request: something nobody has seen')

/** Deliveries whose last event says that they came to a bad end. */
function badlyEnded(scene: Scene): string[] {
  const ended = new Map<string, boolean>()
  for (const { stream, type, data } of scene.eventsSync('delivery-')) {
    const isBad =
      type === 'DeliveryAbandoned' ||
      ((type === 'DeliveryRejected' || type === 'DeliveryUncertain') && data['final'] === true)
    ended.set(stream, isBad)
  }
  return [...ended].filter(([, isBad]) => isBad).map(([stream]) => stream)
}

describe('a reply that failed and was sent again with success', () => {
  it.each([
    ['refused', odd, odd],
    ['lost', lost, odd],
    ['lost twice', lost, lost]
  ])(
    'is no failure any more: its deliveries are superseded, and each notice of it says so without a button (%s)',
    async (_, first, second) => {
      const { scene, ticketId, telegram } = await withTicket()
      telegram.answer(said('We repair it'), first, second)
      const messageId = await scene.agentReplies(ticketId, 'We repair it')
      await scene.quiet()
      const again = { type: 'ResendReply' as const, messageId, agentId: null }
      await scene.act(ticketId, again)
      await scene.quiet()
      expect(badlyEnded(scene)).toHaveLength(2)
      const offers = telegram
        .named('sendMessage')
        .filter(({ params }) => JSON.stringify(params['reply_markup'] ?? '').includes('resend:'))
      expect(offers).toHaveLength(2)

      await scene.act(ticketId, again)
      await scene.quiet()
      expect(scene.types('ticket-').filter(type => type === 'TicketResponded')).toHaveLength(1)
      expect(badlyEnded(scene)).toEqual([])
      const edited = telegram
        .named('editMessageText')
        .filter(({ params }) => String(params['text']).startsWith('✓ Arrived'))
      expect(edited).toHaveLength(2)
      expect(new Set(edited.map(({ params }) => params['message_id'])).size).toBe(2)
      expect(edited.map(({ params }) => params['reply_markup'])).toEqual([undefined, undefined])
      await scene.stop()
    }
  )

  it('stays one for a delivery of another reply', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(said('one'), odd)
    telegram.answer(said('two'), odd)
    const messageId = await scene.agentReplies(ticketId, 'one')
    await scene.agentReplies(ticketId, 'two')
    await scene.quiet()
    await scene.act(ticketId, { type: 'ResendReply', messageId, agentId: null })
    await scene.quiet()
    expect(badlyEnded(scene)).toHaveLength(1)
    await scene.stop()
  })
})

describe('a staff delivery that failed and is asked for once more', () => {
  it('is superseded at once by the one that takes its place, and is not asked for twice', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer(said('Hello'), odd, odd)
    await scene.customerWrites('Hello')
    await scene.quiet()
    const [failed] = badlyEnded(scene)
    const id = failed?.slice('delivery-'.length) as DeliveryId
    expect(await scene.delivery.retry(id)).toMatchObject({ ok: true })
    expect(badlyEnded(scene)).toEqual([])
    expect(await scene.delivery.retry(id)).toMatchObject({ ok: false, reason: 'not_failed' })
    await scene.quiet()
    expect(telegram.texts(group).filter(text => text === 'Hello')).toHaveLength(3)
    await scene.stop()
  })
})

describe('a customer who blocked the bot and unblocks it', () => {
  it('is told of in the topic once each time, also over a restart', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const blocked = refusal(403, 'Forbidden: bot was blocked by the user')
    const words = () =>
      telegram.texts(group).filter(text => /reached again|can not be reached/.test(String(text)))
    for (const turn of [1, 2]) {
      telegram.answer(said(`reply ${turn}`), blocked)
      await scene.agentReplies(ticketId, `reply ${turn}`)
      await scene.quiet()
      await scene.unblocks()
      await scene.unblocks()
      await scene.quiet()
      expect(words()).toHaveLength(2 * turn)
    }
    expect(String(words().at(-1))).toMatch(/reached again/)
    await scene.stop()
    const after = await Scene.open(scene.world)
    await after.passes(10_000)
    expect(words()).toHaveLength(4)
    await after.stop()
  })
})
