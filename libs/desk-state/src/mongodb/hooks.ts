import type { ClientSession, Collection } from 'mongodb'
import { type Hook, type Hooks, Superseded } from '../index.js'

const hooksPerPage = 200

/** Attempts are kept as text, as all JSON is. */
export interface HookRecord extends Omit<Hook, 'attempts'> {
  /** Endpoint and id. */
  readonly _id: string
  readonly attempts: string
  /** Of whoever claimed or saved it last; absent in what was kept before there were any. */
  readonly fence?: number
}

type Run = <T>(work: (session: ClientSession) => Promise<T>) => Promise<T>

const keyOf = ({ endpoint, id }: Pick<Hook, 'endpoint' | 'id'>) => `${endpoint}\n${id}`

export function mongoHooks(hooks: Collection<HookRecord>, run: Run, upserting: Run): Hooks {
  const mustBeOurs = async (_id: string, fence: number, session: ClientSession) => {
    if (await hooks.findOne({ _id, fence: { $gt: fence } }, { session })) throw superseded(fence)
  }
  return {
    async add(hook, fence) {
      const first = { ...hook, attempts: JSON.stringify(hook.attempts), fence }
      const { upsertedCount } = await upserting(session =>
        hooks.updateOne({ _id: keyOf(hook) }, { $setOnInsert: first }, { upsert: true, session })
      )
      return upsertedCount > 0
    },
    async save({ endpoint, id, state, dueAt, failures, attempts }, fence) {
      const _id = keyOf({ endpoint, id })
      const $set = { state, dueAt, failures, attempts: JSON.stringify(attempts), fence }
      await run(async session => {
        const { matchedCount } = await hooks.updateOne({ _id, ...notAbove(fence) }, { $set }, { session })
        if (matchedCount === 0) await mustBeOurs(_id, fence, session)
      })
    },
    async fill({ endpoint, id, subject, body }, fence) {
      const _id = keyOf({ endpoint, id })
      await run(async session => {
        const $set = { subject, body, fence }
        const empty = { _id, body: null, ...notAbove(fence) }
        const { matchedCount } = await hooks.updateOne(empty, { $set }, { session })
        if (matchedCount === 0) await mustBeOurs(_id, fence, session)
      })
    },
    async claim(endpoint, fence) {
      const pending = { endpoint, state: 'pending' as const }
      await run(async session => {
        await hooks.updateMany({ ...pending, ...notAbove(fence) }, { $set: { fence } }, { session })
        if (await hooks.findOne({ ...pending, fence: { $gt: fence } }, { session })) throw superseded(fence)
      })
    },
    async find(endpoint, id) {
      const found = await run(session => hooks.findOne({ _id: keyOf({ endpoint, id }) }, { session }))
      return found ? hookOf(found) : undefined
    },
    async list({ endpoint, state, after, newestFirst = false, limit }) {
      const beyond = newestFirst ? '$lt' : '$gt'
      const filter = {
        endpoint,
        ...(state === undefined ? {} : { state }),
        ...(after && {
          $or: [{ order: { [beyond]: after.order } }, { order: after.order, id: { [beyond]: after.id } }]
        })
      }
      const way = newestFirst ? -1 : 1
      const sort = { order: way, id: way } as const
      return run(async session => (await hooks.find(filter, { session, sort, limit }).toArray()).map(hookOf))
    },
    async last(endpoint) {
      const [found] = await this.list({ endpoint, newestFirst: true, limit: 1 })
      return found?.order ?? 0
    },
    forget: subject =>
      run(async session => {
        const endpoints = await hooks.distinct('endpoint', { subject }, { session })
        await hooks.updateMany(
          { subject, state: 'pending' },
          { $set: { body: null, state: 'given_up' } },
          { session }
        )
        await hooks.updateMany({ subject, body: { $ne: null } }, { $set: { body: null } }, { session })
        return endpoints.sort()
      }),
    dropBefore: (instant, limit) =>
      run(async session => {
        const old = await hooks
          .find({ at: { $lt: instant } }, { session, sort: { at: 1 }, limit, projection: { _id: 1 } })
          .toArray()
        const { deletedCount } = await hooks.deleteMany(
          { _id: { $in: old.map(({ _id }) => _id) } },
          { session }
        )
        return deletedCount
      }),
    async drop(endpoint) {
      await run(session => hooks.deleteMany({ endpoint }, { session }))
    },
    async *all() {
      for (let after = ''; ; ) {
        const page = await run(session =>
          hooks.find({ _id: { $gt: after } }, { session, sort: { _id: 1 }, limit: hooksPerPage }).toArray()
        )
        for (const record of page) {
          after = record._id
          yield hookOf(record)
        }
        if (page.length < hooksPerPage) return
      }
    }
  }
}

/** Of a fence that high or lower, or of none. */
const notAbove = (fence: number) => ({ fence: { $not: { $gt: fence } } })

const superseded = (fence: number) => new Superseded(`hooks have another owner: its fence is above ${fence}`)

const hookOf = ({ _id, attempts, fence: _, ...hook }: HookRecord): Hook => ({
  ...hook,
  attempts: JSON.parse(attempts)
})
