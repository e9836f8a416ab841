import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Clock, FakeClock, type SubjectId } from '#kernel'
import { openMemoryVault } from '../memory/index.js'
import { type Vault, VaultConflict, type VaultEntry, VaultUnavailable, WrongMasterKey } from '../port.js'

/** One place where vaults are kept: opening it again finds what was written before. */
export interface VaultStore {
  open(masterKey: Uint8Array, clock: Clock): Promise<Vault>
  remove(): Promise<void>
}

const masterKey = Buffer.alloc(32, 7)
const user = 412_345_678
const day = Date.UTC(2026, 10, 21)

/** What every vault promises. `make` gives an empty store. */
export function describeVault(name: string, make: () => Promise<VaultStore>): void {
  describe(`${name} vault`, () => {
    let store: VaultStore
    let vault: Vault
    const clock = new FakeClock(day)
    const reopen = async () => {
      await vault.close()
      vault = await store.open(masterKey, clock)
    }

    beforeEach(async () => {
      store = await make()
      vault = await store.open(masterKey, clock)
    })
    afterEach(async () => {
      await vault.close()
      await store.remove()
    })

    it('keeps the log that it is bound to, the last one, and copies it to nobody', async () => {
      expect(await vault.logId()).toBeUndefined()
      await vault.bindTo('one')
      await vault.bindTo('two')
      await reopen()
      expect(await vault.logId()).toBe('two')
      for await (const entry of vault.entries()) throw new Error(`an entry: ${entry.kind}`)
    })

    it('makes the salt key of proofs once, for ten callers at once, and copies it with its origin', async () => {
      expect(await vault.auditSalt()).toBeUndefined()
      const made = await Promise.all(Array.from({ length: 10 }, (_, n) => vault.makeAuditSalt(`log ${n}`)))
      expect(new Set(made.map(({ key, origin }) => `${key.toString('hex')} ${origin}`)).size).toBe(1)
      await reopen()
      const held = await vault.auditSalt()
      expect(held).toEqual(made[0])
      expect(held?.key).toHaveLength(32)
      const copy = openMemoryVault({ masterKey, clock })
      const entries: VaultEntry[] = []
      for await (const entry of vault.entries()) entries.push(entry)
      expect(entries.map(({ kind }) => kind)).toEqual(['audit'])
      for (const entry of entries) expect(await copy.adopt(entry)).toBe(true)
      for (const entry of entries) expect(await copy.adopt(entry)).toBe(false)
      expect(await copy.auditSalt()).toEqual(held)
      const other = openMemoryVault({ masterKey, clock })
      await other.makeAuditSalt('another')
      for (const entry of entries) await expect(other.adopt(entry)).rejects.toBeInstanceOf(VaultConflict)
    })

    it('knows nobody at first, and makes nobody by looking', async () => {
      expect(await vault.findSubject(user)).toBeUndefined()
      expect(await vault.findSubject(user)).toBeUndefined()
      await vault.ping()
    })

    it('gives ten callers at once the same subject', async () => {
      const subjects = await Promise.all(Array.from({ length: 10 }, () => vault.subjectFor(user)))
      expect(new Set(subjects).size).toBe(1)
      expect(await vault.findSubject(user)).toBe(subjects[0])
    })

    it('gives each user a subject and a key of its own', async () => {
      const subjects = await Promise.all([1, 2, 3].map(id => vault.subjectFor(id)))
      const keys = await Promise.all(subjects.map(subject => vault.keyOf(subject)))
      expect(new Set(subjects).size).toBe(3)
      expect(new Set(keys.map(key => key?.toString('hex'))).size).toBe(3)
      expect(keys.map(key => key?.length)).toEqual([32, 32, 32])
    })

    it('finds subject and key again after it was closed', async () => {
      const subject = await vault.subjectFor(user)
      const key = await vault.keyOf(subject)
      await reopen()
      expect(await vault.subjectFor(user)).toBe(subject)
      expect(await vault.keyOf(subject)).toEqual(key)
    })

    it('refuses what is no user id', async () => {
      await expect(vault.subjectFor(Number.NaN)).rejects.toThrow(TypeError)
    })

    it('has no key for a subject it has never seen', async () => {
      expect(await vault.keyOf('never-seen' as SubjectId)).toBeUndefined()
      expect(await vault.forget('never-seen' as SubjectId)).toBe(false)
    })

    it('forgets one subject for ever and leaves the others alone', async () => {
      const [gone, other] = await Promise.all([vault.subjectFor(1), vault.subjectFor(2)])
      const otherKey = await vault.keyOf(other)
      expect(await vault.forget(gone)).toBe(true)
      expect(await vault.forget(gone)).toBe(false)
      await reopen()
      expect(await vault.keyOf(gone)).toBeUndefined()
      expect(await vault.findSubject(1)).toBeUndefined()
      expect(await vault.keyOf(other)).toEqual(otherKey)
      const next = await vault.subjectFor(1)
      expect(next).not.toBe(gone)
      expect(await vault.keyOf(next)).toHaveLength(32)
      expect(await vault.keyOf(gone)).toBeUndefined()
    })

    it('makes an inbox key once, for ten callers at once, and keeps it', async () => {
      const keys = await Promise.all(Array.from({ length: 10 }, () => vault.inboxKey('inbox-77-2026-11-21')))
      expect(new Set(keys.map(key => key?.toString('hex'))).size).toBe(1)
      await reopen()
      expect(await vault.inboxKey('inbox-77-2026-11-21')).toEqual(keys[0])
      expect(await vault.findInboxKey('inbox-77-2026-11-21')).toEqual(keys[0])
      expect(await vault.inboxKey('inbox-78-2026-11-21')).not.toEqual(keys[0])
    })

    it('makes no inbox key by looking', async () => {
      expect(await vault.findInboxKey('inbox-77-2026-11-21')).toBeUndefined()
      expect(await vault.destroyInboxKeysBefore(day + 86_400_000)).toEqual([])
    })

    it('refuses a name that is no inbox key', async () => {
      await expect(vault.inboxKey('inbox-77')).rejects.toThrow(TypeError)
    })

    it('destroys the inbox keys of the days before, and never makes one again', async () => {
      const names = ['inbox-77-2026-11-19', 'inbox-77-2026-11-20', 'inbox-77-2026-11-21']
      for (const name of names) await vault.inboxKey(name)
      expect(await vault.destroyInboxKeysBefore(day + 3_600_000)).toEqual(names.slice(0, 2))
      expect(await vault.destroyInboxKeysBefore(day + 3_600_000)).toEqual([])
      await reopen()
      expect(await vault.inboxKey('inbox-77-2026-11-19')).toBeUndefined()
      expect(await vault.findInboxKey('inbox-77-2026-11-20')).toBeUndefined()
      expect(await vault.inboxKey('inbox-77-2026-11-21')).toHaveLength(32)
    })

    describe('copied', () => {
      const listed = async (from: Vault): Promise<VaultEntry[]> => {
        const entries: VaultEntry[] = []
        for await (const entry of from.entries()) entries.push(entry)
        return entries
      }
      const adoptAll = async (to: Vault, entries: readonly VaultEntry[]) => {
        const changed: boolean[] = []
        for (const entry of entries) changed.push(await to.adopt(entry))
        return changed.filter(Boolean).length
      }

      it('gives everything with its keys, and once more changes nothing', async () => {
        const copy = openMemoryVault({ masterKey, clock })
        const subjects = await Promise.all(Array.from({ length: 1100 }, (_, id) => vault.subjectFor(id)))
        await vault.inboxKey('inbox-77-2026-11-20')
        const inbox = await vault.inboxKey('inbox-77-2026-11-21')
        await vault.destroyInboxKeysBefore(day)
        const [first = '' as SubjectId, second = '' as SubjectId] = subjects
        await vault.forget(first)
        const again = await vault.subjectFor(0)

        const entries = await listed(vault)
        expect(await adoptAll(copy, entries)).toBe(entries.length)
        expect(await adoptAll(copy, entries)).toBe(0)
        expect(await listed(copy)).toEqual(entries)
        expect(await copy.findSubject(0)).toBe(again)
        expect(await copy.keyOf(first)).toBeUndefined()
        expect(await copy.keyOf(second)).toEqual(await vault.keyOf(second))
        expect(await copy.findInboxKey('inbox-77-2026-11-21')).toEqual(inbox)
        expect(await copy.inboxKey('inbox-77-2026-11-20')).toBeUndefined()
      })

      it('takes over another vault, and what was forgotten there since', async () => {
        const source = openMemoryVault({ masterKey, clock })
        const gone = await source.subjectFor(user)
        const stays = await source.subjectFor(user + 1)
        await source.inboxKey('inbox-77-2026-11-20')
        const early = await listed(source)
        expect(await adoptAll(vault, early)).toBe(3)
        await source.forget(gone)
        const back = await source.subjectFor(user)
        await source.destroyInboxKeysBefore(day)
        expect(await adoptAll(vault, await listed(source))).toBe(3)
        await reopen()
        expect(await listed(vault)).toEqual(await listed(source))
        expect(await vault.findSubject(user)).toBe(back)
        expect(await vault.keyOf(stays)).toEqual(await source.keyOf(stays))
      })

      it('never brings back what was destroyed here', async () => {
        const source = openMemoryVault({ masterKey, clock })
        const gone = await source.subjectFor(user)
        await source.inboxKey('inbox-77-2026-11-20')
        const early = await listed(source)
        await adoptAll(vault, early)
        await vault.forget(gone)
        await vault.destroyInboxKeysBefore(day)
        expect(await adoptAll(vault, early)).toBe(0)
        expect(await vault.keyOf(gone)).toBeUndefined()
        expect(await vault.findSubject(user)).toBeUndefined()
        expect(await vault.findInboxKey('inbox-77-2026-11-20')).toBeUndefined()
      })

      it('is refused where other keys are held for the same', async () => {
        const source = openMemoryVault({ masterKey, clock })
        await source.subjectFor(user)
        await source.inboxKey('inbox-77-2026-11-21')
        await vault.subjectFor(user)
        await vault.inboxKey('inbox-77-2026-11-21')
        for (const entry of await listed(source))
          await expect(vault.adopt(entry)).rejects.toThrow(VaultConflict)
      })
    })

    it('does not open with another master key, empty or not', async () => {
      await expect(store.open(Buffer.alloc(32, 8), clock)).rejects.toThrow(WrongMasterKey)
      const subject = await vault.subjectFor(user)
      await expect(store.open(Buffer.alloc(32, 8), clock)).rejects.toThrow(WrongMasterKey)
      expect(await vault.subjectFor(user)).toBe(subject)
    })

    it('takes no master key of another length', async () => {
      await expect(store.open(Buffer.alloc(31), clock)).rejects.toThrow(RangeError)
    })

    it('finishes what was asked before it closes, and answers nothing afterwards', async () => {
      const asked = Array.from({ length: 20 }, (_, index) => vault.subjectFor(index))
      await Promise.allSettled([...asked])
      await vault.close()
      await expect(vault.subjectFor(user)).rejects.toThrow(VaultUnavailable)
      await expect(vault.ping()).rejects.toThrow(VaultUnavailable)
      vault = await store.open(masterKey, clock)
      expect(await vault.findSubject(19)).toBe(await asked[19])
    })
  })
}
