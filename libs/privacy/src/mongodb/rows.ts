import { isDuplicateKey, type MongoDatabase } from '#mongo'
import type { VaultRows } from '../rows.js'
import { collections } from './records.js'

/** Each write is one guarded change of one document; the unique link decides between callers. */
export function rowsOf(
  database: MongoDatabase,
  translating: <T>(work: () => Promise<T>) => Promise<T>
): VaultRows {
  const { subjects, inboxKeys } = collections(database.db)
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
    ping: () => translating(() => database.ping()),
    close: () => database.close()
  }
  return rows
}
