import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { openSqliteLog } from '#event-log/sqlite'
import { commandIdFor, eventIdFor, type JsonObject } from '#kernel'
import { openedByEachTest } from '../support/opened.js'
import { impatience } from './impatience.js'

const opened = openedByEachTest()
const noon = Date.parse('2026-01-05T12:00:00Z')

/** Two deliveries to one group: one is refused for 20 s, the other is begun so long after that. */
async function recorded(secondAfterMs: number): Promise<string> {
  const dataDir = opened.directory()
  const log = await openSqliteLog({ path: join(dataDir, 'log.db') })
  const append = async (stream: string, revision: number, type: string, at: number, data: JsonObject) => {
    const commandId = commandIdFor(stream, revision)
    const meta = {
      commandId,
      $causationId: 'c',
      $correlationId: 'c',
      actor: 'process:delivery' as const,
      schema: 1
    }
    const event = { id: eventIdFor(commandId, 0), type, recordedAt: at, data, meta }
    await log.append(stream, [event], revision === 0 ? 'none' : revision - 1)
  }
  const attempted = { method: 'sendMessage', staffGroupId: 'a-group', conversationId: null }
  await append('delivery-a', 0, 'DeliveryAttempted', noon, attempted)
  const refused = { reason: 'rate_limited', retryAt: noon + 20_000 }
  await append('delivery-a', 1, 'DeliveryRejected', noon, refused)
  await append('delivery-b', 0, 'DeliveryAttempted', noon + secondAfterMs, attempted)
  await log.close()
  return dataDir
}

it.each([
  ['at once: it had been taken up', 20, 0],
  ['in the middle of the pause', 10_000, 1],
  ['when it is over', 20_000, 0]
])('a call after a 429 is impatient only within the pause: %s', async (_, afterMs, found) => {
  expect(await impatience({ dataDir: await recorded(afterMs), killedAt: [] })).toHaveLength(found)
})

it('a call after a 429 that crossed the end of the process is none', async () => {
  expect(await impatience({ dataDir: await recorded(10_000), killedAt: [noon + 100] })).toEqual([])
})
