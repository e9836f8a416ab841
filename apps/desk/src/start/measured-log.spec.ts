import { expect, it } from '@jest/globals'
import { type EventLog, type NewEvent, Unavailable } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { type CommandId, commandIdFor, eventIdFor, FakeClock, systemClock } from '#kernel'
import { createMetrics } from '#observability'
import { measuredLog } from './measured-log.js'

const event = (commandId: CommandId): NewEvent => ({
  id: eventIdFor(commandId, 0),
  type: 'TicketClosed',
  recordedAt: 1,
  data: {},
  meta: { commandId, $causationId: 'test', $correlationId: 'test', actor: 'key:key_admin', schema: 1 }
})

it('appends are counted by type, timed by backend, and conflicts are told apart', async () => {
  const metrics = createMetrics()
  const log: EventLog = measuredLog(openMemoryLog(), metrics, 'memory', systemClock)
  await log.append('ticket-1', [event(commandIdFor('a'))], 'none')
  await expect(log.append('ticket-1', [event(commandIdFor('b'))], 'none')).rejects.toThrow()
  const { text } = await metrics.render()
  expect(text).toContain('topicdesk_events_total{type="TicketClosed"} 1')
  expect(text).toContain('topicdesk_append_duration_seconds_count{backend="memory"} 1')
  expect(text).toContain('topicdesk_append_conflicts_total 1')
  await log.close()
})

it('a log that takes no appends is known by the last of them, until one succeeds or none was tried for 15 s', async () => {
  const clock = new FakeClock()
  const inner = openMemoryLog()
  let full = true
  const append: EventLog['append'] = (...given) =>
    full ? Promise.reject(new Unavailable('the disk is full')) : inner.append(...given)
  const log = measuredLog({ ...inner, append }, createMetrics(), 'memory', clock)
  const tryOne = (id: string) => log.append(`ticket-${id}`, [event(commandIdFor(id))], 'none').catch(() => {})
  const since = clock.now()
  await tryOne('a')
  await clock.advance(10_000)
  await tryOne('b')
  expect(log.appendTrouble()).toEqual({ why: 'the disk is full', since })
  await clock.advance(15_001)
  expect(log.appendTrouble()).toBeUndefined()
  await tryOne('c')
  expect(log.appendTrouble()).toBeDefined()
  full = false
  await tryOne('d')
  expect(log.appendTrouble()).toBeUndefined()
})
