import { describe, expect, it } from '@jest/globals'
import { ActOnTicket, dropUpload, type MessagePersonal, sentFileOf, UploadWriter } from '#application'
import { deliveryIdFor, type EventId, messageIdFor, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import { newUploadIn } from '#telegram'
import { Death } from './testing/death.js'
import { annasChat, group, Scene, World } from './testing/scene.js'
import { type Called, lost, notSent, refusal } from './testing/scripted-telegram.js'

const secret = 'secret of this file'
const bytes = Buffer.from('what the program gave')

async function given(scene: Scene, ticketId: TicketId, text: string | null = 'Your invoice') {
  const { clock, state } = scene.world
  const writer = new UploadWriter(state.uploads, secret, clock.now())
  await writer.write(bytes)
  await writer.end()
  const file = {
    file_id: null,
    upload: secret,
    name: 'invoice.pdf',
    mime_type: 'application/pdf',
    size: bytes.length
  }
  const content: MessagePersonal = { text, entities: null, file, forwarded_from: null }
  const commandId = scene.world.next()
  const outcome = await scene.bus.execute(
    new ActOnTicket(
      ticketId,
      {
        type: 'RequestReply',
        messageId: messageIdFor(commandId),
        agentId: null,
        source: { kind: 'api' },
        kind: 'document',
        mediaGroup: null,
        now: clock.now(),
        sentAt: clock.now(),
        personal: conceal(content)
      },
      scene.context(commandId)
    )
  )
  if (!outcome.ok) throw new Error(outcome.reason)
  return messageIdFor(commandId)
}

async function withTicket() {
  const scene = await Scene.open()
  const { ticketId, subjectId } = await scene.customerWrites('It is broken')
  await scene.quiet()
  return { scene, ticketId, subjectId, telegram: scene.world.telegram }
}

const isSent = ({ method }: Called) => method === 'sendDocument'
const kept = async ({ state }: World) => {
  for await (const _ of state.uploads.all()) return true
  return false
}

/** What Telegram was given, read as it would read it. */
async function readBy({ params }: Called): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of newUploadIn(params)?.read() ?? []) parts.push(part)
  return Buffer.concat(parts).toString()
}

