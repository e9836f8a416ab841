import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import type { EventLog, RecordedEvent } from '#event-log'
import { Unavailable } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { type BotId, FakeClock, type JsonObject } from '#kernel'
import { silentLogger } from '#observability'
import { createSealer, type Vault } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { createUpdateDoor } from './door.js'
import { createInboxKeys, keepRetention } from './inbox-keys.js'

const bot = '700' as BotId
const day = 86_400_000

async function open(log: EventLog = openMemoryLog()) {
  const clock = new FakeClock()
  const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 1), clock })
  const keys = createInboxKeys({ bot, vault, clock, logger: silentLogger })
  await keys.prepare()
  return { clock, vault, keys, log, door: createUpdateDoor({ bot, log, keys, clock }) }
}

async function all(log: EventLog): Promise<RecordedEvent[]> {
  const found: RecordedEvent[] = []
  for await (const item of log.subscribe('start', new AbortController().signal)) {
    if (item.kind === 'caughtUp') return found
    found.push(item.event)
  }
  return found
}

const sealerOf = (vault: Vault, clock: FakeClock) => createSealer(vault, { clock, cacheMs: 1000 })
async function bodyOf(event: RecordedEvent | undefined, vault: Vault, clock: FakeClock) {
  if (!event?.personal || event.meta.subjectId === undefined) return undefined
  const { stream, id: eventId, type, meta, personal } = event
  return sealerOf(vault, clock).open({ stream, eventId, type, subjectId: meta.subjectId ?? '' }, personal)
}

const update = (id: number, text = 'hello'): JsonObject & { update_id: number } => ({
  update_id: id,
  message: { message_id: id, date: 1, chat: { id: 5, type: 'private' }, from: { id: 5, is_bot: false }, text }
})

