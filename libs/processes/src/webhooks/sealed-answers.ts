import type { Hook } from '#desk-state'
import { type EventId, isJsonObject, type Json, type JsonObject, type Sealed } from '#kernel'
import { KeyGone, type Sealer } from '#privacy'

const mostBytes = 1024

const placeOf = ({ endpoint, id }: Pick<Hook, 'endpoint' | 'id'>, subjectId: string) => ({
  stream: `hook-${endpoint}`,
  eventId: id as EventId,
  type: 'answer',
  subjectId
})

/**
 * The beginning of what an endpoint answered: it may hold anything, so it is kept as the body is, under the key of whom
 * the webhook is about. Null: they are forgotten.
 */
export async function sealAnswer(
  sealer: Sealer,
  hook: Pick<Hook, 'endpoint' | 'id'>,
  about: string,
  answer: Buffer
): Promise<JsonObject | string | null> {
  if (answer.length === 0) return ''
  const text = answer.subarray(0, mostBytes).toString('utf8')
  try {
    return { about, sealed: await sealer.seal(placeOf(hook, about), { text }) }
  } catch (error) {
    if (error instanceof KeyGone) return null
    throw error
  }
}

/** Null: nothing was kept, or nothing opens it any more. */
export async function openAnswer(
  sealer: Sealer,
  hook: Pick<Hook, 'endpoint' | 'id'>,
  answer: Json
): Promise<string | null> {
  if (answer === '') return ''
  if (!isJsonObject(answer)) return null
  const { about, sealed } = answer
  if (typeof about !== 'string' || typeof sealed !== 'string') return null
  const text = (await sealer.open(placeOf(hook, about), sealed as Sealed))?.['text']
  return typeof text === 'string' ? text : null
}
