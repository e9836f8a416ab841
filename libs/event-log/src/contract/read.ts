import { expect, it } from '@jest/globals'
import { Unavailable } from '../errors.js'
import type { EventLog, NewEvent, Position } from '../port.js'
import { asAppended, readAll, readToHead, sealedText, someEvent, someEvents } from './events.js'
import type { LogUnderTest } from './log-under-test.js'
import { bytesInUse, patienceMs } from './memory-use.js'

export function readCases(under: () => LogUnderTest): void {
  it('reads a stream that does not exist as empty', async () => {
    expect(await readAll(under().log, 'ticket-none')).toEqual([])
  })

  it('reads from a revision on, which is included', async () => {
    const { log } = under()
    await log.append('ticket-1', someEvents('a', 5), 'none')
    const revisions = async (from?: number) =>
      (await readAll(log, 'ticket-1', from)).map(event => event.revision)
    expect(await revisions()).toEqual([0, 1, 2, 3, 4])
    expect(await revisions(0)).toEqual([0, 1, 2, 3, 4])
    expect(await revisions(3)).toEqual([3, 4])
    expect(await revisions(5)).toEqual([])
    expect(await revisions(99)).toEqual([])
  })

  it('reads one stream without the events of others', async () => {
    const { log } = under()
    for (let i = 0; i < 10; i++) {
      await log.append('ticket-1', [someEvent(`one ${i}`)], i === 0 ? 'none' : i - 1)
      await log.append('ticket-10', [someEvent(`ten ${i}`)], i === 0 ? 'none' : i - 1)
    }
    const read = await readAll(log, 'ticket-1')
    expect(read.map(event => event.data)).toEqual(
      Array.from({ length: 10 }, (_, i) => ({ seed: `one ${i}` }))
    )
  })

  it('sees every append that returned before the call', async () => {
    const { log } = under()
    for (let i = 0; i < 50; i++) {
      const { position } = await log.append('ticket-1', [someEvent(i)], i === 0 ? 'none' : i - 1)
      expect(await readAll(log, 'ticket-1', i)).toMatchObject([{ revision: i, position }])
      expect(await log.head()).toBe(position)
    }
  })

  it(
    'holds a bounded part of a stream of 10,000 events in memory while its reader is slow',
    async () => {
      const { log } = under()
      const filler = 'x'.repeat(4096)
      for (let i = 0; i < 50; i++) {
        await log.append('ticket-1', someEvents(`a ${i}`, 200, { filler }), i === 0 ? 'none' : i * 200 - 1)
      }
      const before = bytesInUse()
      let most = 0
      let count = 0
      for await (const event of log.readStream('ticket-1')) {
        expect(event.revision).toBe(count++)
        if (count % 2500 === 1) most = Math.max(most, bytesInUse() - before)
        if (count % 100 === 0) await new Promise(resolve => setImmediate(resolve))
      }
      expect(count).toBe(10_000)
      expect(most).toBeLessThan(12 * 2 ** 20)
    },
    patienceMs
  )

  it('lets a reader stop in the middle of a stream', async () => {
    const { log } = under()
    await log.append('ticket-1', someEvents('a', 10), 'none')
    for await (const event of log.readStream('ticket-1')) if (event.revision === 3) break
    await log.append('ticket-1', [someEvent('b')], 9)
    expect(await readAll(log, 'ticket-1')).toHaveLength(11)
  })

  it('has no head while it is empty, then the position of the last event', async () => {
    const { log, reopen } = under()
    expect(await log.head()).toBeUndefined()
    await log.append('ticket-1', someEvents('a', 3), 'none')
    const { position } = await log.append('ticket-2', someEvents('b', 2), 'none')
    expect(await log.head()).toBe(position)
    expect(await (await reopen()).head()).toBe(position)
  })

  it('answers a ping while it is open, and no longer once it is closed', async () => {
    const { log } = under()
    await log.ping()
    await log.append('ticket-1', [someEvent('a')], 'none')
    await log.ping()
    await log.close()
    await expect(log.ping()).rejects.toBeInstanceOf(Unavailable)
  })

  it('finds the event at exactly its position, also after reopening', async () => {
    const { log, reopen } = under()
    await log.append('ticket-1', someEvents('a', 3), 'none')
    await log.append('ticket-2', someEvents('b', 3), 'none')
    const all = await readToHead(log)
    for (const event of all) expect(await log.eventAt(event.position)).toEqual(event)
    const reopened = await reopen()
    for (const event of all) expect(await reopened.eventAt(event.position)).toEqual(event)
  })

  it('reads every event exactly as it was stored, whatever its type, version and members', async () => {
    const { log, reopen } = under()
    const stored = [
      { type: 'NobodyKnowsThis', schema: 99, data: { z: 1, a: [null, { é: '\u{1F600}\u0000"\\' }], '': -7 } },
      { type: 'SomethingHappened', schema: 1, data: {} },
      { type: 'SomethingHappened', schema: 2, data: { big: 9_007_199_254_740_991, small: 0 } }
    ].map(({ type, schema, data }, index): NewEvent => {
      const event = someEvent(`raw ${index}`, data)
      const more = { subjectId: 'inbox-7-2026-01-05', traceparent: '00-1-2-00', fingerprint: 'f', later: [1] }
      return { ...event, type, personal: sealedText(`s${index}`), meta: { ...event.meta, schema, ...more } }
    })
    await log.append('ticket-raw', stored, 'none')
    const texts = (events: readonly NewEvent[]) => events.map(event => JSON.stringify(event))
    const readsAsStored = async (raw: EventLog) => {
      const read = await readAll(raw, 'ticket-raw')
      expect(texts(read.map(asAppended))).toEqual(texts(stored.map(inOrder)))
      expect(texts(await readToHead(raw))).toEqual(texts(read))
      for (const event of read)
        expect(JSON.stringify(await raw.eventAt(event.position))).toBe(JSON.stringify(event))
    }
    await readsAsStored(log)
    await readsAsStored(await reopen())
  })

  it('finds no event at a position that it does not hold', async () => {
    const { log, reopen } = under()
    const { position: first } = await log.append('ticket-1', [someEvent('a')], 'none')
    const { position: last } = await log.append('ticket-1', [someEvent('b')], 0)
    const reopened = await reopen()
    for (const position of [
      '',
      'nowhere',
      `${last}0`,
      first.replace(/\d$/, 'x'),
      last.replaceAll(/\d/g, '9')
    ]) {
      expect(await reopened.eventAt(position as Position)).toBeUndefined()
    }
  })
}

const inOrder = ({ id, type, recordedAt, data, personal, meta }: NewEvent) =>
  ({ id, type, recordedAt, data, personal, meta }) as NewEvent
