import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { describeDeskState, describeOldNotes } from '../contract/index.js'
import { UnusableState } from '../index.js'
import { openSqliteDeskState } from './index.js'

const folder = mkdtempSync(join(tmpdir(), 'desk-state-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newPath = () => join(folder, `${files++}.db`)
const clock = new FakeClock()

describeDeskState('on SQLite', clock => openSqliteDeskState({ path: newPath(), clock }))

describeOldNotes('on SQLite', () => openSqliteDeskState({ path: newPath(), clock }))

describe('the file of the desk state', () => {
  it('still has everything after it was closed', async () => {
    const path = newPath()
    const first = await openSqliteDeskState({ path, clock })
    await first.saveCheckpoint('intake', { position: '1', eventId: 'e1' }, 1)
    await first.setFact('log', { id: 'one' })
    await first.close()
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0)
    const again = await openSqliteDeskState({ path, clock })
    expect(await again.checkpoint('intake')).toEqual({ position: '1', eventId: 'e1' })
    expect(await again.fact('log')).toEqual({ id: 'one' })
    await again.close()
  })

  it('after a crash has every write that returned', async () => {
    const path = newPath()
    const state = await openSqliteDeskState({ path, clock })
    for (let n = 0; n < 5; n++) {
      const writes = Array.from({ length: 20 }, (_, i) => state.setFact(`${n}-${i}`, { n }))
      await Promise.all(writes)
      const crashed = newPath()
      copyFileSync(path, crashed)
      copyFileSync(`${path}-wal`, `${crashed}-wal`)
      const left = await openSqliteDeskState({ path: crashed, clock })
      for (let i = 0; i < 20; i++) expect(await left.fact(`${n}-${i}`)).toEqual({ n })
      await left.close()
    }
    await state.close()
  })

  it('can be read and written by its owner only', async () => {
    const path = newPath()
    const state = await openSqliteDeskState({ path, clock })
    await state.setFact('x', {})
    for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o777).toBe(0o600)
    await state.close()
  })

  it('is refused when it is damaged, of a newer desk, or another file', async () => {
    const damaged = newPath()
    writeFileSync(damaged, 'no database at all, but long enough to look like one'.repeat(100))
    await expect(openSqliteDeskState({ path: damaged, clock })).rejects.toThrow(UnusableState)

    const newer = newPath()
    await (await openSqliteDeskState({ path: newer, clock })).close()
    const database = new DatabaseSync(newer)
    database.exec('PRAGMA user_version = 99')
    database.close()
    await expect(openSqliteDeskState({ path: newer, clock })).rejects.toThrow('format 99')

    const other = newPath()
    const log = new DatabaseSync(other)
    log.exec('CREATE TABLE log (x)')
    log.close()
    const before = readFileSync(other)
    await expect(openSqliteDeskState({ path: other, clock })).rejects.toThrow('not a desk state')
    expect(readFileSync(other).equals(before)).toBe(true)
  })
})
