import { describe, expect, it } from '@jest/globals'
import { ActOnStaffGroup } from '#application'
import type { SubjectId, TicketId } from '#kernel'
import { ticketCodeFor } from '#kernel'
import { group, groupStream, type Scene, World } from '../delivery/testing/scene.js'
import { lost, notSent, refusal } from '../delivery/testing/scripted-telegram.js'
import { forget, started, toldOf } from './testing/started.js'

const nameless = (ticketId: TicketId) => `Customer · ${ticketCodeFor(ticketId)}`

/** The customer has so many tickets, all but the last closed; each has a topic. */
async function withTickets(count: number, options: Parameters<typeof started>[1] = {}) {
  const world = new World()
  const { scene, running } = await started(world, options)
  const tickets: TicketId[] = []
  let subject: SubjectId | undefined
  for (let n = 0; n < count; n++) {
    if (n > 0) await close(scene, tickets[n - 1])
    const { ticketId, subjectId } = await scene.customerWrites(`It is broken, ${n}`)
    await scene.quiet()
    tickets.push(ticketId)
    subject = subjectId
  }
  if (!subject) throw new Error('no ticket')
  const stop = async () => {
    await running.stop()
    await scene.stop()
  }
  return { world, scene, running, tickets, subject, telegram: world.telegram, stop }
}

async function close(scene: Scene, ticketId: TicketId | undefined): Promise<void> {
  const now = scene.world.clock.now()
  if (ticketId) await scene.act(ticketId, { type: 'CloseTicket', cause: 'command', now })
  await scene.quiet()
}

const renamed = (telegram: World['telegram']) =>
  telegram.named('editForumTopic').map(({ params }) => params['name'])

describe('A person who is forgotten', () => {
  it('leaves topics and cards without the name; what was relayed stays and is counted', async () => {
    const { scene, tickets, subject, telegram, stop } = await withTickets(3)
    telegram.calls.length = 0
    await forget(scene, subject)
    await scene.quiet()
    expect(renamed(telegram).sort()).toEqual(tickets.map(nameless).sort())
    const cards = telegram.named('editMessageText')
    expect(cards).toHaveLength(3)
    for (const { params } of cards) expect(params['text']).toMatch(/\nCustomer: forgotten\n/)
    expect(JSON.stringify(telegram.calls)).not.toContain('Anna')
    expect(toldOf(scene, subject)).toEqual([
      { type: 'SubjectForgotten', data: expect.objectContaining({ code: 'request' }) },
      {
        type: 'SubjectErased',
        data: {
          reached: {
            rememberedAnswers: 0,
            topics: 3,
            topicsLeft: 0,
            cards: 3,
            cardsLeft: 0,
            relaysShown: 3
          }
        }
      }
    ])
    await stop()
  })

  it('has three topics without the name within 15 s, also in a group that was busy just now', async () => {
    const { scene, subject, telegram, world, stop } = await withTickets(3, { limits: true })
    const from = world.clock.now()
    await forget(scene, subject)
    await scene.passes(15_000)
    expect(world.clock.now() - from).toBe(15_000)
    expect(renamed(telegram)).toHaveLength(3)
    expect(toldOf(scene, subject)).toHaveLength(2)
    await stop()
  })

  it('goes before everything else that waits in the group', async () => {
    const { scene, subject, telegram, stop } = await withTickets(1, { limits: true })
    for (let n = 0; n < 60; n++) await scene.customerWrites(`other ${n}`, { user: 500 + n })
    await scene.passes(2000)
    await forget(scene, subject)
    await scene.passes(8000)
    expect(renamed(telegram)).toHaveLength(1)
    expect(toldOf(scene, subject)).toHaveLength(2)
    await stop()
  })

  it('is shown to nobody from then on, even where the key is not gone yet', async () => {
    let silent = false
    const options = { canCall: () => !silent }
    const { scene, subject, telegram, tickets, running, stop } = await withTickets(1, options)
    await running.stop()
    silent = true
    await scene.customerWrites('said just before')
    const { desk } = scene
    const key = await desk.vault.keyOf(subject)
    telegram.calls.length = 0
    // As in another process of the desk, which holds the key in memory.
    const kept = desk.vault.forget
    Object.assign(desk.vault, { forget: async () => true })
    await forget(scene, subject)
    // Delivery goes by the event: what it sent before it had seen it, it could not know.
    const head = (await desk.log.head()) ?? ''
    while (!scene.delivery.hasConfirmed(head)) await new Promise(setImmediate)
    silent = false
    await scene.quiet()
    Object.assign(desk.vault, { forget: kept })
    expect(await desk.vault.keyOf(subject)).toEqual(key)
    expect(renamed(telegram)).toEqual(tickets.map(nameless))
    expect(JSON.stringify(telegram.calls)).not.toMatch(/Anna|said just before/)
    await stop()
  })

  it('has answers that name them forgotten, and nobody else’s', async () => {
    const { scene, subject, tickets, world, stop } = await withTickets(1)
    const answer = (id: string) => ({ status: 200, headers: {}, body: { ticket: { id } } })
    for (const [key, id] of [
      ['theirs', `tkt_${tickets[0]}`],
      ['also theirs', `cus_${subject}`],
      ['other', 'tkt_x']
    ] as const) {
      await world.state.remember(key, 'print', 1)
      await world.state.answered(key, answer(id))
    }
    await forget(scene, subject)
    await scene.quiet()
    const left = []
    for await (const { key } of world.state.answers()) left.push(key)
    expect(left).toEqual(['other'])
    expect(toldOf(scene, subject)[1]).toMatchObject({ data: { reached: { rememberedAnswers: 2 } } })
    await stop()
  })

  it('without any ticket is done at once', async () => {
    const { scene, stop } = await withTickets(1)
    const somebody = await scene.desk.vault.subjectFor(77)
    await forget(scene, somebody)
    await scene.quiet()
    expect(toldOf(scene, somebody)[1]).toMatchObject({
      type: 'SubjectErased',
      data: { reached: { topics: 0, relaysShown: 0 } }
    })
    await stop()
  })

  it('who writes again is a new customer, whose topic has the name', async () => {
    const { scene, subject, telegram, stop } = await withTickets(1)
    await forget(scene, subject)
    await scene.quiet()
    const next = await scene.customerWrites('hello again')
    await scene.quiet()
    expect(next.subjectId).not.toBe(subject)
    const { params } = telegram.named('createForumTopic').at(-1) ?? {}
    expect(params?.['name']).toBe(`Anna · ${ticketCodeFor(next.ticketId)}`)
    await stop()
  })
})

