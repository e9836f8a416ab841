import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { AuditKeys, auditKeyPath, UnusableFile } from './index.js'

const day = 86_400_000

describe('the file of signing keys', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'audit-keys-'))
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  it('is made once, for its owner alone', () => {
    const keys = new AuditKeys(auditKeyPath(null, directory))
    keys.make()
    const first = keys.all()
    keys.make()
    expect(keys.all()).toEqual(first)
    if (process.platform !== 'win32') expect(statSync(keys.path).mode & 0o777).toBe(0o600)
    expect(auditKeyPath('/run/audit.key', directory)).toBe('/run/audit.key')
  })

  it('has both pairs sign for 30 days after a rotation, and keeps the old one for what it has signed', () => {
    const keys = new AuditKeys(auditKeyPath(null, directory))
    keys.make()
    const [old] = keys.all()
    const { from, to } = keys.rotate(0)
    expect(from).toEqual(old)
    const seeds = (pairs: readonly { readonly ed25519: Buffer }[]) => pairs.map(({ ed25519 }) => ed25519)
    expect(seeds(keys.signing(30 * day - 1))).toEqual(seeds([to, from]))
    expect(seeds(keys.signing(30 * day))).toEqual(seeds([to]))
    expect(keys.all()).toHaveLength(2)
  })

  it('is not read when it is missing, holds nothing, or is open to others', () => {
    const keys = new AuditKeys(auditKeyPath(null, directory))
    expect(() => keys.all()).toThrow(UnusableFile)
    writeFileSync(keys.path, '{}', { mode: 0o600 })
    expect(() => keys.all()).toThrow(/holds no signing keys/)
    if (process.platform === 'win32') return
    chmodSync(keys.path, 0o644)
    expect(() => keys.all()).toThrow(/others may read it \(mode 644\)/)
  })
})
