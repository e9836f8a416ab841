import type { ClientSession, Collection, Document } from 'mongodb'
import type { Lease } from '../index.js'
import type { LeaseRecord } from './records.js'

/** Milliseconds since 1970, as an expression: the server's clock, or a test's. */
export type Now = () => Document | number
export const serverNow: Now = () => ({ $toLong: '$$NOW' })

/** One update decides and takes: free, run out, or already this owner's; else everything stays as it is. */
export async function acquire(
  leases: Collection<LeaseRecord>,
  session: ClientSession,
  now: Document | number,
  { name, owner, ttlMs }: { readonly name: string; readonly owner: string; readonly ttlMs: number }
): Promise<Lease | undefined> {
  const me = { $literal: owner }
  const mine = { $eq: ['$owner', me] }
  const taken = { $or: [mine, { $lte: [{ $ifNull: ['$until', 0] }, now] }] }
  const next = { $add: [{ $ifNull: ['$fence', 0] }, { $cond: [mine, 0, 1] }] }
  const after = await leases.findOneAndUpdate(
    { _id: name },
    [
      {
        $set: {
          owner: { $cond: [taken, me, '$owner'] },
          fence: { $cond: [taken, next, '$fence'] },
          until: { $cond: [taken, { $add: [now, ttlMs] }, '$until'] }
        }
      }
    ],
    { upsert: true, returnDocument: 'after', session }
  )
  return after?.owner === owner ? leaseOf(after) : undefined
}

export const held = (leases: Collection<LeaseRecord>, session: ClientSession, now: Document | number) =>
  leases
    .find({ $expr: { $gt: ['$until', now] } }, { session, sort: { _id: 1 } })
    .map(leaseOf)
    .toArray()

const leaseOf = ({ _id, owner, fence, until }: LeaseRecord): Lease => ({ name: _id, owner, fence, until })
