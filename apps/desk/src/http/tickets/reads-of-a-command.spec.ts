import { afterEach, describe, expect, it } from '@jest/globals'
import { ticketStream } from '#domain'
import type { EventLog } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { systemClock } from '#kernel'
import { openMemoryVault } from '#privacy/memory'
import { startTestApi, type TestApi } from '../testing.js'

/** The log, and how many events of which stream were read out of it. */
function counting(log: EventLog) {
  const read = new Map<string, number>()
  return {
    read,
    log: {
      append: (...asked) => log.append(...asked),
      async *readStream(stream, from) {
        for await (const event of log.readStream(stream, from)) {
          read.set(stream, (read.get(stream) ?? 0) + 1)
          yield event
        }
      },
      subscribe: (...asked) => log.subscribe(...asked),
      head: () => log.head(),
      eventAt: position => log.eventAt(position),
      ping: () => log.ping(),
      close: async () => {}
    } satisfies EventLog
  }
}

describe('a command over HTTP', () => {
  const apis: TestApi[] = []
  afterEach(async () => {
    for (const api of apis.splice(0)) await api.stop()
  })
  const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock: systemClock })
  const start = async (log: EventLog) => {
    const api = await startTestApi({ log, vault })
    apis.push(api)
    return api
  }

  it('reads the stream of its ticket once, and after that only what it wrote itself', async () => {
    const log = openMemoryLog()
    const before = await start(counting(log).log)
    const ticketId = await before.customerWrites(1, 'Help')
    const notes = `/api/v1/tickets/tkt_${ticketId}/notes`
    for (let n = 0; n < 40; n++) await before.post(notes, { text: `note ${n}` })

    const { read, log: counted } = counting(log)
    const api = await start(counted)
    for (const knowing of ['nothing', 'the state']) {
      read.clear()
      const { status, body } = await api.post(notes, { text: `knowing ${knowing} of it` })
      expect([status, body.events.length]).toEqual([201, 1])
      expect(read.get(ticketStream(ticketId))).toBe(body.ticket.revision + 1)
    }
  })
})
