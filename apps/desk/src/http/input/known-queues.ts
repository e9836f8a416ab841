import type { SettingsReader } from '#application'
import { type Principal, seesQueue } from '#domain'
import type { QueueId } from '#kernel'
import type { BodyError } from '../problems/problem.js'

/** Which of `queues` in a body are none. Of those that are not the caller's to see nothing is told. */
export async function unknownQueues(
  queues: readonly QueueId[],
  principal: Principal,
  settings: Pick<SettingsReader, 'queueExists'>
): Promise<BodyError[]> {
  const exist = await Promise.all(queues.map(id => !seesQueue(principal, id) || settings.queueExists(id)))
  return exist.flatMap((isThere, index) =>
    isThere ? [] : [{ pointer: `/queues/${index}`, code: 'unknown', message: 'is no queue' }]
  )
}
