import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readAll, readToHead, seeded, someEvent, someEvents } from '../contract/events.js'
import { CannotOpen, Corrupt, Unavailable } from '../errors.js'
import type { EventLog, Position, RecordedEvent } from '../port.js'
import type { ExportedEvent } from '../whole-log.js'
import { checksumOf } from './checksum.js'
import { exportSqliteLog, verifySqliteLog } from './index.js'
import { positionOf } from './position.js'
import { LogFiles } from './testing.js'

describe('a damaged SQLite log', () => {
  let files: LogFiles
  beforeEach(async () => {
    files = new LogFiles()
    const log = await files.open()
    for (let i = 0; i < 10; i++) await log.append(`ticket-${i}`, someEvents(`${i}`, 50), 'none')
    await log.close()
  })
  afterEach(() => files.remove())

  it('is sound before it is damaged', async () => {
    const seen: number[] = []
    expect(await verifySqliteLog(files.path, done => seen.push(done))).toMatchObject({
      events: 500,
      head: positionOf(500),
      problems: []
    })
    expect(seen.at(-1)).toBe(500)
  })

  it.each([
    ['data', `data = replace(data, 'seed', 'sEed')`],
    ['meta', `meta = replace(meta, 'test', 'tEst')`],
    ['type', `type = 'SomethingElse'`],
    ['id', `id = replace(id, '-', '_')`],
    ['personal', `personal = 'x'`],
    ['recordedAt', 'recorded_at = recorded_at + 1'],
    ['stream', `stream = 'ticket-x'`],
    ['revision', 'revision = 1000'],
    ['checksum', 'checksum = checksum + 1']
  ])('tells a reader where, when %s of an event is not what was written', async (_what, change) => {
    files.tamper(`UPDATE events SET ${change} WHERE position = 77`)
    const log = await files.open()
    const { events, error } = await readUntilCorrupt(log, 'start')
    expect(events).toHaveLength(76)
    expect(error.position).toBe(positionOf(77))
    await expect(log.eventAt(positionOf(77))).rejects.toBeInstanceOf(Corrupt)
    expect(await readToHead(log, error.position)).toHaveLength(423)
    expect((await verifySqliteLog(files.path)).problems[0]).toMatchObject({ position: positionOf(77) })
  })

  it('stops a reader of its stream at the event, with stream and revision', async () => {
    files.tamper(`UPDATE events SET data = '{}' WHERE stream = 'ticket-3' AND revision = 20`)
    const log = await files.open()
    const read: number[] = []
    const reading = (async () => {
      for await (const event of log.readStream('ticket-3')) read.push(event.revision)
    })()
    await expect(reading).rejects.toMatchObject({
      name: 'Corrupt',
      stream: 'ticket-3',
      revision: 20,
      position: positionOf(171)
    })
    expect(read).toEqual(Array.from({ length: 20 }, (_, i) => i))
    expect(await readAll(log, 'ticket-4')).toHaveLength(50)
  })

  it('refuses to write once a read has met the damage', async () => {
    files.tamper(`UPDATE events SET data = '{}' WHERE position = 77`)
    const log = await files.open()
    await log.append('ticket-new', [someEvent('before')], 'none')
    await readUntilCorrupt(log, 'start')
    const refused = log.append('ticket-new', [someEvent('after')], 0)
    await expect(refused).rejects.toBeInstanceOf(Unavailable)
    await expect(refused).rejects.toThrow(/damaged .*position 77.*deskctl verify/)
    await expect(log.ping()).rejects.toThrow(/damaged .*position 77.*deskctl verify/)
  })

  it('is not opened for writing when the damage is among the last events', async () => {
    files.tamper(`UPDATE events SET data = '{}' WHERE position = 420`)
    const opening = files.open()
    await expect(opening).rejects.toBeInstanceOf(CannotOpen)
    await expect(opening).rejects.toThrow(/position 420 \(revision 19 of stream ticket-8\): .*deskctl export/)
    await files.open({ readOnly: true })
  })

  it('notices events that are missing', async () => {
    files.tamper('DELETE FROM events WHERE position BETWEEN 60 AND 64')
    const log = await files.open()
    const { events, error } = await readUntilCorrupt(log, 'start')
    expect(events).toHaveLength(59)
    expect(error).toMatchObject({
      position: positionOf(64),
      message: expect.stringContaining('positions 60 to 64')
    })
    expect(await readToHead(log, error.position)).toHaveLength(436)
    await expect(readAll(log, 'ticket-1')).rejects.toMatchObject({
      name: 'Corrupt',
      stream: 'ticket-1',
      revision: 9
    })
    const { events: read, problems } = await verifySqliteLog(files.path)
    expect(read).toBe(495)
    expect(problems.map(problem => problem.why)).toEqual([
      'positions 60 to 64: missing',
      'revision 9 should stand here'
    ])
  })

  it('notices a time that goes back within a stream', async () => {
    const event = (await readToHead(await files.open({ readOnly: true })))[76]
    if (!event) throw new Error('no event')
    const at = event.recordedAt - 1
    const checksum = checksumOf(event.stream, event.revision, {
      ...event,
      recordedAt: at,
      data: JSON.stringify(event.data),
      personal: null,
      meta: JSON.stringify(event.meta)
    })
    files.tamper(`UPDATE events SET recorded_at = ${at}, checksum = ${checksum} WHERE position = 77`)
    expect((await verifySqliteLog(files.path)).problems).toEqual([
      { position: positionOf(77), stream: 'ticket-1', revision: 26, why: expect.stringMatching(/recordedAt/) }
    ])
  })

  it('notices an index that does not match', async () => {
    files.tamper(`CREATE TABLE other (stream TEXT, revision INTEGER);
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'other') WHERE name = 'events_by_stream'`)
    const { problems, events } = await verifySqliteLog(files.path)
    expect(events).toBe(500)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.every(problem => problem.position === null)).toBe(true)
  })

  it('calls text that is not JSON Corrupt, even with a right checksum', async () => {
    const event = (await readToHead(await files.open({ readOnly: true })))[76]
    if (!event) throw new Error('no event')
    const meta = JSON.stringify(event.meta)
    const checksum = checksumOf(event.stream, event.revision, {
      ...event,
      data: '{"x":',
      personal: null,
      meta
    })
    files.tamper(`UPDATE events SET data = '{"x":', checksum = ${checksum} WHERE position = 77`)
    const { error } = await readUntilCorrupt(await files.open(), 'start')
    expect(error).toMatchObject({ stream: 'ticket-1', revision: 26, position: positionOf(77) })
  })

  it('exports what is readable and names what is not', async () => {
    files.tamper(
      `UPDATE events SET data = '{}' WHERE position = 77; DELETE FROM events WHERE position IN (100, 101)`
    )
    const exported = await exportAll(files.path)
    expect(exported.filter(item => item.kind === 'event')).toHaveLength(497)
    expect(exported.filter(item => item.kind === 'unreadable')).toMatchObject([
      { from: positionOf(77), to: positionOf(77), stream: 'ticket-1', revision: 26 },
      { from: positionOf(100), to: positionOf(101), why: 'missing' }
    ])
  })

  it('is read around pages that were overwritten, by readers and by the export', async () => {
    const file = openSync(files.path, 'r+')
    for (const page of [12, 13, 20]) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096)
    closeSync(file)
    const exported = await exportAll(files.path)
    const read = exported.flatMap(item => (item.kind === 'event' ? [item.event.position] : []))
    const lost = exported.filter(item => item.kind === 'unreadable')
    expect(lost.length).toBeGreaterThan(0)
    expect(read.length).toBeGreaterThan(400)
    expect(read).toEqual([...read].sort())
    const log = await files.open({ readOnly: true })
    expect(await readAround(log)).toEqual(read)
    const { events, problems } = await verifySqliteLog(files.path)
    expect(events).toBe(read.length)
    expect(problems.length).toBeGreaterThanOrEqual(lost.length)
  })

  it('is not opened when its last page is lost, and all before that page is exported', async () => {
    const page = (await lastPageOfEvents(files.path)) - 1
    const file = openSync(files.path, 'r+')
    writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096)
    closeSync(file)
    for (const readOnly of [false, true]) {
      await expect(files.open({ readOnly })).rejects.toBeInstanceOf(CannotOpen)
      await expect(files.open({ readOnly })).rejects.toThrow(/is damaged/)
    }
    const exported = await exportAll(files.path)
    const events = exported.filter(item => item.kind === 'event')
    expect(events.length).toBeGreaterThan(450)
    expect(exported.slice(events.length)).toMatchObject([
      { kind: 'unreadable', from: positionOf(events.length + 1) }
    ])
    expect(await verifySqliteLog(files.path)).toMatchObject({
      events: events.length,
      head: positionOf(events.length)
    })
  })

  it('never passes off as an event what was not written, whatever bytes of the file are changed (150 seeds)', async () => {
    const written = await exportAll(files.path)
    const bytes = readFileSync(files.path)
    const known = new Set(written.map(event => JSON.stringify(event)))
    const outcomes = { unharmed: 0, noticed: 0, unopened: 0 }
    for (let seed = 0; seed < 150; seed++) {
      const random = seeded(seed)
      const changed = Buffer.from(bytes)
      const at = random(changed.length - 100)
      for (let i = at; i < at + 1 + random(64); i++) changed[i] = random(256)
      const path = `${files.path}-${seed}`
      writeFileSync(path, changed)
      const read = await exportAll(path).catch((error: unknown) => error)
      if (!Array.isArray(read)) {
        expect(read).toBeInstanceOf(CannotOpen)
        outcomes.unopened++
      } else {
        const events = read.filter(item => item.kind === 'event')
        for (const event of events) expect(known.has(JSON.stringify(event))).toBe(true)
        const whole = events.length === written.length
        outcomes[whole ? 'unharmed' : 'noticed']++
        if (!whole) expect((await verifySqliteLog(path)).problems).not.toEqual([])
      }
    }
    expect(outcomes.noticed).toBeGreaterThan(30)
  })
})

