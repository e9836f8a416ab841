import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from '@jest/globals'
import { openSqliteDeskState } from '#desk-state/sqlite'
import { openMemoryLog } from '#event-log/memory'
import { FakeClock } from '#kernel'
import { currentView } from '#read-store'
import { openSqliteReadStore } from '#read-store/sqlite'
import { runViews } from './index.js'
import { appender, runtime, tallyView, totalsView } from './testing/index.js'

const folder = mkdtempSync(join(tmpdir(), 'subscriptions-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('deleting the file of the views loses nothing: built anew they equal the deleted ones byte for byte', async () => {
  const clock = new FakeClock()
  const log = openMemoryLog()
  const append = appender(log)
  const state = await openSqliteDeskState({ path: join(folder, 'state.db'), clock })
  const path = join(folder, 'views.db')
  const views = [tallyView({ fail: event => event.data['n'] === 13 }), totalsView]
  const open = async () => {
    const store = await openSqliteReadStore({ path })
    const running = runViews({ ...runtime(clock), log, store, state, views })
    return { store, running }
  }
  const dump = async (store: Awaited<ReturnType<typeof openSqliteReadStore>>) => {
    const tallies = await currentView(store, tallyView()).find('tallies', {
      index: 'by_sum',
      where: {},
      limit: 1000
    })
    const totals = await currentView(store, totalsView).getMany('totals', ['0', '1', '2', '3', '13'])
    return JSON.stringify([tallies, totals.sort((a, b) => (a.document.id < b.document.id ? -1 : 1))])
  }

  const first = await open()
  for (let i = 0; i < 1500; i++) await append(`tally-${i % 40}`, { n: i === 700 ? 13 : i % 4 })
  const last = await append('other')
  for (const { name } of views) expect(await first.running.waitFor(name, last, 1e9)).toBe(true)
  const before = await dump(first.store)
  const parked = await state.parked('view:tally')
  expect(parked.length).toBe(20)
  await first.running.stop()
  await first.store.close()

  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
  const second = await open()
  for (const { name } of views) expect(await second.running.waitFor(name, last, 1e9)).toBe(true)
  expect(await dump(second.store)).toBe(before)
  expect(await state.parked('view:tally')).toEqual(parked)
  await second.running.stop()
  await second.store.close()
  await state.close()
})
