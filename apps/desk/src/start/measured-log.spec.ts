import { expect, it } from '@jest/globals'
import type { EventLog, NewEvent } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { type CommandId, commandIdFor, eventIdFor, systemClock } from '#kernel'
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
