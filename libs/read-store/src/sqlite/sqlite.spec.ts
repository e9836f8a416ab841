import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from '@jest/globals'
import { describeReadStore, things } from '../contract/index.js'
import { UnusableViews } from '../index.js'
import { openSqliteReadStore } from './index.js'

const folder = mkdtempSync(join(tmpdir(), 'read-store-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newPath = () => join(folder, `${files++}.db`)
const view = { name: 'shelf', version: 1, build: 0 }

describeReadStore('on SQLite', () => openSqliteReadStore({ path: newPath() }))

describe('the views file', () => {
  it('still has documents, checkpoint and switch after it was closed', async () => {
    const path = newPath()
    const first = await openSqliteReadStore({ path })
    const shelf = await first.open(view, [things])
    const write = { kind: 'put', collection: 'things', document: { id: 'a', rank: 1 }, reflects: 4 } as const
    await shelf.write([write], { position: '1', eventId: 'e1' })
    await first.switchTo(view)
    await first.close()
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0)

    const again = await openSqliteReadStore({ path })
    const reopened = await again.open(view, [things])
    expect(await reopened.get('things', 'a')).toEqual({ document: { id: 'a', rank: 1 }, reflects: 4 })
    expect(await reopened.checkpoint()).toEqual({ position: '1', eventId: 'e1' })
    expect(await again.current('shelf')).toEqual(view)
    await again.close()
  })

  it('has the indexes of a build once it is read, also of one that was begun before', async () => {
    const path = newPath()
    const indexes = () => {
      const database = new DatabaseSync(path, { readOnly: true })
      const rows = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        .all()
      database.close()
      return rows.length
    }
    const first = await openSqliteReadStore({ path })
    await first.open(view, [things])
    await first.close()
    expect(indexes()).toBe(0)
    const again = await openSqliteReadStore({ path })
    const shelf = await again.open(view, [things])
    await shelf.write([{ kind: 'put', collection: 'things', document: { id: 'a', rank: 1 }, reflects: 4 }], {
      position: '1',
      eventId: 'e1'
    })
    await again.switchTo(view)
    await again.switchTo(view)
    expect(indexes()).toBe(things.indexes.length)
    await again.close()
  })

  it('after a crash holds whole batches with their checkpoint, or nothing of them', async () => {
    const path = newPath()
    const store = await openSqliteReadStore({ path })
    const shelf = await store.open(view, [things])
    const batch = (n: number) =>
      shelf.write(
        Array.from({ length: 40 }, (_, i) => ({
          kind: 'put',
          collection: 'things',
          document: { id: `d${i}`, n },
          reflects: n
        })),
        { position: String(n).padStart(4, '0'), eventId: `e${n}` }
      )
    const writing = Array.from({ length: 60 }, (_, n) => batch(n))
    for (let n = 0; n < 60; n += 6) {
      await writing[n]
      const crashed = newPath()
      copyFileSync(path, crashed)
      copyFileSync(`${path}-wal`, `${crashed}-wal`)
      const left = await openSqliteReadStore({ path: crashed })
      const found = await left.open(view, [things])
      const checkpoint = Number((await found.checkpoint())?.position)
      expect(checkpoint).toBeGreaterThanOrEqual(n)
      const documents = await found.getMany(
        'things',
        Array.from({ length: 40 }, (_, i) => `d${i}`)
      )
      expect(new Set(documents.map(one => one.document['n']))).toEqual(new Set([checkpoint]))
      await left.close()
    }
    await Promise.all(writing)
    await store.close()
  })

  it('is refused with the remedy when it is damaged', async () => {
    const path = newPath()
    writeFileSync(path, 'no database at all, but long enough to look like one'.repeat(100))
    await expect(openSqliteReadStore({ path })).rejects.toThrow(UnusableViews)
    await expect(openSqliteReadStore({ path })).rejects.toThrow('delete this file')
  })

  it('is refused when a newer desk wrote it', async () => {
    const path = newPath()
    await (await openSqliteReadStore({ path })).close()
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version = 99')
    database.close()
    await expect(openSqliteReadStore({ path })).rejects.toThrow('format 99')
  })

  it('is left untouched when it is some other SQLite file', async () => {
    const path = newPath()
    const database = new DatabaseSync(path)
    database.exec('CREATE TABLE log (x)')
    database.close()
    const before = readFileSync(path)
    await expect(openSqliteReadStore({ path })).rejects.toThrow('not a file of views')
    expect(readFileSync(path).equals(before)).toBe(true)
  })
})