describe('the door for updates', () => {
  it('records an update sealed, so that it can be opened and not read', async () => {
    const { door, log, vault, clock } = await open()
    expect(await door.receive(JSON.stringify(update(1)))).toEqual({
      kind: 'recorded',
      updateId: 1,
      stub: false
    })
    const [event] = await all(log)
    expect(event).toMatchObject({ stream: 'inbox-700-1', type: 'UpdateReceived', data: { bot, updateId: 1 } })
    expect(JSON.stringify(event)).not.toContain('hello')
    expect(await bodyOf(event, vault, clock)).toEqual(update(1))
  })

  it('records the same update once, whoever brings it and however often', async () => {
    const { door, log } = await open()
    const body = JSON.stringify(update(1))
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => door.receive(body)))
    expect(outcomes.every(outcome => outcome.kind === 'recorded')).toBe(true)
    expect(await all(log)).toHaveLength(1)
  })

  it('records it once also when it comes again the next day, under another key', async () => {
    const { door, log, clock } = await open()
    await door.receive(JSON.stringify(update(1)))
    await clock.advance(day)
    expect((await door.receive(JSON.stringify(update(1)))).kind).toBe('recorded')
    expect(await all(log)).toHaveLength(1)
  })

  it('records another update under a number that was used, once, in order and counted (Telegram numbers anew)', async () => {
    const { vault, keys, log, clock } = await open()
    const reused: number[] = []
    const door = createUpdateDoor({ bot, log, keys, clock, reused: id => reused.push(id) })
    const bring = (text: string) => door.receive(JSON.stringify(update(1, text)))
    await bring('first')
    await clock.advance(day)
    for (const text of ['second', 'first', 'third', 'second', 'third']) await bring(text)
    const events = await all(log)
    expect(events.map(({ stream }) => stream)).toEqual(['inbox-700-1', 'inbox-700-1-2', 'inbox-700-1-3'])
    const texts = await Promise.all(
      events.map(async event => (await bodyOf(event, vault, clock))?.['message'])
    )
    expect(texts).toMatchObject([{ text: 'first' }, { text: 'second' }, { text: 'third' }])
    expect(reused).toEqual([1, 1])
  })

  it('knows an update again by its opened body where none of its digest was kept, and a lost key makes it another', async () => {
    const { door, log, vault, keys, clock } = await open()
    await door.receive(JSON.stringify(update(1)))
    const [event] = await all(log)
    if (!event) throw new Error('nothing was recorded')
    const { digest: _, ...data } = event.data
    const older = openMemoryLog()
    await older.append(event.stream, [{ ...event, data }], 'none')
    const doorOfOlder = createUpdateDoor({ bot, log: older, keys, clock })
    await doorOfOlder.receive(JSON.stringify(update(1)))
    expect(await all(older)).toHaveLength(1)
    await vault.destroyInboxKeysBefore(clock.now() + 2 * day)
    await clock.advance(3 * day)
    const later = createInboxKeys({ bot, vault, clock, logger: silentLogger })
    await createUpdateDoor({ bot, log: older, keys: later, clock }).receive(JSON.stringify(update(1)))
    expect(await all(older)).toHaveLength(2)
  })

  it('refuses what is no update', async () => {
    const { door, log } = await open()
    for (const body of ['', '{', '[]', 'null', '{}', '{"update_id":"1"}', '{"update_id":1.5}'])
      expect(await door.receive(body)).toEqual({ kind: 'not_an_update' })
    expect(await all(log)).toEqual([])
  })

  it('records any kind of update, known or not', async () => {
    const { door } = await open()
    expect((await door.receive('{"update_id":7,"news_of_2030":{"x":[1]}}')).kind).toBe('recorded')
  })

  it('keeps a large update that can be compressed', async () => {
    const { door, log, vault, clock } = await open()
    const large = update(1, 'so much text '.repeat(60_000))
    expect(await door.receive(JSON.stringify(large))).toMatchObject({ stub: false })
    expect(await bodyOf((await all(log))[0], vault, clock)).toEqual(large)
  })

  it('records a stub of what is too large even when compressed', async () => {
    const { door, log } = await open()
    const noise = update(1, randomBytes(300_000).toString('base64'))
    expect(await door.receive(JSON.stringify(noise))).toEqual({ kind: 'recorded', updateId: 1, stub: true })
    const [event] = await all(log)
    expect(event?.data).toMatchObject({ stub: true })
    expect(event?.personal).toBeUndefined()
  })

  it('needs no vault while its keys are there, also after midnight', async () => {
    const { door, vault, clock, log } = await open()
    await vault.close()
    await door.receive(JSON.stringify(update(1)))
    await clock.advance(day)
    await door.receive(JSON.stringify(update(2)))
    expect((await all(log)).map(event => event.meta.subjectId)).toEqual([
      'inbox-700-2026-01-05',
      'inbox-700-2026-01-06'
    ])
  })

  it('says that nothing is recorded while the log can not be written', async () => {
    const log = openMemoryLog()
    const { door } = await open({
      ...log,
      append: () => Promise.reject(new Unavailable('disk full'))
    } as EventLog)
    await expect(door.receive(JSON.stringify(update(1)))).rejects.toThrow(Unavailable)
  })
})

describe('a batch of updates', () => {
  it('is recorded in the order of each chat', async () => {
    const { door, log } = await open()
    await door.receiveBatch([1, 2, 3, 4].map(id => update(id)))
    expect((await all(log)).map(event => event.data['updateId'])).toEqual([1, 2, 3, 4])
  })

  it('records nothing of a chat after an update that could not be recorded', async () => {
    const log = openMemoryLog()
    let fails = true
    const { door } = await open({
      append: (stream, events, expected) =>
        fails && stream.endsWith('-2')
          ? Promise.reject(new Unavailable('disk full'))
          : log.append(stream, events, expected)
    } as EventLog)
    await expect(door.receiveBatch([1, 2, 3].map(id => update(id)))).rejects.toThrow(Unavailable)
    expect((await all(log)).map(event => event.data['updateId'])).toEqual([1])
    fails = false
    await door.receiveBatch([1, 2, 3].map(id => update(id)))
    expect((await all(log)).map(event => event.data['updateId'])).toEqual([1, 2, 3])
  })
})

