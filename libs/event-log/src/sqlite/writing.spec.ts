import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readAll, readToHead, someEvent, someEvents } from '../contract/events.js'
import { Conflict, OutcomeUnknown, Unavailable } from '../errors.js'
import { verifySqliteLog } from './index.js'
import { LogFiles } from './testing.js'

describe('writing to a SQLite log', () => {
  let files: LogFiles
  beforeEach(() => {
    files = new LogFiles()
  })
  afterEach(() => files.remove())

  it('leaves the event loop free while a commit takes its time', async () => {
    const log = await files.open({ commitDelayMs: 200 })
    let committed = false
    const appending = log.append('ticket-1', [someEvent('a')], 'none').then(() => {
      committed = true
    })
    let turns = 0
    for (; !committed; turns++) {
      await new Promise(resolve => setImmediate(resolve))
      expect(await readAll(log, 'ticket-2')).toEqual([])
    }
    await appending
    expect(turns).toBeGreaterThan(20)
  })

  it('shows an append to nobody before it is committed', async () => {
    const log = await files.open({ commitDelayMs: 50 })
    const appending = log.append('ticket-1', [someEvent('a')], 'none')
    expect(await readAll(log, 'ticket-1')).toEqual([])
    await appending
    expect(await readAll(log, 'ticket-1')).toHaveLength(1)
  })

  it('commits together what is asked while a commit is under way', async () => {
    const log = await files.open({ commitDelayMs: 20 })
    const started = performance.now()
    await Promise.all(
      Array.from({ length: 300 }, (_, i) => log.append(`ticket-${i}`, [someEvent(i)], 'none'))
    )
    expect(performance.now() - started).toBeLessThan(300 * 20 * 0.5)
    expect(await readToHead(log)).toHaveLength(300)
  })

  it('rolls back a conflict alone, not its neighbours in the same commit', async () => {
    const log = await files.open({ commitDelayMs: 5 })
    await log.append('ticket-1', [someEvent('zero')], 'none')
    const outcomes = await Promise.allSettled([
      log.append('ticket-2', someEvents('a', 2), 'none'),
      log.append('ticket-1', [someEvent('b')], 'none'),
      log.append('ticket-2', [someEvent('c')], 1),
      log.append('ticket-2', [someEvent('d')], 1),
      log.append('ticket-2', someEvents('a', 2), 'none')
    ])
    expect(outcomes.map(outcome => outcome.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled'
    ])
    expect(outcomes[3]).toMatchObject({ reason: expect.any(Conflict) })
    expect(outcomes[3]).toMatchObject({ reason: { actual: 2 } })
    expect(await readToHead(log)).toHaveLength(4)
  })

  it('does not know the outcome when its thread dies, and the identical append tells after opening again', async () => {
    let worker: Worker | undefined
    const seen = (message: unknown) => {
      worker = (message as { worker: Worker }).worker
    }
    subscribe('worker_threads', seen)
    const log = await files.open({ commitDelayMs: 100 })
    unsubscribe('worker_threads', seen)
    const events = someEvents('a', 2)
    const under = [log.append('ticket-1', events, 'none'), log.append('ticket-2', [someEvent('b')], 'none')]
    const outcomes = Promise.allSettled(under)
    await worker?.terminate()
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ reason: expect.any(OutcomeUnknown) })
    await expect(log.append('ticket-1', events, 'none')).rejects.toBeInstanceOf(Unavailable)
    expect((await readAll(log, 'ticket-1')).length % 2).toBe(0)
    await log.close()
    const reopened = await files.open()
    expect(await reopened.append('ticket-1', events, 'none')).toMatchObject({ revision: 1 })
    expect(await readAll(reopened, 'ticket-1')).toHaveLength(2)
  })

  it('refuses while the disk is full, writes nothing of it, and goes on when there is room', async () => {
    const maxPages = new Int32Array(new SharedArrayBuffer(4))
    maxPages[0] = 40
    const log = await files.open({ maxPages })
    const filler = 'x'.repeat(3000)
    let stored = 0
    let refused: unknown
    while (!refused) {
      const expected = stored === 0 ? 'none' : stored - 1
      try {
        await log.append('ticket-1', someEvents(`${stored}`, 3, { filler }), expected)
        stored += 3
      } catch (error) {
        refused = error
      }
    }
    expect(refused).toBeInstanceOf(Unavailable)
    expect(refused).toMatchObject({ message: expect.stringContaining('the disk is full') })
    expect(stored).toBeGreaterThan(3)
    expect(await readAll(log, 'ticket-1')).toHaveLength(stored)
    const again = () => log.append('ticket-1', someEvents(`${stored}`, 3, { filler }), stored - 1)
    await expect(again()).rejects.toBeInstanceOf(Unavailable)
    for (let look = 0; look < 3; look++) await expect(log.ping()).rejects.toThrow('the disk is full')
    maxPages[0] = 4000
    // Back without an append: a desk that is not ready is brought none.
    await log.ping()
    expect(await readAll(log, 'ticket-1')).toHaveLength(stored)
    expect(await again()).toMatchObject({ revision: stored + 2 })
    await log.append('ticket-2', [someEvent('other')], 'none')
    await log.close()
    expect(await readAll(await files.open(), 'ticket-1')).toHaveLength(stored + 3)
    expect((await verifySqliteLog(files.path)).problems).toEqual([])
  })
})
