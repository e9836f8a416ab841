import { randomBytes, randomUUID } from 'node:crypto'
import { type Clock, type SubjectId, toIso, unreachable } from '#kernel'
import { type MasterKey, newDataKey } from './master-key.js'
import { type Vault, VaultConflict, type VaultEntry } from './port.js'
import type { VaultRows, WrappedSalt } from './rows.js'

const inboxName = /^inbox-\d{1,20}-(\d{4}-\d{2}-\d{2})$/

/** The day in an inbox key's name; undefined when it is not such a name. */
export const inboxDay = (name: string): string | undefined => inboxName.exec(name)?.[1]

const entriesPerPage = 500
/** Under which the salt key is wrapped. */
const saltName = 'audit-salt'

/** Every vault: the same cryptography over the rows of an adapter. */
export function vaultOver(rows: VaultRows, master: MasterKey, clock: Clock): Vault {
  const opened = ({ origin, wrapped }: WrappedSalt) => ({ origin, key: master.unwrap(saltName, wrapped) })
  const findSubject = (telegramUserId: number) => rows.subjectOf(master.linkOf(telegramUserId))
  return {
    findSubject,
    async subjectFor(telegramUserId) {
      if (!Number.isSafeInteger(telegramUserId)) throw new TypeError('a Telegram user id is an integer')
      const known = await findSubject(telegramUserId)
      if (known) return known
      const subject = randomUUID() as SubjectId
      return rows.addSubject(master.linkOf(telegramUserId), subject, master.wrap(subject, newDataKey()))
    },
    newSubject() {
      const subject = randomUUID() as SubjectId
      return rows.addSubject(randomBytes(32), subject, master.wrap(subject, newDataKey()))
    },
    async keyOf(subject) {
      const wrapped = await rows.wrappedKeyOf(subject)
      return wrapped && master.unwrap(subject, wrapped)
    },
    forget: subject => rows.forgetSubject(subject, clock.now()),
    async inboxKey(name) {
      const day = inboxDay(name)
      if (!day) throw new TypeError('not the name of an inbox key')
      const wrapped =
        (await rows.inboxKey(name)) ?? (await rows.addInboxKey(name, day, master.wrap(name, newDataKey())))
      return wrapped ? master.unwrap(name, wrapped) : undefined
    },
    async findInboxKey(name) {
      const wrapped = await rows.inboxKey(name)
      return wrapped ? master.unwrap(name, wrapped) : undefined
    },
    destroyInboxKeysBefore: instant => rows.destroyInboxKeys(toIso(instant).slice(0, 10), clock.now()),
    async *entries() {
      const gone = (after: string) => rows.subjects(true, after, entriesPerPage)
      const known = (after: string) => rows.subjects(false, after, entriesPerPage)
      // The forgotten first: whoever came back has the link of the subject that was forgotten.
      yield* pages(gone, ({ subject }) => subject)
      yield* pages(known, ({ subject }) => subject)
      yield* pages(
        after => rows.inboxKeys(after, entriesPerPage),
        ({ name }) => name
      )
      const salt = await rows.auditSalt()
      if (salt) yield { kind: 'audit', ...salt }
    },
    adopt: entry => adopt(rows, entry),
    async auditSalt() {
      const held = await rows.auditSalt()
      return held && opened(held)
    },
    async makeAuditSalt(origin) {
      const held = (await rows.auditSalt()) ?? { origin, wrapped: master.wrap(saltName, newDataKey()) }
      return opened(await rows.addAuditSalt(held))
    },
    logId: () => rows.logId(),
    bindTo: logId => rows.bindTo(logId),
    ping: () => rows.ping(),
    close: () => rows.close()
  }
}

function adopt(rows: VaultRows, entry: VaultEntry): Promise<boolean> {
  switch (entry.kind) {
    case 'subject':
      return adoptSubject(rows, entry)
    case 'inbox':
      return adoptInboxKey(rows, entry)
    case 'audit':
      return adoptSalt(rows, entry)
    default:
      return unreachable(entry)
  }
}

async function adoptSalt(rows: VaultRows, { origin, wrapped }: WrappedSalt): Promise<boolean> {
  const before = await rows.auditSalt()
  const held = await rows.addAuditSalt({ origin, wrapped })
  if (held.origin !== origin || !held.wrapped.equals(wrapped))
    throw new VaultConflict('another salt key of the proofs is held')
  return before === undefined
}

async function* pages<T extends VaultEntry>(
  read: (after: string) => Promise<T[]>,
  nameOf: (entry: T) => string
) {
  for (let page = await read(''); page.length > 0; ) {
    yield* page
    const last = page.at(-1)
    page = page.length < entriesPerPage || !last ? [] : await read(nameOf(last))
  }
}

async function adoptSubject(rows: VaultRows, entry: VaultEntry & { kind: 'subject' }): Promise<boolean> {
  const { subject, link, wrapped, forgottenAt } = entry
  if (!link || !wrapped) {
    const at = forgottenAt ?? 0
    return (await rows.forgetSubject(subject, at)) || rows.addForgotten(subject, at)
  }
  const held = await rows.subject(subject)
  if (held?.wrapped && !held.wrapped.equals(wrapped))
    throw new VaultConflict(`another key of ${subject} is held`)
  if (held) return false
  const holder = await rows.addSubject(link, subject, wrapped)
  if (holder !== subject) throw new VaultConflict(`${holder} has the link of ${subject}`)
  return true
}

async function adoptInboxKey(rows: VaultRows, entry: VaultEntry & { kind: 'inbox' }): Promise<boolean> {
  const { name, wrapped, destroyedAt } = entry
  const day = inboxDay(name)
  if (!day) throw new TypeError('not the name of an inbox key')
  const held = await rows.inboxKey(name)
  if (held === null) return false
  if (!wrapped) {
    await rows.destroyInboxKey(name, day, destroyedAt ?? 0)
    return true
  }
  const holds = held ?? (await rows.addInboxKey(name, day, wrapped))
  if (holds && !holds.equals(wrapped)) throw new VaultConflict(`another key of ${name} is held`)
  return held === undefined && holds !== null
}
