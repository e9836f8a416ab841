import { randomBytes } from 'node:crypto'
import { eventTypes } from '#domain'
import { type EventLog, type RecordedEvent, withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, FakeClock } from '#kernel'
import { createSealer, type Vault } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import type { CommandContext } from '../command-context.js'
import type { Desk } from '../desk.js'
import { RuleBook } from '../rules/rule-book.js'
import { createSettingsReader } from '../settings/settings-reader.js'
import { StreamRunner } from '../stream-runner.js'

export interface TestDesk extends Desk {
  readonly clock: FakeClock
  /** Another process on the same log and vault: nothing cached. */
  another(log?: EventLog): TestDesk
  /** The events of a stream as they are stored. */
  stored(stream: string): Promise<RecordedEvent[]>
}

/** A desk on memory stores and a clock that stands still. For specs. */
export function testDesk(
  options: { readonly log?: EventLog; readonly clock?: FakeClock; readonly vault?: Vault } = {}
): TestDesk {
  const clock = options.clock ?? new FakeClock()
  const log = options.log ?? withTypes(openMemoryLog(), eventTypes)
  const vault = options.vault ?? openMemoryVault({ masterKey: randomBytes(32), clock })
  const sealer = createSealer(vault, { clock, cacheMs: 0 })
  const runner = new StreamRunner(log, sealer, clock)
  return {
    clock,
    log,
    vault,
    sealer,
    runner,
    settings: createSettingsReader(runner),
    rules: new RuleBook(),
    another: (other = log) => testDesk({ log: other, clock, vault }),
    async stored(stream) {
      const events: RecordedEvent[] = []
      for await (const event of log.readStream(stream)) events.push(event)
      return events
    }
  }
}

export const contextOf = (cause: string, more: Partial<CommandContext> = {}): CommandContext => ({
  commandId: commandIdFor(cause),
  causationId: cause,
  correlationId: cause,
  actor: 'key:key_admin',
  ...more
})

/** Lets the clock run until the work is done. */
export async function whileTimePasses<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let done = false
  const end = () => {
    done = true
  }
  work.then(end, end)
  while (!done) {
    if (clock.sleeping > 0) await clock.advance(1_000)
    await new Promise(resolve => setImmediate(resolve))
  }
  return work
}
