import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnTicket } from '#application'
import { commandIdFor, FakeClock, type JsonObject, type MessageId, type TicketId } from '#kernel'
import { classify, type StaffMessage } from '#telegram'
import { createAlbums } from './albums.js'
import { createIntake } from './intake.js'
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

  /** One item, and a second in which no caption comes. */
  async function comesAlone(): Promise<void> {
    const waits = scene.desk.receive(scene.updates.inTopic(alice, topic, item()))
    while ((await scene.types()).filter(type => type === 'ReplyRequested').length === 0) {
      await scene.desk.clock.advance(1000)
      await new Promise(resolve => setImmediate(resolve))
    }
    await waits
  }

  it('whose caption comes too late is stopped where it is not sent, and sends no more', async () => {
    await comesAlone()
    await scene.receive(scene.updates.inTopic(alice, topic, item('/note fraud')))
    await scene.receive(scene.updates.inTopic(alice, topic, item()))
    const [asked] = (await scene.since()).filter(event => event.type === 'ReplyRequested')
    const after = (await scene.since()).slice(3)
    expect(after.map(({ type }) => type)).toEqual(['ReplyWithdrawn', 'NoteAdded', 'NoteAdded'])
    expect(after[0]?.data).toEqual({ messageId: asked?.data['messageId'] })
  })

  it('whose caption comes too late names what has left', async () => {
    await comesAlone()
    const asked = (await scene.since()).find(event => event.type === 'ReplyRequested')
    const ticketId = String(asked?.stream.slice('ticket-'.length)) as TicketId
    const accepted = {
      type: 'ConfirmReply' as const,
      messageId: String(asked?.data['messageId']) as MessageId,
      telegramMessageIds: [900],
      acceptedAt: 1,
      afterReply: 'in_progress' as const
    }
    const context = { ...apart('accept'), actor: 'process:delivery' as const }
    await scene.desk.commands.execute(new ActOnTicket(ticketId, accepted, context))
    await scene.receive(scene.updates.inTopic(alice, topic, item('/note fraud')))
    expect((await scene.types()).slice(4)).toEqual(['CommandRefused', 'NoteAdded'])
    expect(await scene.refusal()).toMatchObject({
      command: 'note',
      reason: 'album_sent',
      details: { count: 1 }
    })
  })

  it.each(['/note fraud', '/resolve', '／note fraud', '/clsoe it'])(
    'that begins with %s is decided by that also when the process was killed before its next item',
    async caption => {
      await scene.receive(scene.updates.inTopic(alice, topic, item(caption)))
      const began = createIntake(scene.desk.options)
      const later = { ...item(), date: 1_767_709_000 }
      const event = await scene.desk.record(scene.updates.inTopic(alice, topic, later))
      const handled = began.handle(event, { signal, hold: () => () => {} })
      await passesUntil(handled)
      const types = await scene.types()
      expect(types).not.toContain('ReplyRequested')
      expect(types.filter(type => type === 'NoteAdded')).toHaveLength(2)
    }
  )

  it('of which the process was killed while it waited for the caption is decided as it would have been', async () => {
    const first = await scene.desk.record(scene.updates.inTopic(alice, topic, item()))
    await scene.desk.intake.sequenceOf(first)
    const kill = new AbortController()
    const dead = scene.desk.intake.handle(first, { signal: kill.signal, hold: () => () => {} })
    kill.abort()
    await expect(dead).rejects.toThrow('stopped')
    const second = await scene.desk.record(scene.updates.inTopic(alice, topic, item('/note fraud')))
    const began = createIntake(scene.desk.options)
    for (const event of [first, second]) await began.sequenceOf(event)
    for (const event of [first, second]) await began.handle(event, { signal, hold: () => () => {} })
    expect(await scene.types()).toEqual(['NoteAdded', 'NoteAdded'])
  })

  async function passesUntil(handled: Promise<void>): Promise<void> {
    let isOver = false
    void handled.finally(() => {
      isOver = true
    })
    while (!isOver) {
      await scene.desk.clock.advance(1000)
      await new Promise(resolve => setImmediate(resolve))
    }
    await handled
  }
})

const apart = (word: string) => ({
  commandId: commandIdFor('albums', word),
  causationId: 'test',
  correlationId: 'test'
})
