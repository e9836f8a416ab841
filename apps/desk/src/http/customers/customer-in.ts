import type { QueryBus } from '@nestjs/cqrs'
import { FindCustomer } from '#application'
import { seesQueue } from '#domain'
import { customerIdIn, type SubjectId } from '#kernel'
import type { Call } from '../api/call.js'
import { notFound } from '../problems/problem.js'

/**
 * `cus_…` of a path. Whoever sees only some queues finds those all of whose tickets are in them, and nobody without one.
 * @throws Problem 404
 */
export async function customerIn(id: string, { principal }: Call, queries: QueryBus): Promise<SubjectId> {
  const subjectId = customerIdIn(id)
  const found = subjectId && (await queries.execute(new FindCustomer(subjectId)))
  if (!found) throw notFound('customer')
  const { queues } = found
  const isSeen =
    queues.length > 0 ? queues.every(queue => seesQueue(principal, queue)) : principal.queues === null
  if (!isSeen) throw notFound('customer')
  return found.subjectId
}
