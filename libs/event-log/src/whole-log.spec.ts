import { describe, expect, it } from '@jest/globals'
import { someEvents } from './contract/events.js'
import { MemoryDisk, openMemoryLog } from './memory/index.js'
import type { Position, RawLog, RecordedEvent } from './port.js'
import { verifyLog, wholeLog } from './whole-log.js'

async function logOf(change: (disk: MemoryDisk) => void = () => {}) {
  const disk = new MemoryDisk()
  await openMemoryLog({ disk }).append('ticket-1', someEvents('a', 4), 'none')
  change(disk)
  return openMemoryLog({ disk })
}

async function revisionsOf(log: RawLog) {
  const revisions: number[] = []
  for await (const item of wholeLog(log)) revisions.push(item.kind === 'event' ? item.event.revision : -1)
  return revisions
}

describe('Reading a whole log', () => {
  it('ends at the head, tells what can not be read in its place, and goes on behind it', async () => {
    expect(await revisionsOf(await logOf())).toEqual([0, 1, 2, 3])
    const damaged = await logOf(disk => {
      const stored = disk.events[2]
      if (stored) disk.events[2] = { ...stored, event: { ...stored.event, data: '{' } }
    })
    expect(await revisionsOf(damaged)).toEqual([0, 1, -1, 3])
    expect(await verifyLog({ ...over(damaged), logId: 'log' })).toMatchObject({
      events: 3,
      problems: [
        { stream: 'ticket-1', revision: 2 },
        { revision: 3, why: 'revision 2 should stand here' }
      ]
    })
  })

  it('ends where the head is gone, and waits for it where another member of the cluster has it', async () => {
    const log = await logOf()
    const events: RecordedEvent[] = []
    for await (const event of log.readStream('ticket-1')) events.push(event)
    const head = events.at(-1)?.position ?? ('' as Position)
    async function* laggard() {
      for (const event of events.slice(0, 3)) yield { kind: 'event', event } as const
      for (;;) {
        yield { kind: 'caughtUp' } as const
        const [last] = events.slice(3)
        if (last) yield { kind: 'event', event: last } as const
      }
    }
    const gone = { ...over(log), eventAt: async () => undefined, subscribe: laggard }
    expect(await revisionsOf({ ...gone, head: async () => head })).toEqual([0, 1, 2])
    expect(await revisionsOf({ ...over(log), subscribe: laggard })).toEqual([0, 1, 2, 3])
  })
})

const over = (log: RawLog): RawLog => ({
  readStream: (...given) => log.readStream(...given),
  subscribe: (...given) => log.subscribe(...given),
  head: () => log.head(),
  eventAt: position => log.eventAt(position)
})
