import { expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import { dropOldUploads, uploadsKeptMs } from './old-uploads.js'

it('files are kept for 30 days, and dropped after that, however many pieces they have', async () => {
  const clock = new FakeClock()
  const state = openMemoryDeskState({ clock })
  const bytes = Uint8Array.of(1)
  for (let index = 0; index < 50; index++)
    await state.uploads.add({ upload: 'old', index, at: clock.now(), bytes })
  await clock.advance(1)
  await state.uploads.add({ upload: 'new', index: 0, at: clock.now(), bytes })
  const stop = new AbortController()
  await clock.advance(uploadsKeptMs - 1)
  const running = dropOldUploads({ state, clock, logger: silentLogger, signal: stop.signal })
  const asleep = async () => {
    while (clock.sleeping === 0) await new Promise(resolve => setImmediate(resolve))
  }
  await asleep()
  expect(await state.uploads.read('old', 0)).toBeDefined()
  await clock.advance(3_600_000)
  for (let slice = 0; slice < 3; slice++) {
    await asleep()
    await clock.advance(50)
  }
  await asleep()
  const left = await Promise.all([0, 49].map(index => state.uploads.read('old', index)))
  expect(left).toEqual([undefined, undefined])
  stop.abort()
  await running
})
