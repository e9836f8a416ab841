import type { QueryBus } from '@nestjs/cqrs'
import { FindCustomer } from '#application'
import { seesQueue } from '#domain'
import { customerIdIn, type SubjectId } from '#kernel'
import type { Call } from '../api/call.js'
import { notFound } from '../problems/problem.js'

/**
 * `cus_…` of a path. Whoever sees only some queues finds nobody who has a ticket in another.
 * @throws Problem 404
 */
export async function customerIn(id: string, { principal }: Call, queries: QueryBus): Promise<SubjectId> {
  const subjectId = customerIdIn(id)
  const found = subjectId && (await queries.execute(new FindCustomer(subjectId)))
  if (!found?.queues.every(queue => seesQueue(principal, queue))) throw notFound('customer')
  return found.subjectId
}
