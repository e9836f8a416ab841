import { expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import { openMemoryReadStore } from '#read-store/memory'
import { dropFormerViews } from './former-views.js'

const former = { name: 'sla', version: 3, build: 0 }
const present = { name: 'timers', version: 1, build: 0 }

async function upgraded() {
  const store = openMemoryReadStore()
  const state = openMemoryDeskState({ clock: new FakeClock() })
  for (const view of [former, present]) await store.open(view, [])
  await store.switchTo(former)
  await state.park({
    process: 'view:sla',
    sequence: 'ticket-1',
    stream: 'ticket-1',
    position: '7',
    eventId: 'e7',
    revision: 1,
    error: 'bad',
    attempts: 1,
    parkedAt: 0
  })
  const look = async () => ({
    builds: (await store.builds('sla')).length,
    parked: (await state.parked('view:sla')).length
  })
  return { store, look, drop: () => dropFormerViews(store, state, silentLogger) }
}

it('a view that is no more stays until the one in its place can be read, then it goes with what it had parked', async () => {
  const { store, look, drop } = await upgraded()
  await drop()
  expect(await look()).toEqual({ builds: 1, parked: 1 })
  await store.switchTo(present)
  await drop()
  expect(await look()).toEqual({ builds: 0, parked: 0 })
  await drop()
})
