import { type InboxEvent, inboxStream, schemaOf } from '#domain'
import { Conflict, type EventLog, maxEventBytes, type NewEvent } from '#event-log'
import {
  type BotId,
  type Clock,
  commandIdFor,
  eventIdFor,
  type Instant,
  isJsonObject,
  type JsonObject,
  type Sealed
} from '#kernel'
import { classify, isUpdate } from '#telegram'
import type { InboxKeys } from './inbox-keys.js'

export type Received =
  | { readonly kind: 'recorded'; readonly updateId: number; readonly stub: boolean }
  /** Not JSON, or nothing with an update id. */
  | { readonly kind: 'not_an_update' }

/** The one way in for updates, by webhook or by polling. */
export interface UpdateDoor {
  /**
   * When it answers `recorded` the update is on stable storage, once, however often and by how many callers it is brought.
   * An update whose event would be too large, even compressed, is recorded without its body.
   * @throws Unavailable, OutcomeUnknown, KeyGone, VaultUnavailable: nothing is promised, bring it again
   */
  receive(body: string): Promise<Received>
  /**
   * Several at once, as polling brings them: those of one chat are recorded in their order, and none of them after one
   * that could not be. Throws as `receive` does; what was recorded until then stays.
   */
  receiveBatch(updates: readonly Update[]): Promise<void>
}

type Update = JsonObject & { readonly update_id: number }

/** What of an event is not its sealed body: data, meta, and room. */
const besideTheBody = 4096

export function createUpdateDoor(options: {
  readonly bot: BotId
  readonly log: EventLog
  readonly keys: InboxKeys
  readonly clock: Clock
}): UpdateDoor {
  const { bot, log, keys, clock } = options

  async function record(updateId: number, bytes: number, update: JsonObject): Promise<{ stub: boolean }> {
    const stream = inboxStream(bot, updateId)
    const commandId = commandIdFor(stream)
    const eventId = eventIdFor(commandId, 0)
    const recordedAt = clock.now()
    const subjectId = keys.keyName(recordedAt)
    const at = { stream, eventId, type: 'UpdateReceived', subjectId }
    const personal = await keys.sealer.seal(at, update)
    const stub = personal.length > maxEventBytes - besideTheBody
    const event: InboxEvent = { type: 'UpdateReceived', data: { bot, updateId, bytes, stub } }
    const sealed = stub ? undefined : { personal, subjectId }
    await append(stream, toNewEvent(event, { eventId, commandId, recordedAt, stream, sealed }))
    return { stub }
  }

  async function append(stream: string, event: NewEvent): Promise<void> {
    try {
      await log.append(stream, [event], 'none')
    } catch (error) {
      // The stream's name is the idempotency key: whatever is there is this update.
      if (!(error instanceof Conflict)) throw error
    }
  }

  return {
    async receive(body) {
      const update = parsed(body)
      if (!isJsonObject(update) || !isUpdate(update)) return { kind: 'not_an_update' }
      const { stub } = await record(update.update_id, Buffer.byteLength(body), update)
      return { kind: 'recorded', updateId: update.update_id, stub }
    },
    async receiveBatch(updates) {
      const chats = Map.groupBy(updates, update =>
        JSON.stringify(classify(update, { id: Number(bot), username: undefined }).about)
      )
      const inOrder = async (ofChat: readonly Update[]) => {
        for (const update of ofChat) await record(update.update_id, bytesOf(update), update)
      }
      const outcomes = await Promise.allSettled([...chats.values()].map(inOrder))
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    }
  }
}

const bytesOf = (update: Update): number => Buffer.byteLength(JSON.stringify(update))

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function toNewEvent(
  event: InboxEvent,
  about: {
    readonly eventId: NewEvent['id']
    readonly commandId: NewEvent['meta']['commandId']
    readonly recordedAt: Instant
    readonly stream: string
    readonly sealed: { readonly personal: Sealed; readonly subjectId: string } | undefined
  }
): NewEvent {
  const { eventId, commandId, recordedAt, stream, sealed } = about
  return {
    id: eventId,
    type: event.type,
    recordedAt,
    data: event.data,
    ...(sealed && { personal: sealed.personal }),
    meta: {
      commandId,
      $causationId: stream,
      $correlationId: stream,
      actor: 'process:intake',
      schema: schemaOf(event.type),
      ...(sealed && { subjectId: sealed.subjectId })
    }
  }
}