describe('the keys of the inbox', () => {
  it('are destroyed after the retention, and with them what the updates said', async () => {
    const { door, log, vault, clock, keys } = await open()
    await door.receive(JSON.stringify(update(1)))
    const stop = new AbortController()
    const evicted: string[] = []
    const kept = keepRetention({
      vault,
      clock,
      logger: silentLogger,
      retentionMs: 30 * day,
      evict: name => evicted.push(name),
      signal: stop.signal
    })
    const [event] = await all(log)
    while (clock.sleeping === 0) await new Promise(resolve => setImmediate(resolve))
    await clock.advance(30 * day)
    expect(await bodyOf(event, vault, clock)).toEqual(update(1))
    while (clock.sleeping === 0) await new Promise(resolve => setImmediate(resolve))
    await clock.advance(day)
    while (evicted.length === 0) await new Promise(resolve => setImmediate(resolve))
    expect(evicted).toEqual(
      ['inbox-700-2026-01-05', 'inbox-700-2026-01-06', 'inbox-700-2026-01-07'].slice(0, evicted.length)
    )
    expect(await bodyOf(event, vault, clock)).toBeUndefined()
    stop.abort()
    await kept
    expect(keys.keyName(clock.now())).toBe('inbox-700-2026-02-05')
  })

  it('are made ahead each hour, and tried again after a fault', async () => {
    const { vault, clock } = await open()
    const asked: string[] = []
    let away = true
    const counting: Vault = {
      ...vault,
      inboxKey: name => {
        asked.push(name)
        return away ? Promise.reject(new Error('away')) : vault.inboxKey(name)
      }
    }
    const keys = createInboxKeys({ bot, vault: counting, clock, logger: silentLogger })
    const stop = new AbortController()
    const ready = keys.keepReady(stop.signal)
    while (clock.sleeping === 0) await new Promise(resolve => setImmediate(resolve))
    expect(asked).toEqual(['inbox-700-2026-01-05'])
    away = false
    await clock.advance(60_000)
    while (asked.length < 4) await new Promise(resolve => setImmediate(resolve))
    expect(asked.slice(1)).toEqual(['inbox-700-2026-01-05', 'inbox-700-2026-01-06', 'inbox-700-2026-01-07'])
    stop.abort()
    await ready
  })
})

describe('what is typed after the name of the bot', () => {
  const query = (id: number, inline_query: unknown) => ({ update_id: id, inline_query }) as JsonObject
  const asked = { id: 'q1', from: { id: 5, is_bot: false }, query: 'late', offset: '' }

  it('is handed on and recorded nowhere, by webhook and by polling', async () => {
    const { log, clock, keys } = await open()
    const handed: unknown[] = []
    const door = createUpdateDoor({ bot, log, keys, clock, inline: one => handed.push(one) })
    expect(await door.receive(JSON.stringify(query(1, asked)))).toEqual({ kind: 'inline' })
    await door.receiveBatch([query(2, asked) as never, update(3), query(4, { id: 'q2' }) as never])
    expect(handed).toEqual([
      { id: 'q1', userId: 5, words: 'late' },
      { id: 'q1', userId: 5, words: 'late' }
    ])
    expect((await all(log)).map(({ stream }) => stream)).toEqual(['inbox-700-3'])
  })

  it.each([['nonsense'], [null], [{}], [{ id: 7, from: {} }]])(
    'is no update of another kind where it is %p',
    async body => {
      const { log, door } = await open()
      expect(await door.receive(JSON.stringify(query(1, body)))).toEqual({ kind: 'inline' })
      expect(await all(log)).toEqual([])
    }
  )
})
