import { randomUUID } from 'node:crypto'
import { type Clock, type SubjectId, toIso } from '#kernel'
import { type MasterKey, newDataKey } from './master-key.js'
import type { Vault } from './port.js'
import type { VaultRows } from './rows.js'

const inboxName = /^inbox-\d{1,20}-(\d{4}-\d{2}-\d{2})$/

/** The day in an inbox key's name; undefined when it is not such a name. */
export const inboxDay = (name: string): string | undefined => inboxName.exec(name)?.[1]

/** Every vault: the same cryptography over the rows of an adapter. */
export function vaultOver(rows: VaultRows, master: MasterKey, clock: Clock): Vault {
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
    ping: () => rows.ping(),
    close: () => rows.close()
  }
}
