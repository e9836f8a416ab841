import type { ClientSession, Db } from 'mongodb'
import type { Instant, SubjectId } from '#kernel'

/** Raised when the shapes below change; a database of another format is not opened. */
export const format = 1

export interface SubjectRecord {
  readonly _id: SubjectId
  /** Absent once forgotten: the next contact is a new subject. */
  readonly link?: Buffer
  readonly wrapped: Buffer | null
  readonly forgottenAt: Instant | null
}

export interface InboxKeyRecord {
  /** `inbox-{bot}-{yyyy-mm-dd}` */
  readonly _id: string
  readonly day: string
  readonly wrapped: Buffer | null
  readonly destroyedAt: Instant | null
}

export interface MetaRecord {
  readonly _id: string
  readonly value: Buffer
}

export const collections = (db: Db) => ({
  subjects: db.collection<SubjectRecord>('vault_subjects', { promoteBuffers: true }),
  inboxKeys: db.collection<InboxKeyRecord>('vault_inbox_keys', { promoteBuffers: true }),
  meta: db.collection<MetaRecord>('vault_meta', { promoteBuffers: true })
})

/** One subject per link. */
export async function ensureIndexes(db: Db, session: ClientSession): Promise<void> {
  const { subjects, inboxKeys } = collections(db)
  const partialFilterExpression = { link: { $exists: true } }
  await subjects.createIndexes(
    [{ name: 'by_link', key: { link: 1 }, unique: true, partialFilterExpression }],
    { session }
  )
  await inboxKeys.createIndexes([{ name: 'by_day', key: { day: 1 } }], { session })
}
