import { afterEach, describe, expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { Corrupt, type EventLog, type RecordedEvent } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { FakeClock, InfrastructureFault } from '#kernel'
import type { ProcessOptions, RunningProcess } from './index.js'
import { resetProcess, runProcess, showParked } from './index.js'
import { appender, pass, runtime, settle, withSubscribe } from './testing/index.js'

class Away extends InfrastructureFault {
  override readonly name = 'Away'
}

const running: RunningProcess[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

function bench(log: EventLog = openMemoryLog()) {
  const clock = new FakeClock()
  const state = openMemoryDeskState({ clock })
  const append = appender(log)
  const handled: string[] = []
  const nameOf = (event: RecordedEvent) => `${event.stream}:${String(event.data['n'] ?? event.revision)}`
  const start = (
    more: Partial<ProcessOptions['process']> = {},
    options: Partial<Omit<ProcessOptions, 'process'>> = {}
  ): RunningProcess => {
    const process = runProcess({
      ...runtime(clock),
      log,
      state,
      fence: 1,
      process: {
        name: 'toy',
        concurrency: 3,
        sequenceOf: event => (event.stream.startsWith('chat-') ? event.stream : undefined),
        handle: async event => void handled.push(nameOf(event)),
        ...more
      },
      ...options
    })
    running.push(process)
    return process
  }
  return { clock, state, log, append, handled, nameOf, start }
}

describe('a process', () => {
  it('handles its events in order per sequence, and passes over those of others', async () => {
    const { append, handled, start } = bench()
    for (let n = 0; n < 3; n++) for (const chat of ['chat-a', 'chat-b']) await append(chat)
    const ignored = await append('other-1')
    const process = start()
    expect(await process.waitFor(ignored, 1000)).toBe(true)
    expect(handled.filter(one => one.startsWith('chat-a'))).toEqual(['chat-a:0', 'chat-a:1', 'chat-a:2'])
    expect(handled).toHaveLength(6)
    await settle()
    expect(await process.status()).toMatchObject({
      state: 'live',
      position: ignored,
      gap: 0,
      lagSeconds: 0,
      parked: 0
    })
    const later = await append('chat-a')
    expect(await process.waitFor(later, 1000)).toBe(true)
    expect(handled).toHaveLength(7)
  })

  it('shows what it has been at longest: an answer that never comes is seen', async () => {
    const { append, clock, start } = bench()
    const answer = Promise.withResolvers<void>()
    const process = start({
      handle: ({ stream }) => (stream === 'chat-a' ? answer.promise : Promise.resolve())
    })
    const position = await append('chat-a')
    await process.waitFor(position, 0)
    const later = await append('chat-b')
    await settle()
    await clock.advance(90_000)
    const { atWork } = await process.status()
    expect(atWork).toEqual({ type: expect.any(String), position, seconds: 90 })
    answer.resolve()
    await process.waitFor(later, 1000)
    await settle()
    expect((await process.status()).atWork).toBeUndefined()
  })

  it('goes on after its checkpoint when it is started again', async () => {
    const { append, handled, start, state } = bench()
    const first = start()
    const position = await append('chat-a')
    await first.waitFor(position, 1000)
    await first.stop()
    expect((await state.checkpoint('toy'))?.position).toBe(position)
    const second = await append('chat-a')
    await start().waitFor(second, 1000)
    expect(handled).toEqual(['chat-a:0', 'chat-a:1'])
  })

  it('finds at the next start the note that it left with its checkpoint', async () => {
    const { append, start } = bench()
    const resumed: unknown[] = []
    const counting = () => {
      let seen = 0
      return {
        sequenceOf: (event: RecordedEvent) => {
          seen++
          return event.stream
        },
        note: () => ({ seen }),
        resume: (note: { readonly seen?: unknown }) => resumed.push(note.seen)
      }
    }
    await append('chat-a')
    const first = start(counting())
    await first.waitFor(await append('chat-a'), 1000)
    await first.stop()
    const second = start(counting())
    await second.waitFor(await append('chat-a'), 1000)
    expect(resumed).toEqual([2])
  })

  it('works on several sequences at once, each strictly in order, and no more than it may', async () => {
    const { append, start } = bench()
    let atWork = 0
    let most = 0
    const inSequence = new Set<string>()
    for (let n = 0; n < 5; n++) for (const chat of ['a', 'b', 'c', 'd', 'e']) await append(`chat-${chat}`)
    const last = await append('other-1')
    await start({
      handle: async event => {
        expect(inSequence.has(event.stream)).toBe(false)
        inSequence.add(event.stream)
        most = Math.max(most, ++atWork)
        await new Promise(resolve => setImmediate(resolve))
        atWork--
        inSequence.delete(event.stream)
      }
    }).waitFor(last, 1000)
    expect(most).toBe(3)
  })

  it('keeps its checkpoint before what is still held, though later events are done', async () => {
    const { append, start, state } = bench()
    const release: (() => void)[] = []
    const before = await append('other-1')
    await append('chat-a')
    const last = await append('chat-b')
    const process = start({
      handle: async (event, { hold }) => {
        if (event.stream === 'chat-a') release.push(hold())
      }
    })
    await process.waitFor(before, 1000)
    await settle()
    expect((await process.status()).position).toBe(before)
    for (const one of release) one()
    expect(await process.waitFor(last, 1000)).toBe(true)
    await process.stop()
    expect((await state.checkpoint('toy'))?.position).toBe(last)
  })

  it('tries for ever while the infrastructure is away, waits longer each time, and says so', async () => {
    const { append, start, clock, handled } = bench()
    const position = await append('chat-a')
    let away = 12
    const times: number[] = []
    const process = start({
      handle: async () => {
        times.push(clock.monotonic())
        if (away-- > 0) throw new Away('gone fishing')
        handled.push('done')
      }
    })
    await settle()
    expect(await process.status()).toMatchObject({
      state: 'backoff',
      lastError: 'Away: gone fishing',
      parked: 0
    })
    await pass(clock, process.waitFor(position, 1e9), 100)
    expect(handled).toEqual(['done'])
    const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    expect(waits.slice(0, 4)).toEqual([200, 400, 800, 1600])
    expect(waits.at(-1)).toBe(30_000)
    await settle()
    expect((await process.status()).state).toBe('live')
  })

  it('stops the whole line while the infrastructure is away', async () => {
    const { append, start, handled, nameOf } = bench()
    for (const chat of ['a', 'b', 'c', 'd', 'e']) await append(`chat-${chat}`)
    start({
      concurrency: 1,
      handle: async event => {
        handled.push(nameOf(event))
        throw new Away('away')
      }
    })
    await settle()
    expect(handled).toEqual(['chat-a:0'])
  })

  it('reads on where it was when the log was away', async () => {
    const log = openMemoryLog()
    let away = 2
    const flaky = withSubscribe(log, async function* (after, signal) {
      for await (const item of log.subscribe(after, signal)) {
        yield item
        if (item.kind === 'event' && away-- > 0) throw new Away('log away')
      }
    })
    const { append, start, handled, clock } = bench(flaky)
    for (let n = 0; n < 3; n++) await append('chat-a')
    const last = await append('other-1')
    await pass(clock, start().waitFor(last, 1e9))
    expect(handled).toEqual(['chat-a:0', 'chat-a:1', 'chat-a:2'])
  })

  describe('parks an event that fails by itself', () => {
    async function poisoned() {
      const all = bench()
      let broken = true
      const tried: string[] = []
      const start = () =>
        all.start({
          handle: async event => {
            tried.push(all.nameOf(event))
            if (broken && event.data['n'] === 'poison') throw new Error('no such thing')
            all.handled.push(all.nameOf(event))
          }
        })
      const process = start()
      for (const n of ['1', 'poison', '2']) await all.append('chat-a', { n })
      const last = await all.append('chat-b', { n: '1' })
      await pass(all.clock, process.waitFor(last, 1e9), 100)
      const fix = () => {
        broken = false
      }
      return { ...all, process, tried, fix, start, again: start }
    }

    it('after three more tries, with all later ones of its sequence; others go on', async () => {
      const { tried, handled, state, append, process, clock } = await poisoned()
      expect(tried.filter(one => one === 'chat-a:poison')).toHaveLength(4)
      const more = await append('chat-a', { n: '3' })
      await pass(clock, process.waitFor(more, 1e9))
      expect(handled).toEqual(['chat-a:1', 'chat-b:1'])
      expect(
        (await state.parked('toy')).map(one => [one.sequence, one.revision, one.error, one.attempts])
      ).toEqual([
        ['chat-a', 1, 'Error: no such thing', 4],
        ['chat-a', 2, undefined, 0],
        ['chat-a', 3, undefined, 0]
      ])
      expect(await process.status()).toMatchObject({ parked: 3, lastError: 'Error: no such thing' })
    })

    it('and after a fix takes them up again in the same order, before what comes in meanwhile', async () => {
      const { handled, state, append, process, fix } = await poisoned()
      fix()
      const retried = process.retryParked('chat-a')
      const later = await append('chat-a', { n: '3' })
      expect(await retried).toEqual({ handled: 2, left: 0 })
      await process.waitFor(later, 1000)
      expect(handled).toEqual(['chat-a:1', 'chat-b:1', 'chat-a:poison', 'chat-a:2', 'chat-a:3'])
      expect(await state.parked()).toEqual([])
    })

    it('and keeps them parked when the retry fails', async () => {
      const { process, state, clock } = await poisoned()
      const retried = await pass(clock, process.retryParked('chat-a'), 100)
      expect(retried).toEqual({ handled: 0, left: 2, error: 'Error: no such thing' })
      expect((await state.parked('toy')).map(one => one.attempts)).toEqual([8, 0])
    })

    it('and can give up the bad one and go on with the rest', async () => {
      const { process, handled } = await poisoned()
      expect(await process.skipParked('chat-a')).toEqual({ handled: 1, left: 0 })
      expect(handled).toEqual(['chat-a:1', 'chat-b:1', 'chat-a:2'])
    })

    it('and still knows it after a restart', async () => {
      const { process, again, append, handled, fix, log, state } = await poisoned()
      await process.stop()
      const restarted = again()
      const more = await append('chat-a', { n: '3' })
      await restarted.waitFor(more, 1000)
      expect(handled).toEqual(['chat-a:1', 'chat-b:1'])
      const shown = await showParked(state, log, 'toy', 'chat-a')
      expect(shown.map(one => one.event?.data['n'])).toEqual(['poison', '2', '3'])
      fix()
      await restarted.retryParked('chat-a')
      expect(handled.slice(2)).toEqual(['chat-a:poison', 'chat-a:2', 'chat-a:3'])
    })
  })

  it('parks an event that cannot be read under its stream, and passes it', async () => {
    const log = openMemoryLog()
    const broken = withSubscribe(log, async function* (after, signal) {
      for await (const item of log.subscribe(after, signal)) {
        if (item.kind === 'event' && item.event.data['n'] === 'bad') {
          throw new Corrupt(item.event.stream, item.event.revision, item.event.position, 'checksum')
        }
        yield item
      }
    })
    const { append, start, handled, state } = bench(broken)
    await append('chat-a', { n: 1 })
    const bad = await append('chat-a', { n: 'bad' })
    const process = start()
    expect(await process.waitFor(bad, 1000)).toBe(true)
    const last = await append('chat-b', { n: 1 })
    await process.waitFor(last, 1000)
    expect(handled).toEqual(['chat-a:1', 'chat-b:1'])
    expect((await state.parked()).map(one => [one.sequence, one.revision])).toEqual([['chat-a', 1]])
  })

  it('finishes what is in flight when it is stopped, and starts nothing new', async () => {
    const { append, start, handled, state, nameOf } = bench()
    const first = await append('chat-a')
    await append('chat-a')
    let go = () => {}
    const gate = new Promise<void>(resolve => {
      go = resolve
    })
    const process = start({
      handle: async event => {
        await gate
        handled.push(nameOf(event))
      }
    })
    await settle()
    const stopped = process.stop()
    go()
    await stopped
    expect(handled).toEqual(['chat-a:0'])
    expect((await state.checkpoint('toy'))?.position).toBe(first)
    expect((await process.status()).state).toBe('stopped')
  })

  it('refuses a log that does not hold what it has handled, names the remedy, and runs after it', async () => {
    const { append, start, state, clock } = bench()
    await start().waitFor(await append('chat-a'), 1000)
    await running.splice(0)[0]?.stop()

    const other = openMemoryLog()
    const head = await appender(other)('chat-z')
    const handled: string[] = []
    const process = { handle: async (event: RecordedEvent) => void handled.push(event.stream) }
    const refused = start(process, { log: other })
    await refused.ended
    const status = await refused.status()
    expect(status.state).toBe('refused')
    expect(status.lastError).toContain('deskctl processes reset toy')

    await resetProcess({ log: other, state, process: 'toy', fence: 1 })
    const accepted = start(process, { log: other })
    expect(await pass(clock, accepted.waitFor(head, 1e9))).toBe(true)
    expect(handled).toEqual([])
  })

  it('ends when another owner has taken over', async () => {
    const { append, start, state, clock } = bench()
    const position = await append('chat-a')
    const process = start()
    await process.waitFor(position, 1000)
    await clock.advance(1000)
    const checkpoint = await state.checkpoint('toy')
    expect(checkpoint?.position).toBe(position)
    if (checkpoint) await state.saveCheckpoint('toy', checkpoint, 2)
    await append('chat-a')
    await pass(clock, process.ended)
    const status = await process.status()
    expect(status.state).toBe('stopped')
    expect(status.lastError).toContain('Superseded')
    await process.failed
  })

  it('says that a fault has ended it, and not that it was stopped', async () => {
    const { append, start, state, clock } = bench()
    const broken = { ...state, saveCheckpoint: () => Promise.reject(new TypeError('a mistake')) }
    const said: string[] = []
    const note = (name: string) => () => void said.push(name)
    const [sound, other] = [start({ name: 'sound' }), start({}, { state: broken })]
    void sound.failed.then(note('sound'))
    void other.failed.then(note('other'))
    await append('chat-a')
    await pass(clock, other.ended)
    await sound.stop()
    await settle()
    expect(said).toEqual(['other'])
  })

  it('stops waiting when the time is up', async () => {
    const { start, clock, append } = bench()
    const position = await append('chat-a')
    const process = start({ handle: () => new Promise(() => {}) })
    running.splice(0)
    expect(await pass(clock, process.waitFor(position, 2000))).toBe(false)
  })
})