async function readUntilCorrupt(log: EventLog, after: Position | 'start') {
  const events: RecordedEvent[] = []
  const stop = new AbortController()
  try {
    for await (const item of log.subscribe(after, stop.signal)) {
      if (item.kind === 'event') events.push(item.event)
      else stop.abort()
    }
  } catch (error) {
    if (error instanceof Corrupt) return { events, error }
    throw error
  }
  throw new Error('nothing was corrupt')
}

/** Subscribes again after each event that can't be read. */
async function readAround(log: EventLog): Promise<Position[]> {
  const positions: Position[] = []
  for (let after: Position | 'start' = 'start'; ; ) {
    try {
      return [...positions, ...(await readToHead(log, after)).map(event => event.position)]
    } catch (error) {
      if (!(error instanceof Corrupt)) throw error
      const { events } = await readUntilCorrupt(log, after)
      positions.push(...events.map(event => event.position))
      after = error.position
    }
  }
}

/** From 1, as SQLite counts: where the last event lies. */
async function lastPageOfEvents(path: string): Promise<number> {
  const bytes = readFileSync(path)
  let last = 0
  for (let page = 1; page * 4096 < bytes.length; page++) {
    const isLeafOfTable = bytes[page * 4096] === 0x0d
    if (isLeafOfTable && bytes.subarray(page * 4096, (page + 1) * 4096).includes('"9 49"')) last = page + 1
  }
  return last
}

async function exportAll(path: string): Promise<ExportedEvent[]> {
  const items: ExportedEvent[] = []
  for await (const item of exportSqliteLog(path)) items.push(item)
  return items
}
