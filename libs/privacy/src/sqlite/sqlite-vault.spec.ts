import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { InfrastructureFault, systemClock } from '#kernel'
import { describeVault } from '../contract/index.js'
import { UnusableVault, VaultUnavailable } from '../port.js'
import { openSqliteVault } from './index.js'

const temporary = () => mkdtempSync(join(tmpdir(), 'vault-'))

describeVault('sqlite', async () => {
  const directory = temporary()
  return {
    open: (masterKey, clock) => openSqliteVault({ path: join(directory, 'vault.db'), masterKey, clock }),
    remove: async () => rmSync(directory, { recursive: true })
  }
})

describe('the vault file', () => {
  const masterKey = Buffer.from('4d61737465724b65794d61737465724b65794d61737465724b65794d61737465', 'hex')
  let directory: string
  const open = () => openSqliteVault({ path: join(directory, 'vault.db'), masterKey, clock: systemClock })
  /** Everything on disk: the file, its write-ahead log, its index. */
  const onDisk = () => Buffer.concat(readdirSync(directory).map(name => readFileSync(join(directory, name))))

  beforeEach(() => {
    directory = temporary()
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  it('can be read by its owner only', async () => {
    const vault = await open()
    await vault.subjectFor(1)
    const modes = readdirSync(directory).map(name => statSync(join(directory, name)).mode & 0o777)
    expect(new Set(modes)).toEqual(new Set([0o600]))
    await vault.close()
  })

  it('holds no user id, no data key and no master key in clear', async () => {
    const vault = await open()
    const user = 5_123_456_789
    const subject = await vault.subjectFor(user)
    const keys = [await vault.keyOf(subject), await vault.inboxKey('inbox-77-2026-11-21'), masterKey]
    const id = Buffer.alloc(8)
    id.writeBigInt64BE(BigInt(user))
    const file = onDisk()
    expect(file.includes(subject)).toBe(true)
    for (const clear of [
      String(user),
      user.toString(16),
      id.subarray(3),
      Buffer.from(id.subarray(3)).reverse()
    ]) {
      expect(file.includes(clear)).toBe(false)
    }
    for (const key of keys) {
      if (!key) throw new Error('a key is missing')
      for (const clear of [key, key.toString('hex'), key.toString('base64'), key.toString('base64url')]) {
        expect(file.includes(clear)).toBe(false)
      }
    }
    await vault.close()
  })

  it('keeps nothing of a destroyed key, not even wrapped, nor in the write-ahead log', async () => {
    const vault = await open()
    const subject = await vault.subjectFor(1)
    await vault.inboxKey('inbox-77-2026-11-20')
    const reader = new DatabaseSync(join(directory, 'vault.db'), { readOnly: true })
    const cells = [
      reader.prepare('SELECT wrapped AS cell FROM vault_subject').get()?.['cell'],
      reader.prepare('SELECT link AS cell FROM vault_subject').get()?.['cell'],
      reader.prepare('SELECT wrapped AS cell FROM vault_inbox_key').get()?.['cell']
    ].map(cell => Buffer.from(cell instanceof Uint8Array ? cell : Buffer.alloc(0)))
    reader.close()
    for (const cell of cells) expect(cell.length > 0 && onDisk().includes(cell)).toBe(true)
    await vault.forget(subject)
    await vault.destroyInboxKeysBefore(Date.UTC(2026, 10, 21))
    for (const cell of cells) expect(onDisk().includes(cell)).toBe(false)
    await vault.close()
  })

  it('says so when it can not be opened', async () => {
    const opening = openSqliteVault({
      path: join(directory, 'none', 'vault.db'),
      masterKey,
      clock: systemClock
    })
    await expect(opening).rejects.toThrow(VaultUnavailable)
  })

  it('fails a write that breaks a rule of the file alone, and as what no repeating helps', async () => {
    const vault = await open()
    const planted = new DatabaseSync(join(directory, 'vault.db'))
    planted.exec(`CREATE TRIGGER planted BEFORE INSERT ON vault_inbox_key WHEN NEW.name = 'inbox-7-2026-11-20'
      BEGIN SELECT RAISE(ABORT, 'planted'); END`)
    planted.close()
    const users = Array.from({ length: 20 }, (_, user) => user)
    const [bad, other, subjects] = await Promise.all([
      vault.inboxKey('inbox-7-2026-11-20').catch((error: unknown) => error),
      vault.inboxKey('inbox-7-2026-11-21'),
      Promise.all(users.map(user => vault.subjectFor(user)))
    ])
    expect(String(bad)).toContain('planted')
    expect(bad).not.toBeInstanceOf(InfrastructureFault)
    expect(other).toHaveLength(32)
    expect(await Promise.all(users.map(user => vault.findSubject(user)))).toEqual(subjects)
    await vault.close()
  })

  it('is refused with the remedy when it is damaged, of a newer desk, or another file', async () => {
    const path = join(directory, 'vault.db')
    writeFileSync(path, 'no database at all, but long enough to look like one'.repeat(100))
    await expect(open()).rejects.toThrow(UnusableVault)
    await expect(open()).rejects.toThrow(/vault\.db is damaged .*backup/)
    rmSync(path)
    const other = new DatabaseSync(path)
    other.exec('CREATE TABLE log (x)')
    other.close()
    await expect(open()).rejects.toThrow(`${path} is not a vault`)
    rmSync(path)
    await (await open()).close()
    const newer = new DatabaseSync(path)
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    await expect(open()).rejects.toThrow('format 99')
  })

  it('of a desk that wrote no mark of its kind into it is taken for what it is', async () => {
    const vault = await open()
    const subject = await vault.subjectFor(1)
    await vault.close()
    const before = new DatabaseSync(join(directory, 'vault.db'))
    before.exec('PRAGMA application_id = 0; PRAGMA user_version = 0')
    before.close()
    const again = await open()
    expect(await again.findSubject(1)).toBe(subject)
    await again.close()
  })

  it('keeps a thousand subjects that are asked for at once', async () => {
    const vault = await open()
    const subjects = await Promise.all(Array.from({ length: 1000 }, (_, user) => vault.subjectFor(user)))
    expect(new Set(subjects).size).toBe(1000)
    await vault.close()
    const again = await open()
    expect(await again.subjectFor(999)).toBe(subjects[999])
    await again.close()
  })
})
