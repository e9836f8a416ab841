import { afterEach, describe, expect, it } from '@jest/globals'
import type { MessageKind } from '#domain'
import type { TicketId } from '#kernel'
import { Death } from './testing/death.js'
import { annasChat, group, groupStream, Scene, World } from './testing/scene.js'
import { type Called, lost, refusal } from './testing/scripted-telegram.js'

let scene: Scene

afterEach(async () => {
  await scene.stop()
})

const albums = (): readonly Called[] => scene.world.telegram.named('sendMediaGroup')
const filesOf = (call: Called | undefined): unknown[] => {
  const media = call?.params['media']
  return Array.isArray(media) ? media.map(item => item.media) : []
}
const captionsOf = (call: Called | undefined): unknown[] => {
  const media = call?.params['media']
  return Array.isArray(media) ? media.map(item => item.caption) : []
}

async function customerSends(names: readonly string[], caption = ''): Promise<readonly number[]> {
  const ids = []
  for (const [n, fileId] of names.entries()) {
    const item = { kind: 'photo' as const, fileId, mediaGroup: 'g1' }
    ids.push((await scene.customerWrites(n === 0 ? caption : '', item)).telegramMessageId)
  }
  return ids
}

async function agentSends(ticketId: TicketId, names: readonly string[], kind: MessageKind = 'photo') {
  const place = { staffGroupId: groupStream, chatId: group, threadId: scene.threadOf(ticketId) }
  for (const [n, fileId] of names.entries()) {
    const source = { kind: 'message' as const, place, telegramMessageId: 4711 + n }
    await scene.agentReplies(ticketId, n === 0 ? 'look' : '', { kind, fileId, mediaGroup: 'g2', source })
  }
}

async function withTicket(options: ConstructorParameters<typeof Scene>[1] = {}): Promise<TicketId> {
  scene = await Scene.open(new World(), options)
  const { ticketId } = await scene.customerWrites('It is broken')
  await scene.quiet()
  return ticketId
}

const outcomes = (ticketId: TicketId): string[] =>
  scene
    .types(`ticket-${ticketId}`)
    .filter(type => /^(TicketResponded|ReplyFailed|ReplyUncertain)$/.test(type))

