import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { Conflict } from '../errors.js'
import type { Appended, EventLog, Expected, NewEvent, RecordedEvent } from '../port.js'
import { asAppended, readAll, readCount, readToHead, someEvent } from './events.js'

/** A log that can lose its process: `crash` drops it as a kill would and opens what is stored. */
export interface CrashableLog {
  readonly log: EventLog
  crash(): Promise<EventLog>
  close(): Promise<void>
}

interface Done {
  readonly stream: string
  readonly events: readonly NewEvent[]
  readonly expected: Expected
  readonly answer: Appended
}

/** What the log must hold: an array per stream, and what was answered. */
interface Model {
  readonly streams: Map<string, NewEvent[]>
  readonly order: string[]
  readonly done: Done[]
  next: number
}

interface Real {
  log: EventLog
  readonly crash: () => Promise<EventLog>
}

type Command = fc.AsyncCommand<Model, Real>

const lastOf = (model: Model, stream: string): Expected => {
  const length = model.streams.get(stream)?.length ?? 0
  return length === 0 ? 'none' : length - 1
}

/** Any history of appends, retries, reads and crashes agrees with an array per stream. */
export function describeEventLogHistories(name: string, open: () => Promise<CrashableLog>, runs = 60): void {
  describe(`${name}, over any history`, () => {
    it('agrees with an array per stream', async () => {
      await fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async history => {
          const opened = await open()
          try {
            const real = { log: opened.log, crash: () => opened.crash() }
            const model: Model = { streams: new Map(), order: [], done: [], next: 0 }
            await fc.asyncModelRun(() => ({ model, real }), [...history, new ReadLog(0)])
          } finally {
            await opened.close()
          }
        }),
        { numRuns: runs }
      )
    })
  })
}

abstract class Step implements Command {
  check(_model: Model): boolean {
    return true
  }
  abstract run(model: Model, real: Real): Promise<void>
  abstract toString(): string
}

class AppendFresh extends Step {
  constructor(
    readonly stream: string,
    readonly count: number
  ) {
    super()
  }

  async run(model: Model, { log }: Real) {
    const events = Array.from({ length: this.count }, () => someEvent(model.next++))
    const expected = lastOf(model, this.stream)
    const answer = await log.append(this.stream, events, expected)
    const held = model.streams.get(this.stream) ?? []
    held.push(...events)
    model.streams.set(this.stream, held)
    model.order.push(...events.map(event => event.id))
    model.done.push({ stream: this.stream, events, expected, answer })
    expect(answer.revision).toBe(held.length - 1)
    expect(await log.head()).toBe(answer.position)
  }

  toString = () => `append ${this.count} to ${this.stream}`
}

/** Several at once: appends to different streams, and the same append twice. */
class AppendTogether extends Step {
  constructor(readonly streams: readonly string[]) {
    super()
  }

  async run(model: Model, { log }: Real) {
    const asked = this.streams.map(stream => ({
      stream,
      events: [someEvent(model.next++)],
      expected: lastOf(model, stream)
    }))
    const answers = await Promise.all(
      [...asked, ...asked].map(({ stream, events, expected }) => log.append(stream, events, expected))
    )
    expect(answers.slice(asked.length)).toEqual(answers.slice(0, asked.length))
    const done = asked.flatMap((one, i) => {
      const answer = answers[i]
      return answer ? [{ ...one, answer }] : []
    })
    for (const one of done)
      model.streams.set(one.stream, [...(model.streams.get(one.stream) ?? []), ...one.events])
    model.done.push(...done)
    const inOrder = [...done].sort((a, b) => (a.answer.position < b.answer.position ? -1 : 1))
    model.order.push(...inOrder.flatMap(one => one.events.map(event => event.id)))
  }

  toString = () => `append to ${this.streams} at once, each twice`
}

class RetryIdentical extends Step {
  constructor(readonly which: number) {
    super()
  }

  override check(model: Model) {
    return model.done.length > 0
  }

  async run({ done }: Model, { log }: Real) {
    const one = done[this.which % done.length]
    if (one) expect(await log.append(one.stream, one.events, one.expected)).toEqual(one.answer)
  }

  toString = () => `retry append ${this.which}`
}

/** The same events with one changed, or more than were there. */
class RetryPartlyEqual extends Step {
  constructor(
    readonly which: number,
    readonly changed: number,
    readonly longer: boolean
  ) {
    super()
  }

