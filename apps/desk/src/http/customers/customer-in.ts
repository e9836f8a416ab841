import type { QueryBus } from '@nestjs/cqrs'
import { FindCustomer, type FoundCustomer } from '#application'
import { seesQueue } from '#domain'
import { type BotId, type ConversationId, conversationIdFor, customerIdIn, type SubjectId } from '#kernel'
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

/** As `customerIn`, for the daily work: whoever sees one of their tickets finds the person. @throws Problem 404 */
export async function customerMet(
  id: string,
  { principal }: Pick<Call, 'principal'>,
  queries: QueryBus
): Promise<FoundCustomer> {
  const subjectId = customerIdIn(id)
  const found = subjectId && (await queries.execute(new FindCustomer(subjectId)))
  const isSeen = principal.queues === null || found?.queues.some(queue => seesQueue(principal, queue))
  if (!found || !isSeen) throw notFound('customer')
  return found
}

/** All that a person may have: whoever only greeted the bot of now has no ticket. */
export const conversationsOf = (
  { subjectId, conversations }: FoundCustomer,
  bot: BotId
): ConversationId[] => [...new Set([...conversations, conversationIdFor(subjectId, bot)])]
