import type { ClientSession } from 'mongodb'
import type { Clock } from '#kernel'
import { isDuplicateKey, type MongoAddress, MongoDatabase } from '#mongo'
import { type DeskState, type Parked, type ProcessCheckpoint, type Remembered, Superseded } from '../index.js'
import { translating } from './errors.js'
import { mongoHooks } from './hooks.js'
import { acquire, held, serverNow } from './leases.js'
import { saveNote, takeOverNotes } from './notes.js'
import {
  type AnswerRecord,
  type CheckpointRecord,
  collections,
  ensureIndexes,
  format,
  type ParkedRecord
} from './records.js'
import { mongoUploads } from './uploads.js'

const answersPerPage = 200

/**
 * The desk state in a MongoDB database of its own (6.0 or newer), which only the vault may share. Every write is one
 * guarded update of one document, majority and journal, so it is safe to repeat. Leases go by the primary's clock:
 * where the members' clocks differ, an election moves their end by that much; the fence holds all the same.
 * @throws UnusableState where the database is another's or of another format, the server too old, or the user has no
 * rights; StateUnavailable once `signal` ends the waiting for a server that can't be reached
 */
export async function openMongoDeskState(
  address: MongoAddress & {
    /** For tests: decides about leases instead of the server's clock. */
    readonly clock?: Clock
  }
): Promise<DeskState> {
  return translating(async () => {
    const database = await MongoDatabase.open(address, 'state', format)
    await database.run(session => ensureIndexes(database.db, session))
    const { clock } = address
    return deskState(database, clock ? () => clock.now() : serverNow)
  })
}

