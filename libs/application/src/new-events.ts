import { type Decided, type DeskEvent, schemaOf } from '#domain'
import type { NewEvent } from '#event-log'
import { eventIdFor, type Instant, type JsonObject, type Outcome, ok, refuse } from '#kernel'
import { KeyGone, reveal, type Sealer } from '#privacy'
import type { CommandContext } from './command-context.js'

/**
 * What was decided, as it is appended: with the ids that the command gives, sealed where personal.
 * `customer_forgotten` when the key that should seal is gone.
 */
export async function newEvents<E extends DeskEvent>(
  sealer: Sealer,
  stream: string,
  decided: readonly Decided<E>[],
  context: CommandContext,
  { recordedAt, subjectId }: { readonly recordedAt: Instant; readonly subjectId: string | undefined }
): Promise<Outcome<readonly NewEvent[], 'customer_forgotten'>> {
  const meta = {
    commandId: context.commandId,
    $causationId: context.causationId,
    $correlationId: context.correlationId,
    actor: context.actor,
    ...(subjectId === undefined ? {} : { subjectId }),
    ...(context.traceparent === undefined ? {} : { traceparent: context.traceparent }),
    ...(context.fingerprint === undefined ? {} : { fingerprint: context.fingerprint })
  }
  const prepare = async (event: Decided<E>, index: number): Promise<NewEvent> => {
    const id = eventIdFor(context.commandId, index)
    const schema = schemaOf(event.type)
    const plain = {
      id,
      type: event.type,
      recordedAt,
      data: event.data as JsonObject,
      meta: { ...meta, schema }
    }
    if (!event.personal) return plain
    if (subjectId === undefined) throw new Error(`${event.type} has personal data and no subject`)
    const at = { stream, eventId: id, type: event.type, subjectId }
    return { ...plain, personal: await sealer.seal(at, reveal(event.personal)) }
  }
  try {
    return ok(await Promise.all(decided.map(prepare)))
  } catch (error) {
    if (error instanceof KeyGone) return refuse('customer_forgotten')
    throw error
  }
}
