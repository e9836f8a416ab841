import { type FeedPlace, feedStart, type SettingsReader } from '#application'
import { hasScope, type Principal, publicTypePatterns, scopeFor, seesQueue } from '#domain'
import type { Position } from '#event-log'
import { type QueueId, refuse } from '#kernel'
import { Cursors } from '../input/cursors.js'
import { listOf, oneOf, type Param } from '../input/query.js'
import { badQuery, invalidBody } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'

export const typesParam = listOf(oneOf(publicTypePatterns))

/** Also for whoever may not be told what a query names. @throws Problem 403 */
export function mustBeTold(principal: Principal, types: readonly string[]): void {
  for (const type of types) {
    const scope = scopeFor(type)
    if (scope !== undefined && !hasScope(principal, scope))
      throw problemOf(refuse('missing_scope', { scope }))
  }
}

/** Of others nothing would ever come. @throws Problem 403 for those beyond the key, 422 where there is none */
export async function mustBeQueues(
  principal: Principal,
  queues: readonly QueueId[],
  settings: Pick<SettingsReader, 'queueExists'>
): Promise<void> {
  if (!queues.every(queue => seesQueue(principal, queue)))
    throw problemOf(refuse('beyond_own_grants', { what: 'queues' }))
  const exist = await Promise.all(queues.map(queue => settings.queueExists(queue)))
  if (exist.includes(false))
    throw invalidBody([{ pointer: '/queue', code: 'unknown', message: 'is no queue' }])
}

export const cursorParam: Param<string> = {
  read: text => (/^[A-Za-z0-9_-]{1,300}\.[A-Za-z0-9_-]{43}$/.test(text) ? text : undefined),
  expected: 'a cursor that the feed has given'
}

const scope = { list: 'feed' }

/** Places of the feed as they are given away: opaque, and of no other list. */
export class FeedCursors {
  readonly #cursors: Cursors

  constructor(key: Uint8Array) {
    this.#cursors = new Cursors(key)
  }

  write({ after, told }: FeedPlace): string {
    return this.#cursors.write({ order: after?.position ?? '', id: `${told} ${after?.eventId ?? ''}` }, scope)
  }

  /** @throws Problem 400 for what is none */
  read(text: string): FeedPlace {
    try {
      const { order, id } = this.#cursors.read(text, scope)
      const [told, eventId = ''] = id.split(' ')
      const position = String(order) as Position
      return { ...feedStart, ...(position && { after: { position, eventId } }), told: Number(told) }
    } catch {
      throw badQuery(`after must be ${cursorParam.expected}`)
    }
  }
}
