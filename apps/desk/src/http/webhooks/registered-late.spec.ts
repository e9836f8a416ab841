import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { EventLog } from '#event-log'
import type { TestApi } from '../testing.js'
import { HooksScene, path } from './testing-scene.js'

describe('An endpoint whose stream is read slowly', () => {
  let scene: HooksScene
  let api: TestApi
  beforeEach(async () => {
    scene = await HooksScene.start()
    ;({ api } = scene)
  })
  afterEach(() => scene.stop())

  /** Follows from when it is opened; meanwhile others go on by a hundred turns wherever an endpoint is read. */
  const lagging = () => {
    const opened = Promise.withResolvers<void>()
    const log = (own: EventLog): EventLog => ({
      append: (...of) => own.append(...of),
      head: () => own.head(),
      eventAt: position => own.eventAt(position),
      ping: () => own.ping(),
      close: () => own.close(),
      async *subscribe(...of) {
        await opened.promise
        yield* own.subscribe(...of)
      },
      async *readStream(stream, ...more) {
        if (stream.startsWith('endpoint-')) for (let turns = 0; turns < 100; turns++) await turn()
        yield* own.readStream(stream, ...more)
      }
    })
    return { open: () => opened.resolve(), log }
  }

  const fed = async (): Promise<readonly string[]> => {
    const { body } = await api.get('/api/v1/events?limit=100&types=ticket.*')
    return body.data.map(({ data }: { data: { event: { id: string } } }) => data.event.id)
  }
  const told = () => scene.receiver.told.map(({ body }) => body.data.event.id)

  it('is told what came right after it was registered, before the desk had got to it', async () => {
    await scene.sending?.stop()
    const { open, log } = lagging()
    await scene.begin({ log })
    await scene.register()
    for (let user = 1; user <= 5; user++) await api.customerWrites(user, 'Help')
    open()
    const all = await fed()
    await scene.receiver.has(all.length)
    expect(told().sort()).toEqual([...all].sort())
  })

  it('is told what came right after it asked for more', async () => {
    const { id } = await scene.active({ events: ['ticket.closed'] })
    await scene.sending?.stop()
    const { open, log } = lagging()
    await scene.begin({ log })
    await api.send('PATCH', `${path}/${id}`, { body: { events: ['ticket.*'] } })
    for (let user = 1; user <= 5; user++) await api.customerWrites(user, 'Help')
    open()
    const all = await fed()
    await scene.receiver.has(all.length)
    expect(told().sort()).toEqual([...all].sort())
  })
})