describe('Where Telegram', () => {
  it('does not answer, it is asked until it does, and nothing is said before', async () => {
    const { scene, subject, telegram, stop } = await withTickets(1)
    telegram.answer('editForumTopic', lost, notSent, lost)
    telegram.answer('editMessageText', lost)
    await forget(scene, subject)
    await scene.passes(500)
    expect(toldOf(scene, subject)).toHaveLength(1)
    await scene.quiet()
    expect(renamed(telegram)).toHaveLength(4)
    expect(toldOf(scene, subject)[1]).toMatchObject({ data: { reached: { topics: 1, cards: 1 } } })
    const attempts = scene.eventsSync('delivery-').filter(({ data }) => data['kind'] === 'topic_name')
    expect(attempts.map(({ data }) => data['marked'])).toEqual([false, false, false, false])
    await stop()
  })

  it('refuses for good, that is what was reached', async () => {
    const { scene, subject, telegram, stop } = await withTickets(1)
    telegram.answer('editMessageText', refusal(400, "Bad Request: message can't be edited"))
    await forget(scene, subject)
    await scene.quiet()
    expect(toldOf(scene, subject)[1]).toMatchObject({
      data: { reached: { topics: 1, topicsLeft: 0, cards: 0, cardsLeft: 1 } }
    })
    await stop()
  })

  it('says that the rights are missing, it is done when they are back', async () => {
    const { scene, subject, telegram, stop } = await withTickets(1)
    telegram.answer('editForumTopic', refusal(400, 'Bad Request: not enough rights to manage topics'))
    await forget(scene, subject)
    await scene.passes(20_000)
    expect(toldOf(scene, subject)).toHaveLength(1)
    const rights = { type: 'RecordRights' as const, missing: [] }
    await scene.bus.execute(new ActOnStaffGroup(groupStream, rights, scene.context()))
    await scene.quiet()
    expect(toldOf(scene, subject)).toHaveLength(2)
    await stop()
  })

  it('says that the topic is gone, the name went with it, and a ticket that is over gets no new one', async () => {
    const { scene, subject, telegram, tickets, stop } = await withTickets(1)
    await close(scene, tickets[0])
    telegram.answer('editForumTopic', refusal(400, 'Bad Request: TOPIC_ID_INVALID'))
    telegram.answer('editMessageText', refusal(400, 'Bad Request: message to edit not found'))
    await forget(scene, subject)
    await scene.passes(20_000)
    expect(toldOf(scene, subject)[1]).toMatchObject({
      data: { reached: { topics: 1, topicsLeft: 0, cards: 1, cardsLeft: 0 } }
    })
    expect(
      telegram.named('createForumTopic').filter(({ params }) => params['chat_id'] === group)
    ).toHaveLength(1)
    await stop()
  })
})
