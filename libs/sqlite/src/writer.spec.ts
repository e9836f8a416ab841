import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { InfrastructureFault } from '#kernel'
import { type Database, openDatabase, Unmet } from './index.js'

class Away extends InfrastructureFault {}
class Unusable extends Error {}

const folder = mkdtempSync(join(tmpdir(), 'sqlite-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const path = () => join(folder, `${files++}.db`)

const open = (at = path(), pragmas: readonly string[] = []): Promise<Database> =>
  openDatabase(at, {
    name: 'a toy',
    applicationId: 1,
    format: 1,
    pragmas,
    tables: ['CREATE TABLE IF NOT EXISTS toys (name TEXT PRIMARY KEY, weight INTEGER NOT NULL, label TEXT)'],
    errors: {
      unavailable: (message, options) => new Away(message, options),
      unusable: (message, options) => new Unusable(message, options)
    }
  })

const add = (name: string, weight: number | null = 1, label = '') => ({
  sql: 'INSERT INTO toys (name, weight, label) VALUES (?, ?, ?) RETURNING name',
  values: [name, weight, label]
})
const names = ({ reader }: Database) =>
  reader.all('SELECT name FROM toys ORDER BY name').map(row => row['name'])

describe('the writer', () => {
  it('answers the rows of a job, in the order in which the jobs were asked', async () => {
    const toys = await open()
    const asked = ['a', 'b', 'c'].map(name => toys.writer.submit([add(name)]))
    expect(await Promise.all(asked)).toEqual([[{ name: 'a' }], [{ name: 'b' }], [{ name: 'c' }]])
    await toys.close()
  })

  it('does all of a job or nothing, and lets the job of another in the same transaction be', async () => {
    const toys = await open()
    const outcomes = await Promise.allSettled([
      toys.writer.submit([add('a')]),
      toys.writer.submit([add('b'), add('too light', null)]),
      toys.writer.submit([add('c')])
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(names(toys)).toEqual(['a', 'c'])
    const [, failed] = outcomes
    expect(failed).toMatchObject({ reason: { message: expect.stringContaining('NOT NULL') } })
    expect(failed).not.toMatchObject({ reason: expect.any(InfrastructureFault) })
    await toys.close()
  })

  it('undoes a job that had to change something and did not', async () => {
    const toys = await open()
    const lift = {
      sql: 'UPDATE toys SET weight = ? WHERE name = ?',
      values: [2, 'a'],
      width: 2,
      mustChange: true
    }
    await expect(toys.writer.submit([add('b'), lift])).rejects.toThrow(Unmet)
    expect(names(toys)).toEqual([])
    await toys.writer.submit([add('a'), lift])
    expect(names(toys)).toEqual(['a'])
    await toys.close()
  })

  it('calls a full disk what will pass, names the file, and goes on once there is room', async () => {
    const at = path()
    const toys = await open(at, ['max_page_count = 12'])
    const large = add('large', 1, 'x'.repeat(100_000))
    const error = await toys.writer.submit([large]).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(Away)
    expect(String(error)).toContain(`${at}: the disk is full`)
    await toys.writer.submit([{ sql: 'PRAGMA max_page_count = 1000' }])
    await toys.writer.submit([large])
    expect(names(toys)).toEqual(['large'])
    await toys.close()
  })

  it('says where and why a file can not be opened', async () => {
    const at = join(folder, 'none', 'toys.db')
    const error = await open(at).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(Away)
    expect(String(error)).toContain(`can't open ${at} (ENOENT`)
  })

  it('says where, why and what to do about a file that can not be written, or has no room for its tables', async () => {
    const folderInstead = path()
    mkdirSync(folderInstead)
    const full = path()
    for (const [at, pragmas] of [
      [folderInstead, []],
      [full, ['max_page_count = 1']]
    ] as const) {
      const error = await open(at, pragmas).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(Away)
      expect(String(error)).toMatch(
        /can't open .*\.db \(.+\): it and its folder must be there .* and have room/
      )
    }
  })

  it('leaves the file whole when it is closed, with what was asked last', async () => {
    const at = path()
    const toys = await open(at)
    const last = toys.writer.submit([add('last')])
    await toys.close()
    await last
    expect(statSync(`${at}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0)
    await expect(toys.writer.submit([add('late')])).rejects.toThrow(Away)
    const again = await open(at)
    expect(names(again)).toEqual(['last'])
    await again.close()
  })
})
