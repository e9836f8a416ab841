import { describe, expect, it } from '@jest/globals'
import { ActOnStaffGroup } from '#application'
import { ticketCodeFor } from '#kernel'
import { group, groupStream, Scene, World } from './testing/scene.js'
import { refusal } from './testing/scripted-telegram.js'

const minute = 60_000
const nothing = { count: 0, oldest: null, refused: 0, refusal: null }

describe('what waits for longer than five minutes', () => {
  it('is told with how long Telegram has asked to wait', async () => {
    const scene = await Scene.open(new World())
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    const { telegram, clock } = scene.world
    telegram.answer('sendMessage', refusal(429, 'Too Many Requests', { retry_after: 3600 }))
    const until = clock.now() + 3_600_000
    const since = clock.now()
    await scene.customerWrites('And this?')
    await scene.customerWrites('And that?')
    await scene.passes(5 * minute, 1000)
    expect(scene.delivery.overdue()).toEqual(nothing)
    await scene.passes(1000, 1000)
    const { count, oldest } = scene.delivery.overdue()
    expect({ count, oldest }).toEqual({
      count: 2,
      oldest: { kind: 'relay', ticket: ticketCodeFor(ticketId), since, why: 'rate_limited', until }
    })
    await scene.stop()
  })

  it('is told of what has no group, and of a topic that Telegram refuses, with its words and when it is tried again', async () => {
    const scene = await Scene.prepared(new World())
    const { telegram, clock } = scene.world
    const words = 'Bad Request: something new'
    telegram.answer('createForumTopic', ...Array.from({ length: 20 }, () => refusal(400, words)))
    await scene.delivery.start()
    const { ticketId } = await scene.customerWrites('It is broken')
    const since = clock.now()
    await scene.passes(5 * minute + 1000, 1000)
    const ticket = ticketCodeFor(ticketId)
    const told = scene.delivery.overdue()
    expect(told).toMatchObject({
      oldest: { kind: 'topic', ticket, since, why: 'refused' },
      refused: 1,
      refusal: { kind: 'topic', ticket, since, words: `400 ${words}`, times: 6 }
    })
    expect(Number(told.oldest?.until) - clock.now()).toBeLessThanOrEqual(minute)

    const retire = { type: 'RetireStaffGroup' as const, staffGroupId: groupStream }
    await scene.bus.execute(new ActOnStaffGroup(groupStream, retire, scene.context()))
    await scene.passes(minute, 1000)
    expect(scene.delivery.overdue()).toMatchObject({ oldest: { why: 'no_group', until: null }, refused: 0 })
    expect(group).toBeLessThan(0)
    await scene.stop()
  })

  it('is nothing any more once it was taken', async () => {
    const scene = await Scene.prepared(new World())
    scene.world.telegram.answer(
      'createForumTopic',
      refusal(400, 'Bad Request: odd'),
      refusal(400, 'Bad Request: odd')
    )
    await scene.delivery.start()
    await scene.customerWrites('It is broken')
    await scene.passes(minute + 1000, 1000)
    expect(scene.delivery.overdue().refused).toBe(1)
    await scene.passes(2 * minute, 1000)
    expect(scene.delivery.overdue()).toEqual(nothing)
    await scene.stop()
  })
})