function deskState(database: MongoDatabase, now: typeof serverNow): DeskState {
  const { checkpoints, notes, parked, leases, answers, facts, hooks, uploads, schemas } = collections(
    database.db
  )
  const run = <T>(work: (session: ClientSession) => Promise<T>): Promise<T> =>
    translating(() => database.run(work))
  /** Two upserts of one key at once may meet: the second finds the first when it is repeated. */
  const upserting = <T>(work: (session: ClientSession) => Promise<T>): Promise<T> =>
    run(async session => {
      for (;;) {
        try {
          return await work(session)
        } catch (error) {
          if (!isDuplicateKey(error)) throw error
        }
      }
    })
  return {
    async checkpoint(process) {
      const found = await run(session => checkpoints.findOne({ _id: process }, { session }))
      return found ? checkpointOf(found) : undefined
    },
    checkpoints: () =>
      run(session =>
        checkpoints
          .find({ position: { $ne: '' } }, { session, sort: { _id: 1 } })
          .map(record => ({ process: record._id, ...checkpointOf(record) }))
          .toArray()
      ),
    saveCheckpoint: (process, { position, eventId, note = null }, fence) =>
      upserting(async session => {
        const filter = { _id: process, fence: { $lte: fence } }
        const record = { position, eventId, note: note && JSON.stringify(note), fence }
        try {
          await checkpoints.replaceOne(filter, record, { upsert: true, session })
        } catch (error) {
          const found = isDuplicateKey(error) && (await checkpoints.findOne({ _id: process }, { session }))
          if (found && found.fence > fence) {
            throw new Superseded(`${process} has another owner: its fence is above ${fence}`)
          }
          throw error
        }
      }),

    async note(name) {
      const found = await upserting(async session => {
        await takeOverNotes(checkpoints, notes, session)
        return notes.findOne({ _id: name }, { session })
      })
      return found ? JSON.parse(found.value) : undefined
    },
    notes: () =>
      upserting(async session => {
        await takeOverNotes(checkpoints, notes, session)
        return notes
          .find({}, { session, sort: { _id: 1 } })
          .map(({ _id, value }) => ({ name: _id, value: JSON.parse(value) }))
          .toArray()
      }),
    saveNote: (name, value, fence) =>
      upserting(session => saveNote(notes, session, { _id: name, value: JSON.stringify(value), fence })),

    async park({ sequence, error = null, attempts, ...event }) {
      const _id = `${event.process}\n${event.position}`
      await upserting(session =>
        parked.updateOne(
          { _id },
          { $set: { sequence, error, attempts }, $setOnInsert: event },
          { upsert: true, session }
        )
      )
    },
    parked: process =>
      run(session =>
        parked
          .find(process === undefined ? {} : { process }, { session, sort: { position: 1, process: 1 } })
          .map(parkedOf)
          .toArray()
      ),
    parkedSequences: async process =>
      new Set(await run(session => parked.distinct('sequence', { process }, { session }))),
    async unpark(process, position) {
      await run(session => parked.deleteOne({ _id: `${process}\n${position}` }, { session }))
    },

    acquireLease: (name, owner, ttlMs) =>
      upserting(session => acquire(leases, session, now(), { name, owner, ttlMs })),
    async releaseLease(name, owner) {
      await run(session => leases.updateOne({ _id: name, owner }, { $set: { until: 0 } }, { session }))
    },
    leases: () => run(session => held(leases, session, now())),

    async remember(key, fingerprint, at) {
      const first = { fingerprint, at, answer: null }
      const options = { upsert: true, returnDocument: 'after' } as const
      const found = await upserting(session =>
        answers.findOneAndUpdate({ _id: key }, { $setOnInsert: first }, { ...options, session })
      )
      return found ? rememberedOf(found) : { fingerprint, at }
    },
    async answered(key, answer) {
      const set = { $set: { answer: JSON.stringify(answer) } }
      await run(session => answers.updateOne({ _id: key, answer: null }, set, { session }))
    },
    async *answers() {
      for (let after = ''; ; ) {
        const page = await run(session =>
          answers
            .find({ _id: { $gt: after } }, { session, sort: { _id: 1 }, limit: answersPerPage })
            .toArray()
        )
        for (const record of page) {
          after = record._id
          yield { key: record._id, ...rememberedOf(record) }
        }
        if (page.length < answersPerPage) return
      }
    },
    forgetAnswers: (before, limit) =>
      run(async session => {
        const old = await answers
          .find({ at: { $lt: before } }, { session, sort: { at: 1 }, limit, projection: { _id: 1 } })
          .toArray()
        const ids = old.map(({ _id }) => _id)
        const { deletedCount } = await answers.deleteMany(
          { _id: { $in: ids }, at: { $lt: before } },
          { session }
        )
        return deletedCount
      }),
    forgetAnswersNaming: id =>
      run(async session => {
        const naming = { answer: { $regex: id.replaceAll(/[^\w]/g, '\\$&') } }
        return (await answers.deleteMany(naming, { session })).deletedCount
      }),

    async fact(name) {
      const found = await run(session => facts.findOne({ _id: name }, { session }))
      return found ? JSON.parse(found.value) : undefined
    },
    facts: (prefix = '') =>
      run(session =>
        facts
          .find({ _id: { $gte: prefix, $lt: `${prefix}\u{10ffff}` } }, { session, sort: { _id: 1 } })
          .map(({ _id, value }) => ({ name: _id, value: JSON.parse(value) }))
          .toArray()
      ),
    async setFact(name, value) {
      const record = { value: JSON.stringify(value) }
      await upserting(session => facts.replaceOne({ _id: name }, record, { upsert: true, session }))
    },
    async dropFact(name) {
      await run(session => facts.deleteOne({ _id: name }, { session }))
    },
    async setFactOnce(name, value) {
      const first = { value: JSON.stringify(value) }
      const options = { upsert: true, returnDocument: 'after' } as const
      const found = await upserting(session =>
        facts.findOneAndUpdate({ _id: name }, { $setOnInsert: first }, { ...options, session })
      )
      return found ? JSON.parse(found.value) : value
    },

    async eventSchema() {
      const found = await run(session => schemas.findOne({ _id: 'events' }, { session }))
      return found?.version ?? 0
    },
    async raiseEventSchema(atLeast) {
      const raise = { $max: { version: atLeast } }
      const options = { upsert: true, returnDocument: 'after' } as const
      const found = await upserting(session =>
        schemas.findOneAndUpdate({ _id: 'events' }, raise, { ...options, session })
      )
      return found?.version ?? atLeast
    },

    hooks: mongoHooks(hooks, run, upserting),
    uploads: mongoUploads(uploads, run, upserting),

    ping: () => translating(() => database.ping()),
    close: () => database.close()
  }
}

function checkpointOf({ position, eventId, note }: CheckpointRecord): ProcessCheckpoint {
  return { position, eventId, ...(note !== null && { note: JSON.parse(note) }) }
}

function parkedOf({ _id, error, ...event }: ParkedRecord): Parked {
  return { ...event, ...(error !== null && { error }) }
}

const rememberedOf = ({ fingerprint, answer, at }: AnswerRecord): Remembered => ({
  fingerprint,
  ...(answer !== null && { answer: JSON.parse(answer) }),
  at
})
