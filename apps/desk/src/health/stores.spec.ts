import { expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { type EventLog, Unavailable } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, eventIdFor, FakeClock } from '#kernel'
import { createMetrics } from '#observability'
import { openMemoryReadStore } from '#read-store/memory'
import { measuredLog } from '../start/measured-log.js'
import { createStoreLook } from './stores.js'

it('a log that answers and takes no appends, as on a full disk, is in trouble, and says since when and why', async () => {
  const clock = new FakeClock()
  const append: EventLog['append'] = () => Promise.reject(new Unavailable('the disk is full'))
  const log = measuredLog(Object.assign(openMemoryLog(), { append }), createMetrics(), 'memory', clock)
  const stores = { log, readStore: openMemoryReadStore(), state: openMemoryDeskState({ clock }) }
  const look = createStoreLook({ stores, clock })
  const troubleOfLog = async () => (await look()).find(({ name }) => name === 'event_log')?.trouble
  expect(await troubleOfLog()).toBeUndefined()

  const since = clock.now()
  const commandId = commandIdFor('a')
  const meta = {
    commandId,
    $causationId: 'test',
    $correlationId: 'test',
    actor: 'customer',
    schema: 1
  } as const
  const event = { id: eventIdFor(commandId, 0), type: 'TicketClosed', recordedAt: since, data: {}, meta }
  await expect(log.append('ticket-1', [event], 'none')).rejects.toThrow('full')
  expect(await troubleOfLog()).toEqual({ why: 'the disk is full', since })
})
