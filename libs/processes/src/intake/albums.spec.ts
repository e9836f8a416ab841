import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { FakeClock, type JsonObject } from '#kernel'
import { classify, type StaffMessage } from '#telegram'
import { createAlbums } from './albums.js'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, photo, Updates } from './testing/updates.js'

const item = (caption?: string): JsonObject => ({
  ...photo(caption),
  media_group_id: 'g',
  date: 1_767_700_000
})
const signal = new AbortController().signal

describe('an album', () => {
  const updates = new Updates()
  const read = (caption?: string) =>
    classify(updates.inTopic(alice, topic, item(caption)), { id: 700, username: 'desk_bot' })
  const bare = () => read() as StaffMessage

  it('is a command as soon as the caption of any item is one, almost or wholly', async () => {
    for (const caption of ['/note fraud', '/resolve', '／note fraud', '@bob /note']) {
      const albums = createAlbums(new FakeClock())
      const first = albums.isPartOfCommand(bare(), signal)
      albums.seen(bare())
      albums.seen(read(caption))
      expect(await first).toBe(true)
      expect(await albums.isPartOfCommand(bare(), signal)).toBe(true)
    }
  })

  it('is none as soon as a caption says so, and after a second without one', async () => {
    const captioned = createAlbums(new FakeClock())
    captioned.seen(read('Here you are'))
    expect(await captioned.isPartOfCommand(bare(), signal)).toBe(false)
    const clock = new FakeClock()
    const albums = createAlbums(clock)
    const first = albums.isPartOfCommand(bare(), signal)
    await clock.advance(1000)
    expect(await first).toBe(false)
    expect(await albums.isPartOfCommand(bare(), signal)).toBe(false)
  })

  it('is decided after the start by whoever stops while it waits', async () => {
    const stop = new AbortController()
    const first = createAlbums(new FakeClock()).isPartOfCommand(bare(), stop.signal)
    stop.abort()
    await expect(first).rejects.toThrow('stopped')
  })
})

describe('an album in a topic', () => {
  let scene: Scene
  beforeEach(async () => {
    scene = await openScene()
    await scene.openTicket()
  })
  afterEach(() => scene.close())

  /** As the runner does: all are read before the first one's turn is over. */
  async function comes(...captions: (string | undefined)[]): Promise<void> {
    const { intake, record } = scene.desk
    const events = []
    for (const caption of captions)
      events.push(await record(scene.updates.inTopic(alice, topic, item(caption))))
    for (const event of events) await intake.sequenceOf(event)
    for (const event of events) await intake.handle(event, { signal, hold: () => () => {} })
  }

  it('goes to colleagues whichever item has the note', async () => {
    await comes(undefined, undefined, '/note fraud')
    expect(await scene.types()).toEqual(['NoteAdded', 'NoteAdded', 'NoteAdded'])
  })

  it('resolves with the last item and sends none of the others', async () => {
    await comes(undefined, '/resolve')
    expect(await scene.types()).toEqual(['NoteAdded', 'NoteAdded', 'TicketResolved'])
  })

  it('goes to the customer when its caption is for them', async () => {
    await comes(undefined, 'Here you are', undefined)
    expect((await scene.types()).filter(type => type === 'ReplyRequested')).toHaveLength(3)
  })

  it('whose caption comes too late names what has left, and sends no more', async () => {
    const waits = scene.desk.receive(scene.updates.inTopic(alice, topic, item()))
    while ((await scene.types()).length === 0) {
      await scene.desk.clock.advance(1000)
      await new Promise(resolve => setImmediate(resolve))
    }
    await waits
    await scene.receive(scene.updates.inTopic(alice, topic, item('/note fraud')))
    await scene.receive(scene.updates.inTopic(alice, topic, item()))
    expect((await scene.types()).slice(3)).toEqual(['CommandRefused', 'NoteAdded', 'NoteAdded'])
    expect(await scene.refusal()).toMatchObject({
      command: 'note',
      reason: 'album_sent',
      details: { count: 1 }
    })
  })
})
