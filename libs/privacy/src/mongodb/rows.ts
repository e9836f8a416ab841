import type { SubjectId } from '#kernel'
import { isDuplicateKey, type MongoDatabase } from '#mongo'
import { type SubjectEntry, type VaultRows, type WrappedSalt, wrappedKeyBytes } from '../rows.js'
import { collections, type SubjectRecord } from './records.js'

/** Each write is one guarded change of one document; the unique link decides between callers. */
export function rowsOf(
  database: MongoDatabase,
  translating: <T>(work: () => Promise<T>) => Promise<T>
): VaultRows {
  const { subjects, inboxKeys, meta } = collections(database.db)
  const run = <T>(work: Parameters<typeof database.run<T>>[0]): Promise<T> =>
    translating(() => database.run(work))

  const rows: VaultRows = {
    async subjectOf(link) {
      const found = await run(session => subjects.findOne({ link }, { session, projection: { _id: 1 } }))
      return found?._id
    },
    async addSubject(link, subject, wrapped) {
      for (;;) {
        try {
          await run(session =>
            subjects.insertOne({ _id: subject, link, wrapped, forgottenAt: null }, { session })
          )
          return subject
        } catch (error) {
          if (!isDuplicateKey(error)) throw error
        }
        // Gone again where the holder was forgotten just now.
        const holder = await rows.subjectOf(link)
        if (holder) return holder
      }
    },
    async wrappedKeyOf(subject) {
      const found = await run(session => subjects.findOne({ _id: subject }, { session }))
      return found?.wrapped ?? undefined
    },
    async forgetSubject(subject, at) {
      const forgotten = { $set: { wrapped: null, forgottenAt: at }, $unset: { link: true } } as const
      const { matchedCount } = await run(session =>
        subjects.updateOne({ _id: subject, wrapped: { $ne: null } }, forgotten, { session })
      )
      return matchedCount > 0
    },
    async inboxKey(name) {
      const found = await run(session => inboxKeys.findOne({ _id: name }, { session }))
      return found?.wrapped
    },
    async addInboxKey(name, day, wrapped) {
      try {
        await run(session => inboxKeys.insertOne({ _id: name, day, wrapped, destroyedAt: null }, { session }))
        return wrapped
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        return (await rows.inboxKey(name)) ?? null
      }
    },
    destroyInboxKeys: (beforeDay, at) =>
      run(async session => {
        const old = { day: { $lt: beforeDay }, wrapped: { $ne: null } }
        const found = await inboxKeys.find(old, { session, projection: { _id: 1 } }).toArray()
        const names: string[] = []
        for (const { _id } of found) {
          const destroyed = { $set: { wrapped: null, destroyedAt: at } }
          const { matchedCount } = await inboxKeys.updateOne({ ...old, _id }, destroyed, { session })
          if (matchedCount > 0) names.push(_id)
        }
        return names.sort()
      }),
    subjects: (gone, after, limit) =>
      run(async session => {
        const wanted = { _id: { $gt: after as SubjectId }, wrapped: gone ? null : { $ne: null } }
        return (await subjects.find(wanted, { session, sort: { _id: 1 }, limit }).toArray()).map(subjectEntry)
      }),
    inboxKeys: (after, limit) =>
      run(async session => {
        const found = await inboxKeys
          .find({ _id: { $gt: after } }, { session, sort: { _id: 1 }, limit })
          .toArray()
        return found.map(({ _id: name, wrapped, destroyedAt }) => ({
          kind: 'inbox',
          name,
          wrapped,
          destroyedAt
        }))
      }),
    async subject(subject) {
      const found = await run(session => subjects.findOne({ _id: subject }, { session }))
      return found ? subjectEntry(found) : undefined
    },
    async addForgotten(subject, at) {
      try {
        await run(session =>
          subjects.insertOne({ _id: subject, wrapped: null, forgottenAt: at }, { session })
        )
        return true
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        return false
      }
    },
    async destroyInboxKey(name, day, at) {
      const destroyed = { $set: { wrapped: null, destroyedAt: at }, $setOnInsert: { day } }
      for (;;) {
        try {
          await run(session => inboxKeys.updateOne({ _id: name }, destroyed, { session, upsert: true }))
          return
        } catch (error) {
          if (!isDuplicateKey(error)) throw error
        }
      }
    },
    async auditSalt() {
      const found = await run(session => meta.findOne({ _id: 'audit-salt' }, { session }))
      return found ? saltIn(found.value) : undefined
    },
    async addAuditSalt({ origin, wrapped }) {
      const value = Buffer.concat([wrapped, Buffer.from(origin)])
      try {
        await run(session => meta.insertOne({ _id: 'audit-salt', value }, { session }))
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
      }
      return (await rows.auditSalt()) ?? { origin, wrapped }
    },
    async logId() {
      const found = await run(session => meta.findOne({ _id: 'log' }, { session }))
      return found?.value.toString()
    },
    async bindTo(logId) {
      const bound = { $set: { value: Buffer.from(logId) } }
      await run(session => meta.updateOne({ _id: 'log' }, bound, { session, upsert: true }))
    },
    ping: () => translating(() => database.ping()),
    close: () => database.close()
  }
  return rows
}

/** The wrapped key, whose length is fixed, then the origin. */
const saltIn = (value: Buffer): WrappedSalt => ({
  wrapped: value.subarray(0, wrappedKeyBytes),
  origin: value.subarray(wrappedKeyBytes).toString()
})

const subjectEntry = ({ _id: subject, link, wrapped, forgottenAt }: SubjectRecord): SubjectEntry => ({
  kind: 'subject',
  subject,
  link: link ?? null,
  wrapped,
  forgottenAt
})
