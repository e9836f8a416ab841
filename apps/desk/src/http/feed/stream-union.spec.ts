import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { EventLog } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, eventIdFor } from '#kernel'
import { startTestApi, type TestApi, testKey } from '../testing.js'
import { openReader } from './testing.js'

const count = 10_000
const batch = 100

/** Every third is none of the public's business. */
async function written(log: EventLog, n: number): Promise<string> {
  const commandId = commandIdFor(`event ${n}`)
  const id = eventIdFor(commandId, 0)
  const isPublic = n % 3 !== 0
  const event = {
    id,
    type: isPublic ? 'SettingRetired' : 'ApiKeyRevoked',
    recordedAt: n,
    data: isPublic ? { kind: 'queue', id: `q${n}` } : {},
    meta: { commandId, $causationId: 'x', $correlationId: 'x', actor: 'key:key_admin', schema: 1 } as const
  }
  await log.append(isPublic ? `setting-queue-q${n}` : `api-key-none${n}`, [event], 'none')
  return isPublic ? id : ''
}

describe('10,000 events of two processes over one log', () => {
  let log: EventLog
  let apis: TestApi[]
  beforeEach(async () => {
    log = openMemoryLog()
    apis = [await startTestApi({ log }), await startTestApi({ log })]
  })
  afterEach(async () => {
    for (const api of apis) await api.stop()
  })

  it('are told to a reader that breaks off at random, and comes to either: all of them, once each, in order', async () => {
    const [first] = apis
    const { body } = (await first?.get('/api/v1/events?types=setting.retired')) ?? { body: undefined }
    let cursor: string = body.page.next_cursor
    const publicOnes: string[] = []
    const writing = (async () => {
      for (let n = 0; n < count; n += batch) {
        const ids = await Promise.all(Array.from({ length: batch }, (_, i) => written(log, n + i)))
        publicOnes.push(...ids.filter(id => id !== ''))
        await new Promise(resolve => setImmediate(resolve))
      }
    })()
    const wanted = count - Math.ceil(count / 3)
    const patience = fc.sample(fc.integer({ min: 1, max: 250 }), { seed: 18, numRuns: wanted })
    const seen: string[] = []
    for (let turn = 0; seen.length < wanted; turn++) {
      const url = `${apis[turn % 2]?.url}/api/v1/stream?types=setting.retired`
      const headers = { Authorization: `Bearer ${testKey}`, 'Last-Event-ID': cursor }
      const reader = await openReader(url, headers)
      await reader.has(Math.min(patience[turn] ?? 1, wanted - seen.length))
      reader.close()
      await reader.ended
      seen.push(...reader.told.map(({ item }) => item.data.event.id))
      cursor = reader.told.at(-1)?.id ?? cursor
    }
    await writing
    expect(seen).toEqual(publicOnes)
  })
})