describe('a file that a program gave for a customer', () => {
  it('is sent as it is under its name with the words, shown in the topic as the customer got it, and not kept', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    let read = ''
    telegram.before = async call => {
      if (isSent(call)) read = await readBy(call)
    }
    await given(scene, ticketId)
    await scene.quiet()
    const [sent, ...more] = telegram.named('sendDocument')
    expect([more, read]).toEqual([[], bytes.toString()])
    expect(sent?.params).toMatchObject({
      chat_id: annasChat,
      caption: 'Your invoice',
      disable_content_type_detection: true
    })
    expect(newUploadIn(sent?.params ?? {})).toMatchObject({ name: 'invoice.pdf', size: bytes.length })
    const said = telegram.texts(group).map(String)
    expect(said.filter(text => text.includes('📎 invoice.pdf\nYour invoice'))).toHaveLength(1)
    const responded = scene.eventsSync('ticket-').find(({ type }) => type === 'TicketResponded')
    const [copied] = telegram.named('copyMessage')
    expect(copied?.params).toMatchObject({ chat_id: group, from_chat_id: annasChat, caption: '' })
    expect(responded?.data['telegramMessageIds']).toEqual([copied?.params['message_id']])
    expect(await kept(scene.world)).toBe(false)
    await scene.stop()
  })

  it('is found at Telegram afterwards by what that calls it, until the customer is forgotten', async () => {
    const { scene, ticketId, subjectId } = await withTicket()
    await given(scene, ticketId, null)
    await scene.quiet()
    const asked = scene.world.disk.events.findLast(({ event }) => event.type === 'ReplyRequested')
    const delivery = deliveryIdFor(asked?.event.id as EventId, 'reply')
    const { log, sealer, vault } = scene.desk
    expect(await sentFileOf(log, sealer, [delivery])).toMatchObject({ file_id: 'at Telegram: invoice.pdf' })
    expect(JSON.stringify(scene.eventsSync('delivery-'))).not.toContain('at Telegram')
    await vault.forget(subjectId)
    expect(await sentFileOf(log, sealer, [delivery])).toBeUndefined()
    await scene.stop()
  })

  it('has at most 1024 characters below it; what is longer follows as text', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    for (const length of [1024, 1025]) {
      const text = 'x'.repeat(length)
      await given(scene, ticketId, text)
      await scene.quiet()
      const sent = telegram.named('sendDocument').at(-1)
      const fits = length === 1024
      expect(sent?.params['caption']).toBe(fits ? text : '')
      expect(telegram.texts(annasChat).includes(text)).toBe(!fits)
    }
    expect(scene.types('ticket-').filter(type => type === 'TicketResponded')).toHaveLength(2)
    await scene.stop()
  })

  it('waits while Telegram is away, and is sent once it is back', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer('sendDocument', ...Array(8).fill(notSent))
    await given(scene, ticketId)
    await scene.passes(3000)
    expect(await kept(scene.world)).toBe(true)
    await scene.quiet()
    expect(scene.types('ticket-')).toContain('TicketResponded')
    expect(telegram.named('sendDocument').length).toBeGreaterThan(8)
    expect(await kept(scene.world)).toBe(false)
    await scene.stop()
  })

  it('is kept where the answer was lost, so that an agent can have it sent again', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer('sendDocument', lost)
    const messageId = await given(scene, ticketId)
    await scene.quiet()
    expect(scene.types('ticket-').at(-1)).toBe('ReplyUncertain')
    expect(telegram.named('sendDocument')).toHaveLength(1)
    expect(await kept(scene.world)).toBe(true)
    await scene.act(ticketId, { type: 'ResendReply', messageId, agentId: null })
    await scene.quiet()
    expect(telegram.named('sendDocument')).toHaveLength(2)
    expect(await kept(scene.world)).toBe(false)
    await scene.stop()
  })

  it('whose words failed after it is kept, and goes again with them', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const text = 'y'.repeat(2000)
    telegram.answer(call => call.params['text'] === text, refusal(400, 'Bad Request: nobody knows why'))
    const messageId = await given(scene, ticketId, text)
    await scene.quiet()
    expect(scene.types('ticket-')).toContain('ReplyFailed')
    await scene.act(ticketId, { type: 'ResendReply', messageId, agentId: null })
    await scene.quiet()
    expect(telegram.named('sendDocument')).toHaveLength(2)
    expect(scene.types('ticket-')).toContain('TicketResponded')
    expect(await kept(scene.world)).toBe(false)
    await scene.stop()
  })

  it('that is not kept any more is a reply that failed, and says so', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer('sendDocument', lost)
    const messageId = await given(scene, ticketId)
    await scene.quiet()
    await dropUpload(scene.world.state.uploads, secret)
    await scene.act(ticketId, { type: 'ResendReply', messageId, agentId: null })
    await scene.quiet()
    expect(scene.eventsSync('ticket-').at(-1)).toMatchObject({
      type: 'ReplyFailed',
      data: { reason: 'cannot_copy' }
    })
    expect(telegram.named('sendDocument')).toHaveLength(1)
    await scene.stop()
  })

  it('is not sent once the customer is forgotten', async () => {
    const { scene, ticketId, subjectId, telegram } = await withTicket()
    telegram.answer('sendDocument', ...Array(3).fill(notSent))
    await given(scene, ticketId)
    await scene.desk.vault.forget(subjectId)
    await scene.quiet()
    expect(scene.types('ticket-')).not.toContain('TicketResponded')
    await scene.stop()
  })

  it('survives a crash between any two steps: sent at most once, and else an agent is asked', async () => {
    const begin = async () => {
      const world = new World()
      const before = await Scene.prepared(world)
      const { ticketId } = await before.customerWrites('first')
      await given(before, ticketId)
      await before.die()
      return world
    }
    const run = async (world: World, death: Death) => {
      const scene = await Scene.prepared(world, { crash: death.here })
      void scene.delivery.start().catch(() => {})
      await Promise.race([scene.quiet(1000, 60_000).catch(() => {}), death.died])
      await scene.die()
    }
    const counted = new Death(Number.POSITIVE_INFINITY)
    await run(await begin(), counted)
    expect(counted.passed.length).toBeGreaterThan(15)
    for (let at = 1; at <= counted.passed.length; at++) {
      const world = await begin()
      await run(world, new Death(at))
      const scene = await Scene.prepared(world)
      await scene.delivery.start()
      await scene.quiet()
      const types = scene.types('ticket-')
      const responded = types.filter(type => type === 'TicketResponded').length
      const uncertain = types.filter(type => type === 'ReplyUncertain').length
      expect([at, responded + uncertain]).toEqual([at, 1])
      expect([at, world.telegram.named('sendDocument').length <= 1]).toEqual([at, true])
      expect([at, await kept(world)]).toEqual([at, responded === 0])
      await scene.stop()
    }
  })
})
