import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import { type EventTypes, withTypes } from './codec.js'
import { readAll, readToHead, someEvent } from './contract/events.js'
import { Corrupt } from './errors.js'
import { MemoryDisk, openMemoryLog } from './memory/index.js'
import type { NewEvent, Position, RecordedEvent } from './port.js'

const types: EventTypes = {
  SomethingHappened: { schema: 1 },
  TicketNamed: {
    schema: 3,
    upcast: {
      1: ({ name, ...rest }) => ({ ...rest, title: name }),
      2: ({ title, ...rest }) => ({ ...rest, title: String(title).toUpperCase() })
    }
  },
  ToldTwice: { schema: 2 },
  Fragile: { schema: 2, upcast: { 1: data => ({ length: (data['list'] as readonly string[]).length }) } }
}

const event = (type: string, schema: number, data: JsonObject = {}): NewEvent => {
  const plain = someEvent(`${type} ${schema} ${JSON.stringify(data)}`, data)
  return { ...plain, type, meta: { ...plain.meta, schema } }
}

async function logWith(...events: NewEvent[]) {
  const disk = new MemoryDisk()
  const log = openMemoryLog({ disk })
  await log.append('ticket-1', events, 'none')
  return { log: withTypes(log, types), disk }
}

describe('a log with types', () => {
  it('shows an event of the present version as it was stored', async () => {
    const stored = event('TicketNamed', 3, { title: 'PRINTER' })
    const { log } = await logWith(stored)
    expect(await readAll(log, 'ticket-1')).toMatchObject([stored])
  })

  it('lifts an older version step by step to the present one, by either way of reading', async () => {
    const { log } = await logWith(
      event('TicketNamed', 1, { name: 'printer', n: 1 }),
      event('TicketNamed', 2, { title: 'fax' })
    )
    const lifted = [
      { type: 'TicketNamed', data: { title: 'PRINTER', n: 1 }, meta: { schema: 3 } },
      { type: 'TicketNamed', data: { title: 'FAX' }, meta: { schema: 3 } }
    ]
    expect(await readAll(log, 'ticket-1')).toMatchObject(lifted)
    expect(await readToHead(log)).toMatchObject(lifted)
  })

  it.each([
    ['an unknown type', event('NeverHeardOf', 1), /unknown type NeverHeardOf/],
    ['a type named as a member of every object', event('constructor', 1), /unknown type constructor/],
    ['a version of the future', event('TicketNamed', 4), /TicketNamed of unknown version 4/],
    ['version 0', event('TicketNamed', 0), /TicketNamed of unknown version 0/],
    ['a version without a step', event('ToldTwice', 1), /no step from version 1 of ToldTwice/],
    ['a shape that its step does not expect', event('Fragile', 1, {}), /step from version 1 of Fragile: /]
  ])(
    'calls %s Corrupt with stream, revision and position, and readers can go on after it',
    async (_what, bad, why) => {
      const { log } = await logWith(someEvent('before'), bad, someEvent('after'))
      await expect(readAll(log, 'ticket-1')).rejects.toThrow(why)
      const { read, corrupt } = await readAround(log)
      expect(read.map(({ revision }) => revision)).toEqual([0, 2])
      expect(corrupt).toHaveLength(1)
      expect(corrupt[0]).toMatchObject({
        name: 'Corrupt',
        stream: 'ticket-1',
        revision: 1,
        message: expect.stringMatching(why)
      })
      expect((await log.eventAt(corrupt[0]?.position ?? ('' as Position)))?.id).toBe(bad.id)
    }
  )

  it('calls what is not JSON Corrupt, and readers can go on after it', async () => {
    const { log, disk } = await logWith(someEvent('before'), someEvent('bad'), someEvent('after'))
    const stored = disk.events[1]
    if (!stored) throw new Error('no event')
    disk.events[1] = { ...stored, event: { ...stored.event, data: '{"torn":' } }
    await expect(readAll(log, 'ticket-1')).rejects.toBeInstanceOf(Corrupt)
    const { read, corrupt } = await readAround(log)
    expect(read.map(({ revision }) => revision)).toEqual([0, 2])
    expect(corrupt).toMatchObject([{ stream: 'ticket-1', revision: 1 }])
  })

  it('passes appends and heads through', async () => {
    const { log } = await logWith(someEvent('a'))
    const { position } = await log.append('ticket-1', [someEvent('b')], 0)
    expect(await log.head()).toBe(position)
    await log.close()
    await expect(log.head()).rejects.toThrow(/closed/)
  })
})

async function readAround(log: ReturnType<typeof withTypes>) {
  const read: RecordedEvent[] = []
  const corrupt: Corrupt[] = []
  const stop = new AbortController()
  for (let after: Position | 'start' = 'start'; !stop.signal.aborted; ) {
    try {
      for await (const item of log.subscribe(after, stop.signal)) {
        if (item.kind === 'event') read.push(item.event)
        else stop.abort()
      }
    } catch (error) {
      if (!(error instanceof Corrupt)) throw error
      corrupt.push(error)
      after = error.position
    }
  }
  return { read, corrupt }
}
