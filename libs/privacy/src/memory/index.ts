import type { Clock, Instant, SubjectId } from '#kernel'
import { masterKeyFrom, sameCheck } from '../master-key.js'
import { type Vault, VaultUnavailable, WrongMasterKey } from '../port.js'
import type { InboxRow, SubjectEntry, VaultRows, WrappedSalt } from '../rows.js'
import { vaultOver } from '../vault.js'

interface SubjectRow {
  link: string | null
  wrapped: Buffer | null
  forgottenAt: Instant | null
}

/** What stays when a memory vault is closed and opened again. */
export class MemoryVaultStore {
  check: Buffer | undefined
  logId: string | undefined
  auditSalt: WrappedSalt | undefined
  readonly subjects = new Map<SubjectId, SubjectRow>()
  readonly links = new Map<string, SubjectId>()
  readonly inbox = new Map<string, { day: string; wrapped: InboxRow; destroyedAt: Instant | null }>()
}

export interface MemoryVaultOptions {
  /** 32 bytes. */
  readonly masterKey: Uint8Array
  readonly clock: Clock
  /** A store that an earlier vault has filled; a new one when left out. */
  readonly store?: MemoryVaultStore
}

/** A vault for tests and for `memory:` desks; gone with the process. @throws WrongMasterKey */
export function openMemoryVault({
  masterKey,
  clock,
  store = new MemoryVaultStore()
}: MemoryVaultOptions): Vault {
  const master = masterKeyFrom(masterKey)
  store.check ??= master.check
  if (!sameCheck(store.check, master.check)) throw new WrongMasterKey('this vault has another master key')
  return vaultOver(rowsOf(store), master, clock)
}

function rowsOf(store: MemoryVaultStore): VaultRows {
  let open = true
  const when = async <T>(work: () => T): Promise<T> => {
    if (!open) throw new VaultUnavailable('the vault is closed')
    return work()
  }
  return {
    subjectOf: link => when(() => store.links.get(link.toString('hex'))),
    addSubject: (link, subject, wrapped) =>
      when(() => {
        const hex = link.toString('hex')
        const holder = store.links.get(hex)
        if (holder) return holder
        store.links.set(hex, subject)
        store.subjects.set(subject, { link: hex, wrapped, forgottenAt: null })
        return subject
      }),
    wrappedKeyOf: subject => when(() => store.subjects.get(subject)?.wrapped ?? undefined),
    forgetSubject: (subject, at) =>
      when(() => {
        const row = store.subjects.get(subject)
        if (!row?.wrapped) return false
        if (row.link) store.links.delete(row.link)
        store.subjects.set(subject, { link: null, wrapped: null, forgottenAt: at })
        return true
      }),
    inboxKey: name => when(() => store.inbox.get(name)?.wrapped),
    addInboxKey: (name, day, wrapped) =>
      when(() => {
        const held = store.inbox.get(name)
        if (held) return held.wrapped
        store.inbox.set(name, { day, wrapped, destroyedAt: null })
        return wrapped
      }),
    destroyInboxKeys: (beforeDay, at) =>
      when(() => {
        const gone = [...store.inbox].filter(([, row]) => row.wrapped && row.day < beforeDay)
        for (const [name, row] of gone)
          store.inbox.set(name, { day: row.day, wrapped: null, destroyedAt: at })
        return gone.map(([name]) => name).sort()
      }),
    subjects: (gone, after, limit) =>
      when(() =>
        [...store.subjects.keys()]
          .sort()
          .flatMap(subject => entryOf(store, subject) ?? [])
          .filter(entry => entry.subject > after && (entry.wrapped === null) === gone)
          .slice(0, limit)
      ),
    inboxKeys: (after, limit) =>
      when(() =>
        [...store.inbox]
          .map(([name, { wrapped, destroyedAt }]) => ({ kind: 'inbox' as const, name, wrapped, destroyedAt }))
          .filter(({ name }) => name > after)
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .slice(0, limit)
      ),
    subject: subject => when(() => entryOf(store, subject)),
    addForgotten: (subject, at) =>
      when(() => {
        if (store.subjects.has(subject)) return false
        store.subjects.set(subject, { link: null, wrapped: null, forgottenAt: at })
        return true
      }),
    destroyInboxKey: (name, day, at) =>
      when(() => void store.inbox.set(name, { day, wrapped: null, destroyedAt: at })),
    auditSalt: () => when(() => store.auditSalt),
    addAuditSalt: salt =>
      when(() => {
        store.auditSalt ??= salt
        return store.auditSalt
      }),
    logId: () => when(() => store.logId),
    bindTo: logId =>
      when(() => {
        store.logId = logId
      }),
    ping: () => when(() => undefined),
    close: async () => {
      open = false
    }
  }
}

function entryOf(store: MemoryVaultStore, subject: SubjectId): SubjectEntry | undefined {
  const row = store.subjects.get(subject)
  return (
    row && { ...row, kind: 'subject', subject, link: row.link === null ? null : Buffer.from(row.link, 'hex') }
  )
}
