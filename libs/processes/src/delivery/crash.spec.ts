import { describe, expect, it } from '@jest/globals'
import { Death } from './testing/death.js'
import { annasChat, group, Scene, World } from './testing/scene.js'

const relayed = ['first', 'second']
const replies = ['one', 'two']

async function everythingAskedFor(world: World): Promise<void> {
  const before = await Scene.prepared(world)
  const { ticketId } = await before.customerWrites('first')
  await before.agentReplies(ticketId, 'one')
  await before.customerWrites('second')
  await before.agentReplies(ticketId, 'two')
  await before.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: world.clock.now() })
  await before.die()
}

async function runUntil(world: World, death: Death): Promise<'quiet' | 'died'> {
  const scene = await Scene.prepared(world, { crash: death.here, limits: true })
  void scene.delivery.start().catch(() => {})
  const ended = await Promise.race([
    scene.quiet(1000, 60_000).then(
      () => 'quiet' as const,
      () => 'died' as const
    ),
    death.died.then(() => 'died' as const)
  ])
  await scene.die()
  return ended
}

async function check(world: World, scene: Scene): Promise<void> {
  // What is done holds nothing back.
  await scene.passes(1000)
  expect((await world.state.checkpoint('delivery-700'))?.position).toBe(await scene.log.head())

  const { telegram } = world
  const toCustomer = telegram.texts(annasChat).map(String)
  const uncertain = scene.types('ticket-').filter(type => type === 'ReplyUncertain').length
  const responded = scene.types('ticket-').filter(type => type === 'TicketResponded').length
  expect(responded + uncertain).toBe(replies.length)
  for (const reply of replies) {
    const times = toCustomer.filter(text => text === reply).length
    expect(times).toBeLessThanOrEqual(1)
  }
  const reached = replies.filter(reply => toCustomer.includes(reply)).length
  expect(reached + uncertain).toBeGreaterThanOrEqual(replies.length)
  // Notices are dropped rather than repeated.
  expect(toCustomer.filter(text => text.includes('Your ticket is')).length).toBeLessThanOrEqual(1)

  const inTopic = telegram.texts(group).map(String)
  for (const text of relayed) {
    const [first, ...again] = inTopic.filter(sent => sent.endsWith(text))
    expect(first).toBeDefined()
    for (const repeat of again) expect(repeat).toMatch(/^↻/)
  }
  const place = (text: string) => inTopic.findIndex(sent => sent.endsWith(text))
  expect(place('first')).toBeLessThan(place('second'))
  expect(scene.types('ticket-').filter(type => type === 'TopicOpened')).toHaveLength(1)
  expect(scene.types('ticket-').filter(type => type === 'CardPosted')).toHaveLength(1)
  expect(telegram.named('closeForumTopic').length).toBeGreaterThanOrEqual(1)
  const perDelivery = new Map<string, string[]>()
  for (const { stream, type } of scene.eventsSync('delivery-')) {
    perDelivery.set(stream, [...(perDelivery.get(stream) ?? []), type])
  }
  for (const types of perDelivery.values()) expect(types.at(-1)).not.toBe('DeliveryAttempted')
}

describe('a crash between any two steps', () => {
  it('loses no relay and no reply, repeats no reply, and marks every repeat', async () => {
    const counted = new Death(Number.POSITIVE_INFINITY)
    const world = new World()
    await everythingAskedFor(world)
    expect(await runUntil(world, counted)).toBe('quiet')
    const steps = counted.passed.length
    expect(steps).toBeGreaterThan(40)

    for (let at = 1; at <= steps; at++) {
      const world = new World()
      await everythingAskedFor(world)
      const death = new Death(at)
      await runUntil(world, death)
      const scene = await Scene.open(world)
      await scene.quiet(1000)
      try {
        await check(world, scene)
      } catch (error) {
        throw new Error(`died at step ${at}, ${death.passed.at(-1)}: ${error}`)
      }
      await scene.stop()
    }
  }, 120_000)

  it('a second crash on the way back changes nothing of that', async () => {
    for (const [first, second] of [
      [9, 4],
      [14, 7],
      [20, 10],
      [27, 3],
      [33, 12],
      [41, 6]
    ] as const) {
      const world = new World()
      await everythingAskedFor(world)
      await runUntil(world, new Death(first))
      await runUntil(world, new Death(second))
      const scene = await Scene.open(world)
      await scene.quiet(1000)
      await check(world, scene)
      await scene.stop()
    }
  }, 60_000)
})
