import { entryOf, hasHead, headLeaf, leafHash, newSigningPair, recordOf, saltOf, subtreeOf } from '#audit'
import type { DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { deskAudit } from '#domain'
import { type EventLog, type NewEvent, type RecordedEvent } from '#event-log'
import { MemoryDisk, openMemoryLog } from '#event-log/memory'
import { commandIdFor, eventIdFor, FakeClock, type JsonObject } from '#kernel'
import { silentLogger } from '#observability'
import type { ReadStore } from '#read-store'
import { openMemoryReadStore } from '#read-store/memory'
import { Sealing, type SealingKeys } from '../index.js'

export const saltKey = Buffer.alloc(32, 5)
const theSalt = { key: saltKey, origin: 'log-1' }
export const pair = newSigningPair()
export const theKeys: SealingKeys = { signing: () => [pair], all: () => [pair] }

/** A log with what seals it, in memory; `disk` is what a tamperer has. */
export class SealedDesk {
  readonly clock = new FakeClock(Date.UTC(2026, 0, 5, 9))
  disk = new MemoryDisk()
  log: EventLog = openMemoryLog({ disk: this.disk })
  store: ReadStore = openMemoryReadStore()
  readonly state: DeskState = openMemoryDeskState({ clock: this.clock })
  readonly settings: JsonObject = {}
  #n = 0

  sealing(
    log: EventLog = this.log,
    salt: { key: Buffer; origin: string } | null = theSalt,
    keys: SealingKeys = theKeys
  ): Sealing {
    return new Sealing({
      log,
      rawLog: log,
      store: this.store,
      state: this.state,
      salt: salt ?? undefined,
      keys,
      settings: async () => deskAudit(this.settings),
      clock: this.clock,
      logger: silentLogger,
      fence: 1
    })
  }

  /** As after a restart with another log file. */
  reopen(disk = this.disk): void {
    this.disk = disk
    this.log = openMemoryLog({ disk })
  }

  async happen(stream: string, count = 1): Promise<void> {
    for (let i = 0; i < count; i++) {
      const held = this.disk.streams.get(stream)?.length ?? 0
      const commandId = commandIdFor('sealed desk', this.#n++)
      const event: NewEvent = {
        id: eventIdFor(commandId, 0),
        type: 'SomethingHappened',
        recordedAt: this.clock.now(),
        data: { n: this.#n },
        meta: { commandId, $causationId: 'x', $correlationId: 'x', actor: 'test', schema: 1 }
      }
      await this.log.append(stream, [event], held === 0 ? 'none' : held - 1)
    }
  }

  async events(): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = []
    for await (const item of this.log.subscribe('start', new AbortController().signal)) {
      if (item.kind === 'caughtUp') break
      events.push(item.event)
    }
    return events
  }
}

export const entriesOf = (events: readonly RecordedEvent[]): Buffer[] =>
  events.map(event => entryOf(recordOf(event, saltOf(saltKey, event.id))))

/** The root over all streams, from nothing but the events. */
export function headsRootOf(events: readonly RecordedEvent[]): string {
  const last = new Map(events.filter(({ stream }) => hasHead(stream)).map(event => [event.stream, event]))
  const leaves = [...last.values()].map(event => {
    const [entry] = entriesOf([event])
    return headLeaf({ ...event, leaf: leafHash(entry ?? Buffer.alloc(0)) })
  })
  return subtreeOf(leaves.sort((a, b) => Buffer.compare(a.key, b.key))).hash.toString('hex')
}