  override check(model: Model) {
    return model.done.length > 0
  }

  async run(model: Model, { log }: Real) {
    const one = model.done[this.which % model.done.length]
    if (!one) return
    const held = model.streams.get(one.stream) ?? []
    const other = someEvent(`never stored ${model.next++}`)
    const events = this.longer
      ? [...held.slice(one.answer.revision - one.events.length + 1), other]
      : one.events.map((event, i) => (i === this.changed % one.events.length ? other : event))
    await expectConflict(log.append(one.stream, events, one.expected), lastOf(model, one.stream))
  }

  toString = () => `retry append ${this.which} ${this.longer ? 'with one more' : 'with one changed'}`
}

class AppendElsewhere extends Step {
  constructor(
    readonly stream: string,
    readonly offset: number
  ) {
    super()
  }

  async run(model: Model, { log }: Real) {
    const length = model.streams.get(this.stream)?.length ?? 0
    const revision = Math.max(-1, length - 1 + this.offset)
    if (revision === length - 1) return
    const events = [someEvent(`never stored ${model.next++}`)]
    const expected = revision < 0 ? 'none' : revision
    await expectConflict(log.append(this.stream, events, expected), lastOf(model, this.stream))
  }

  toString = () => `append to ${this.stream} ${this.offset} beside its end`
}

class ReadStream extends Step {
  constructor(
    readonly stream: string,
    readonly from: number
  ) {
    super()
  }

  async run(model: Model, { log }: Real) {
    const held = model.streams.get(this.stream) ?? []
    const read = await readAll(log, this.stream, this.from)
    expect(read.map(asAppended)).toEqual(held.slice(this.from))
    expect(read.map(event => event.revision)).toEqual(held.map((_, i) => i).slice(this.from))
  }

  toString = () => `read ${this.stream} from ${this.from}`
}

class ReadLog extends Step {
  constructor(readonly skip: number) {
    super()
  }

  async run(model: Model, { log }: Real) {
    const all = await readToHead(log)
    expect(all.map(event => event.id)).toEqual(model.order)
    expect(all.map(event => event.position)).toEqual([...new Set(all.map(event => event.position))].sort())
    const at: RecordedEvent | undefined = all[this.skip % (all.length + 1)]
    if (!at) return
    expect(await readToHead(log, at.position)).toEqual(all.slice(all.indexOf(at) + 1))
    expect(await log.eventAt(at.position)).toEqual(at)
  }

  toString = () => `read the log, and again after ${this.skip}`
}

class SubscribeLive extends Step {
  constructor(readonly stream: string) {
    super()
  }

  async run(model: Model, real: Real) {
    const waiting = readCount(real.log, model.order.length + 2)
    await new AppendFresh(this.stream, 2).run(model, real)
    expect((await waiting).map(event => event.id)).toEqual(model.order)
  }

  toString = () => `subscribe, then append 2 to ${this.stream}`
}

class Crash extends Step {
  async run(_model: Model, real: Real) {
    real.log = await real.crash()
  }

  toString = () => 'crash and reopen'
}

async function expectConflict(append: Promise<unknown>, actual: Expected) {
  const outcome = await append.catch((error: unknown) => error)
  expect(outcome).toBeInstanceOf(Conflict)
  expect(outcome).toMatchObject({ actual })
}

const streams = ['ticket-a', 'ticket-b', 'inbox-1-1']
const stream = fc.constantFrom(...streams)
const small = fc.nat({ max: 12 })
const commands: fc.Arbitrary<Command>[] = [
  fc.tuple(stream, fc.integer({ min: 1, max: 4 })).map(([name, count]) => new AppendFresh(name, count)),
  fc.subarray(streams, { minLength: 2 }).map(names => new AppendTogether(names)),
  small.map(which => new RetryIdentical(which)),
  fc
    .tuple(small, small, fc.boolean())
    .map(([which, changed, longer]) => new RetryPartlyEqual(which, changed, longer)),
  fc
    .tuple(stream, fc.integer({ min: -3, max: 3 }))
    .map(([name, offset]) => new AppendElsewhere(name, offset)),
  fc.tuple(stream, small).map(([name, from]) => new ReadStream(name, from)),
  small.map(skip => new ReadLog(skip)),
  stream.map(name => new SubscribeLive(name)),
  fc.constant(new Crash())
]
