import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { Corrupt, type RecordedEvent } from '#event-log'
import { commandIdFor, eventIdFor, systemClock } from '#kernel'
import { EnvironmentReader, openStores, readStoreSettings } from './index.js'

const directory = mkdtempSync(join(tmpdir(), 'stores-'))
afterAll(() => rmSync(directory, { recursive: true }))

const eventsOf = async (events: AsyncIterable<RecordedEvent>): Promise<RecordedEvent[]> => {
  const all: RecordedEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('the raw log', () => {
  it('gives what is stored also where this desk can not know what it means', async () => {
    const from = new EnvironmentReader({ DESK_DATA_DIR: directory })
    const stores = await openStores(readStoreSettings(from), systemClock)
    const commandId = commandIdFor('from a newer desk')
    const event = {
      id: eventIdFor(commandId, 0),
      type: 'TicketTeleported',
      recordedAt: 1,
      data: { where: 'nowhere' },
      meta: { commandId, $causationId: 'x', $correlationId: 'x', actor: 'x', schema: 7 }
    }
    await stores.log.append('ticket-1', [event], 'none')
    await expect(eventsOf(stores.log.readStream('ticket-1'))).rejects.toThrow(Corrupt)
    expect(await eventsOf(stores.rawLog.readStream('ticket-1'))).toMatchObject([event])
    await stores.close()
  })
})