describe('an album', () => {
  it('of a customer is one in the topic, each item of it answerable', async () => {
    await withTicket()
    const [, second] = await customerSends(['p1', 'p2', 'p3'], 'three of them')
    await scene.quiet()
    expect(albums().map(filesOf)).toEqual([['p1', 'p2', 'p3']])
    expect(captionsOf(albums()[0])).toEqual(['three of them', undefined, undefined])
    expect(scene.world.telegram.named('copyMessage')).toEqual([])
    await scene.customerWrites('this one', { replyTo: second ?? 0 })
    await scene.quiet()
    const ids = scene
      .eventsSync('delivery-')
      .filter(({ type, data }) => type === 'DeliverySucceeded' && data['threadId'] !== null)
      .flatMap(({ data }) => data['telegramMessageIds'] as number[])
    const shown = scene.world.telegram.named('sendMessage').at(-1)?.params['reply_parameters']
    expect(shown).toMatchObject({ message_id: ids.at(-3) })
  })

  it('of an agent is one for the customer, each item accepted under its own number', async () => {
    const ticketId = await withTicket()
    await agentSends(ticketId, ['v1', 'v2'], 'video')
    await scene.quiet()
    expect(albums().map(filesOf)).toEqual([['v1', 'v2']])
    expect(albums()[0]?.params['chat_id']).toBe(annasChat)
    const numbers = scene
      .eventsSync(`ticket-${ticketId}`)
      .filter(({ type }) => type === 'TicketResponded')
      .map(({ data }) => data['telegramMessageIds'])
    expect(numbers).toHaveLength(2)
    expect(new Set(numbers.flat()).size).toBe(2)
  })

  it('waits a second for its next item; what comes after that goes by itself', async () => {
    await withTicket()
    await scene.customerWrites('', { kind: 'photo', fileId: 'p1', mediaGroup: 'g1' })
    await scene.passes(900)
    await scene.customerWrites('', { kind: 'photo', fileId: 'p2', mediaGroup: 'g1' })
    await scene.passes(900)
    await scene.customerWrites('', { kind: 'photo', fileId: 'p3', mediaGroup: 'g1' })
    expect(albums()).toEqual([])
    await scene.quiet()
    expect(albums().map(filesOf)).toEqual([['p1', 'p2', 'p3']])
    await scene.customerWrites('', { kind: 'photo', fileId: 'p4', mediaGroup: 'g1' })
    await scene.customerWrites('done')
    await scene.quiet()
    expect(albums()).toHaveLength(1)
    expect(scene.world.telegram.named('copyMessage')).toHaveLength(1)
    expect(scene.world.telegram.texts(group).at(-1)).toBe('done')
  })

  it('waits as long as its item has taken to come where the desk is behind, at most five seconds', async () => {
    await withTicket()
    const comesAfter = (sentAgoMs: number, fileId: string, mediaGroup: string) =>
      scene.customerWrites('', { kind: 'photo', fileId, mediaGroup, sentAgoMs })
    await comesAfter(4000, 'p1', 'g1')
    await scene.passes(3900)
    await comesAfter(4000, 'p2', 'g1')
    await scene.passes(3900)
    expect(albums()).toEqual([])
    await scene.passes(200)
    expect(albums().map(filesOf)).toEqual([['p1', 'p2']])
    await comesAfter(3_600_000, 'p3', 'g2')
    await comesAfter(3_600_000, 'p4', 'g2')
    await scene.passes(4900)
    expect(albums()).toHaveLength(1)
    await scene.passes(200)
    expect(albums().map(filesOf).at(-1)).toEqual(['p3', 'p4'])
  })

  it('whose answer was lost is never sent to the customer again by itself', async () => {
    const ticketId = await withTicket()
    scene.world.telegram.answer('sendMediaGroup', lost)
    await agentSends(ticketId, ['p1', 'p2', 'p3'])
    await scene.quiet()
    expect(albums()).toHaveLength(1)
    expect(outcomes(ticketId)).toEqual(['ReplyUncertain', 'ReplyUncertain', 'ReplyUncertain'])
  })

  it('whose answer was lost is shown in the topic again, and says once that it may be a repeat', async () => {
    await withTicket()
    scene.world.telegram.answer('sendMediaGroup', lost)
    await customerSends(['p1', 'p2'], 'look')
    await scene.quiet()
    expect(albums().map(captionsOf)).toEqual([
      ['look', undefined],
      ['↻ perhaps repeated: look', undefined]
    ])
  })

  it('is asked about and never doubled when the process is killed before the answer', async () => {
    let isDead = false
    const ticketId = await withTicket({
      crash: async what => {
        if (what === 'after sendMediaGroup') isDead = true
        if (isDead) await new Promise(() => {})
      }
    })
    await agentSends(ticketId, ['p1', 'p2'])
    await scene.passes(3000)
    expect(albums()).toHaveLength(1)
    await scene.die()
    scene = await Scene.open(scene.world)
    await scene.quiet()
    expect(albums()).toHaveLength(1)
    expect(outcomes(ticketId)).toEqual(['ReplyUncertain', 'ReplyUncertain'])
    expect(scene.world.telegram.named('copyMessage')).toEqual([])
  })

  it('with an item that Telegram does not take goes item by item, and only that one fails', async () => {
    const ticketId = await withTicket()
    const wrong = refusal(400, 'Bad Request: wrong file identifier/HTTP URL specified')
    scene.world.telegram.answer('sendMediaGroup', wrong)
    scene.world.telegram.answer(
      ({ method, params }) =>
        (method === 'copyMessage' && params['message_id'] === 4712) || params['photo'] === 'p2',
      wrong,
      wrong,
      wrong
    )
    await agentSends(ticketId, ['p1', 'p2', 'p3'])
    await scene.quiet()
    expect(outcomes(ticketId).toSorted()).toEqual(['ReplyFailed', 'TicketResponded', 'TicketResponded'])
  })

  it('waits as a whole where Telegram asks to wait', async () => {
    const ticketId = await withTicket()
    scene.world.telegram.answer(
      'sendMediaGroup',
      refusal(429, 'Too Many Requests: retry after 5', { retry_after: 5 })
    )
    await agentSends(ticketId, ['p1', 'p2'])
    await scene.quiet()
    expect(albums().map(filesOf)).toEqual([
      ['p1', 'p2'],
      ['p1', 'p2']
    ])
    expect(outcomes(ticketId)).toEqual(['TicketResponded', 'TicketResponded'])
  })

  it('counts as its messages against the budget of the chat', async () => {
    const ticketId = await withTicket({ limits: true })
    await scene.passes(60_000)
    const times = new Map<Called, number>()
    scene.world.telegram.before = async call => void times.set(call, scene.world.clock.monotonic())
    await agentSends(ticketId, ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'])
    await scene.agentReplies(ticketId, 'and this')
    const from = scene.world.clock.monotonic()
    await scene.quiet()
    expect(scene.world.telegram.texts(annasChat).at(-1)).toBe('and this')
    const [sent, after] = [albums()[0], scene.world.telegram.named('sendMessage').at(-1)].map(
      call => (call && times.get(call)) ?? Number.NaN
    )
    // Six took the bucket of three to minus three: one more is allowed four seconds later.
    expect(Number(after) - Number(sent)).toBeGreaterThanOrEqual(4000)
    expect(Number(sent) - from).toBeLessThan(3000)
  })

  it('answers what its agent answered', async () => {
    scene = await Scene.open()
    const { ticketId, telegramMessageId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    const call = scene.world.telegram
      .named('sendMessage')
      .find(({ params }) => params['text'] === 'It is broken')
    const answers = (call && scene.world.telegram.idOf(call)) ?? 0
    for (const fileId of ['p1', 'p2'])
      await scene.agentReplies(ticketId, '', { kind: 'photo', fileId, mediaGroup: 'g2', answers })
    await scene.quiet()
    expect(albums()[0]?.params['reply_parameters']).toMatchObject({ message_id: telegramMessageId })
  })
})

describe('an album that is withdrawn', () => {
  it('is not sent, as a whole and without a failure, also after a restart', async () => {
    for (const restarted of [false, true]) {
      const ticketId = await withTicket()
      if (restarted) await scene.die()
      const asking = restarted ? await Scene.prepared(scene.world) : scene
      const before = scene
      scene = asking
      await agentSends(ticketId, ['p1', 'p2'])
      await scene.act(ticketId, { type: 'WithdrawAlbum', mediaGroup: 'g2' })
      if (restarted) {
        await scene.die()
        scene = await Scene.open(before.world)
      }
      await scene.agentReplies(ticketId, 'Hello')
      await scene.quiet()
      expect(albums()).toEqual([])
      expect(scene.world.telegram.texts(annasChat).at(-1)).toBe('Hello')
      expect(scene.types(`ticket-${ticketId}`).filter(type => type === 'ReplyWithdrawn')).toHaveLength(2)
      expect(outcomes(ticketId)).toEqual(['TicketResponded'])
      const reasons = scene
        .eventsSync('delivery-')
        .filter(({ type }) => type === 'DeliveryAbandoned')
        .map(({ data }) => data['reason'])
      expect(reasons).toEqual(['withdrawn', 'withdrawn'])
      if (!restarted) await scene.stop()
    }
  })

  it('while its call is under way has left, and each item of it says so', async () => {
    const ticketId = await withTicket()
    scene.world.telegram.before = async ({ method }) => {
      if (method === 'sendMediaGroup') await scene.act(ticketId, { type: 'WithdrawAlbum', mediaGroup: 'g2' })
    }
    await agentSends(ticketId, ['p1', 'p2'])
    await scene.quiet()
    expect(outcomes(ticketId)).toEqual(['TicketResponded', 'TicketResponded'])
    const notices = scene.world.telegram
      .named('sendMessage')
      .filter(({ params }) => String(params['text']).includes('had left already'))
    expect(notices.map(({ params }) => params['reply_parameters'])).toEqual([
      { message_id: 4711, allow_sending_without_reply: true },
      { message_id: 4712, allow_sending_without_reply: true }
    ])
  })

  it('while Telegram had it wait is not tried again', async () => {
    const ticketId = await withTicket()
    scene.world.telegram.answer(
      'sendMediaGroup',
      refusal(429, 'Too Many Requests: retry after 30', { retry_after: 30 })
    )
    await agentSends(ticketId, ['p1', 'p2'])
    await scene.passes(5000)
    await scene.act(ticketId, { type: 'WithdrawAlbum', mediaGroup: 'g2' })
    await scene.quiet()
    expect(albums()).toHaveLength(1)
    expect(outcomes(ticketId)).toEqual([])
  })
})

describe('an album, wherever the process is killed', () => {
  const toCustomer = ['r1', 'r2']
  const toStaff = ['c1', 'c2']

  async function askedFor(world: World): Promise<void> {
    scene = await Scene.prepared(world)
    for (const fileId of toStaff) await scene.customerWrites('', { kind: 'photo', fileId, mediaGroup: 'g1' })
    const [opened] = scene.eventsSync('ticket-')
    for (const fileId of toCustomer) {
      const ticketId = String(opened?.data['ticketId']) as TicketId
      await scene.agentReplies(ticketId, '', { kind: 'photo', fileId, mediaGroup: 'g2' })
    }
    await scene.die()
  }

  async function runUntil(world: World, death: Death): Promise<void> {
    scene = await Scene.prepared(world, { crash: death.here })
    void scene.delivery.start().catch(() => {})
    await Promise.race([scene.quiet(500, 60_000).catch(() => {}), death.died])
    await scene.die()
  }

  const filesSent = (world: World): string[] =>
    world.telegram.calls.flatMap(call =>
      call.method === 'sendMediaGroup' ? filesOf(call).map(String) : String(call.params['photo'] ?? '')
    )

  it('reaches the customer at most once or is asked about, and the topic at least once', async () => {
    const counted = new Death(Number.POSITIVE_INFINITY)
    const whole = new World()
    await askedFor(whole)
    await runUntil(whole, counted)
    expect(filesSent(whole).filter(Boolean)).toHaveLength(4)
    for (let at = 1; at <= counted.passed.length; at++) {
      const world = new World()
      await askedFor(world)
      const death = new Death(at)
      await runUntil(world, death)
      scene = await Scene.open(world)
      await scene.quiet(500)
      const sent = filesSent(world)
      const where = `died at ${at}, ${death.passed.at(-1)}`
      const copied = world.telegram.named('copyMessage').length
      const times = (fileId: string) => sent.filter(file => file === fileId).length
      const told = scene.types('ticket-').filter(type => /^(TicketResponded|ReplyUncertain)$/.test(type))
      expect([where, told.length]).toEqual([where, toCustomer.length])
      for (const fileId of toCustomer) expect([where, times(fileId) <= 1]).toEqual([where, true])
      const copies = world.telegram
        .named('copyMessage')
        .filter(({ params }) => params['chat_id'] === annasChat)
        .map(({ params }) => params['message_id'])
      const inAlbum = toCustomer.some(fileId => times(fileId) > 0)
      expect([where, inAlbum ? copies : copies.length - new Set(copies).size]).toEqual([
        where,
        inAlbum ? [] : 0
      ])
      const missing = toStaff.filter(fileId => times(fileId) === 0)
      expect([where, copied >= missing.length]).toEqual([where, true])
      await scene.stop()
    }
    scene = await Scene.open()
  }, 60_000)
})
