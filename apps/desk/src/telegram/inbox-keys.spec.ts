import { expect, it } from '@jest/globals'
import { type BotId, type EventId, FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import { openMemoryVault } from '#privacy/memory'
import { createInboxKeys } from './inbox-keys.js'

const bot = '77' as BotId
const day = 86_400_000
const today = Date.UTC(2026, 10, 21, 12)

it('The inbox survives a clock that was far ahead and went back, although that has destroyed keys of days to come', async () => {
  let now = today
  const clock = Object.assign(new FakeClock(), { now: () => now })
  const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock })
  const start = async () => {
    const keys = createInboxKeys({ bot, vault, clock, logger: silentLogger })
    await keys.prepare()
    return keys
  }
  const before = await start()
  expect(before.keyName(now)).toBe('inbox-77-2026-11-21')
  now = today + 60 * day
  await start()
  expect(await vault.destroyInboxKeysBefore(now - 30 * day)).toContain('inbox-77-2026-11-21')

  now = today
  const keys = await start()
  const subjectId = keys.keyName(now)
  expect(subjectId).toBe('inbox-77-2026-11-24')
  const at = { stream: 'inbox-77-1', eventId: 'e' as EventId, type: 'UpdateReceived', subjectId }
  const sealed = await keys.sealer.seal(at, { update_id: 1 })
  expect(await (await start()).sealer.open(at, sealed)).toEqual({ update_id: 1 })
})
