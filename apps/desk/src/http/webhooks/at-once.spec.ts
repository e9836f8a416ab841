import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { QueueId } from '#kernel'
import { HooksScene, path } from './testing-scene.js'

describe('Two who change an endpoint at once', () => {
  let scene: HooksScene
  beforeEach(async () => {
    scene = await HooksScene.start()
  })
  afterEach(() => scene.stop())

  const change = (id: string, body: object, headers = {}) =>
    scene.api.send('PATCH', `${path}/${id}`, { body, headers })
  const now = async (id: string) => (await scene.api.get(`${path}/${id}`)).body

  /** Whoever names a queue from now on has read the endpoint, and waits until it is let on. */
  function holding(): { readonly reached: Promise<void>; letOn(): void } {
    const { settings } = scene.api.deps
    const own = settings.queueExists.bind(settings)
    const reached = Promise.withResolvers<void>()
    const on = Promise.withResolvers<void>()
    Object.assign(settings, {
      async queueExists(queue: QueueId) {
        reached.resolve()
        await on.promise
        return own(queue)
      }
    })
    return { reached: reached.promise, letOn: on.resolve }
  }

  it('both have what they asked for: a narrowing is not undone', async () => {
    const { id } = await scene.active({ personal: true })
    const held = holding()
    const slow = change(id, { queues: ['general'] })
    await held.reached
    expect((await change(id, { personal: false })).status).toBe(200)
    held.letOn()
    expect((await slow).body).toMatchObject({ personal: false, queues: ['general'] })
    expect(await now(id)).toMatchObject({ personal: false, queues: ['general'] })
  })

  it('both have what they asked for: it does not go back to the address before', async () => {
    const { id } = await scene.active()
    const held = holding()
    const slow = change(id, { name: 'Other', queues: ['general'] })
    await held.reached
    await change(id, { url: `${scene.url}/new` })
    held.letOn()
    expect((await slow).status).toBe(200)
    expect(await now(id)).toMatchObject({ url: `${scene.url}/new`, name: 'Other' })
  })

  it('one of them may not any more, where the other has widened it beyond that one', async () => {
    const { id } = await scene.active()
    const weak = await scene.key(['webhooks:manage', 'tickets:read'])
    const held = holding()
    const slow = change(id, { queues: ['general'] }, weak.headers)
    await held.reached
    await change(id, { personal: true })
    held.letOn()
    const refused = await slow
    expect([refused.status, refused.body.scope]).toEqual([403, 'tickets:personal'])
    expect(await now(id)).toMatchObject({ personal: true, queues: null, owner: 'key:key_admin' })
  })

  it('all have what they asked for, ten at a time', async () => {
    const { id } = await scene.active()
    const parts = [
      { name: 'Other' },
      { personal: true },
      { timeout_s: 7 },
      { retry_first_s: 9 },
      { payload: 'thin' },
      { events: ['ticket.created'] },
      { description: 'x' }
    ]
    const all = await Promise.all(parts.map(part => change(id, part)))
    expect(all.map(({ status }) => status)).toEqual(parts.map(() => 200))
    expect(await now(id)).toMatchObject(Object.assign({}, ...parts))
  })
})
