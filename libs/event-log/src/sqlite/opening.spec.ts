import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readCount, readToHead, someEvent } from '../contract/events.js'
import { CannotOpen, Unavailable } from '../errors.js'
import { LogFiles } from './testing.js'

describe('opening a SQLite log', () => {
  let files: LogFiles
  beforeEach(() => {
    files = new LogFiles()
  })
  afterEach(() => files.remove())

  it('is refused to a second writer, with what to do, until the first one closes', async () => {
    const first = await files.open()
    const second = files.open()
    await expect(second).rejects.toBeInstanceOf(CannotOpen)
    await expect(second).rejects.toThrow(/in use by another process.*stop the other desk/)
    await first.append('ticket-1', [someEvent('a')], 'none')
    await first.close()
    expect(await readToHead(await files.open())).toHaveLength(1)
  })

  it('lets readers in beside the writer, and they follow it', async () => {
    const writer = await files.open()
    await writer.append('ticket-1', [someEvent('a')], 'none')
    const reader = await files.open({ readOnly: true })
    const following = readCount(reader, 3)
    await writer.append('ticket-1', [someEvent('b'), someEvent('c')], 0)
    expect((await following).map(event => event.revision)).toEqual([0, 1, 2])
    expect(reader.logId).toBe(writer.logId)
    await expect(reader.append('ticket-1', [someEvent('d')], 2)).rejects.toBeInstanceOf(Unavailable)
  })

  it('ends a waiting reader with Unavailable when it is closed', async () => {
    await files.open()
    const reader = await files.open({ readOnly: true })
    const following = readCount(reader, 1)
    await reader.close()
    await expect(following).rejects.toBeInstanceOf(Unavailable)
  })

  it('gives each log an id of its own, which stays', async () => {
    const log = await files.open()
    await log.close()
    expect((await files.open()).logId).toBe(log.logId)
    expect(log.logId).toMatch(/^[0-9a-f-]{36}$/)
    expect((await files.open({ path: join(files.directory, 'other.db') })).logId).not.toBe(log.logId)
  })

  it('keeps every file for its owner alone', async () => {
    const log = await files.open({ path: join(files.directory, 'new', 'log.db') })
    await log.append('ticket-1', [someEvent('a')], 'none')
    const made = join(files.directory, 'new')
    const names = readdirSync(made)
    expect(names.sort()).toEqual(['log.db', 'log.db-lock', 'log.db-shm', 'log.db-wal'])
    for (const name of names) expect(statSync(join(made, name)).mode & 0o777).toBe(0o600)
    expect(statSync(made).mode & 0o777).toBe(0o700)
  })

  it('refuses a log of a newer version, to writers and readers, and leaves it as it is', async () => {
    await (await files.open()).close()
    files.tamper('PRAGMA user_version = 2')
    for (const readOnly of [false, true]) {
      await expect(files.open({ readOnly })).rejects.toThrow(/newer Topicdesk \(log version 2/)
    }
    files.tamper('PRAGMA user_version = 1')
    await files.open()
  })

  it('refuses a database that is not a log', async () => {
    files.tamper('CREATE TABLE cats (name TEXT)')
    await expect(files.open()).rejects.toThrow(/is not an event log/)
  })

  it('refuses a file that is no database', async () => {
    writeFileSync(files.path, 'not a database at all, but long enough to look like one'.repeat(100))
    await expect(files.open()).rejects.toBeInstanceOf(CannotOpen)
    await expect(files.open()).rejects.toThrow(/damaged/)
  })

  it('refuses to read where there is no log', async () => {
    await expect(files.open({ readOnly: true })).rejects.toThrow(/there is no event log at/)
  })

  it('says what is wrong when its directory can not be written', async () => {
    writeFileSync(join(files.directory, 'file'), '')
    const under = files.open({ path: join(files.directory, 'file', 'log.db') })
    await expect(under).rejects.toBeInstanceOf(CannotOpen)
    await expect(under).rejects.toThrow(/must exist, be writable by this user/)
  })

  const asRoot = process.getuid?.() === 0
  // Root may write everywhere, so there this can't be shown.
  const unlessRoot = asRoot ? it.skip : it
  unlessRoot('says what is wrong when its directory may not be written', async () => {
    const directory = join(files.directory, 'closed')
    mkdirSync(directory)
    chmodSync(directory, 0o500)
    const opening = files.open({ path: join(directory, 'log.db') })
    await expect(opening).rejects.toThrow(/must exist, be writable by this user/)
    chmodSync(directory, 0o700)
  })
})
