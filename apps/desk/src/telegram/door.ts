import { type InboxEvent, inboxStream, schemaOf } from '#domain'
import { Conflict, type EventLog, maxEventBytes, type NewEvent, type RecordedEvent } from '#event-log'
import {
  type BotId,
  type Clock,
  canonicalJson,
  commandIdFor,
  eventIdFor,
  type Instant,
  isJsonObject,
  type JsonObject,
  type Sealed,
  type SubjectId
} from '#kernel'
import { digestOf, KeyGone } from '#privacy'
import { classify, type InlineQuery, inlineQueryIn, isUpdate } from '#telegram'
import type { InboxKeys } from './inbox-keys.js'

export type Received =
  | { readonly kind: 'recorded'; readonly updateId: number; readonly stub: boolean }
  /** Typed after the bot's name: answered, as far as it can be, and recorded nowhere. */
  | { readonly kind: 'inline' }
  /** Not JSON, or nothing with an update id. */
  | { readonly kind: 'not_an_update' }

/** The one way in for updates, by webhook or by polling. */
export interface UpdateDoor {
  /**
   * When it answers `recorded` the update is on stable storage, once, however often and by how many callers it is brought.
   * An update whose event would be too large, even compressed, is recorded without its body. The same number with
   * another body, as when Telegram numbers anew, is another update: recorded in a stream of its own.
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
  /** Told of each update whose number another one had. */
  readonly reused?: (updateId: number, stream: string) => void
  /** Not waited for: half a minute later nobody wants the answer. */
  readonly inline?: (query: InlineQuery) => void
}): UpdateDoor {
  const { bot, log, keys, clock, reused = () => {}, inline = () => {} } = options

  async function record(updateId: number, bytes: number, update: JsonObject): Promise<{ stub: boolean }> {
    for (let round = 1; ; round++) {
      const stream = inboxStream(bot, updateId, round)
      const recordedAt = clock.now()
      const { event, stub } = await eventOf(update, { stream, recordedAt, updateId, bytes })
      // Nearly always the first to come: only then is nothing read.
      let there = round === 1 ? undefined : await firstOf(stream)
      try {
        if (!there) await log.append(stream, [event], 'none')
        if (!there && round > 1) reused(updateId, stream)
      } catch (error) {
        if (!(error instanceof Conflict)) throw error
        there = await firstOf(stream)
      }
      if (!there) return { stub }
      // The stream's name is the idempotency key; only another body makes it another update.
      if (await isSame(there, update)) return { stub: there.data['stub'] === true }
    }
  }

  async function eventOf(
    update: JsonObject,
    at: {
      readonly stream: string
      readonly recordedAt: Instant
      readonly updateId: number
      readonly bytes: number
    }
  ): Promise<{ event: NewEvent; stub: boolean }> {
    const { stream, recordedAt, updateId, bytes } = at
    const subjectId = keys.keyName(recordedAt)
    await keys.sealer.prepare(subjectId)
    const digest = await digestOf(keys.sealer, subjectId, canonicalJson(update))
    // The log takes the same ids for a repeat: another body must not look like one.
    const commandId = commandIdFor(stream, digest)
    const eventId = eventIdFor(commandId, 0)
    const personal = await keys.sealer.seal({ stream, eventId, type: 'UpdateReceived', subjectId }, update)
    const stub = personal.length > maxEventBytes - besideTheBody
    const event: InboxEvent = { type: 'UpdateReceived', data: { bot, updateId, bytes, stub, digest } }
    // The key of its day is named also where there is no body: the digest is under it, too.
    const sealed = { ...(stub ? {} : { personal }), subjectId }
    return { event: toNewEvent(event, { eventId, commandId, recordedAt, stream, sealed }), stub }
  }

  async function firstOf(stream: string): Promise<RecordedEvent | undefined> {
    for await (const event of log.readStream(stream)) return event
    return undefined
  }

  /** Whether what is recorded is this very update. Telegram brings one again for a day, its key is kept much longer. */
  async function isSame({ data, meta, stream, id, type, personal }: RecordedEvent, update: JsonObject) {
    const subjectId = meta.subjectId as SubjectId | undefined
    // Recorded before bodies had digests, and too large to be kept: nothing tells.
    if (subjectId === undefined) return true
    const { digest } = data
    try {
      if (typeof digest === 'string')
        return digest === (await digestOf(keys.sealer, subjectId, canonicalJson(update)))
      const body = personal && (await keys.sealer.open({ stream, eventId: id, type, subjectId }, personal))
      return body !== undefined && canonicalJson(body) === canonicalJson(update)
    } catch (error) {
      if (error instanceof KeyGone) return false
      throw error
    }
  }

  /** Where it is one, it is answered. */
  function isInline(update: Update): boolean {
    const query = inlineQueryIn(update)
    if (query === undefined) return false
    if (query !== 'malformed') inline(query)
    return true
  }

  return {
    async receive(body) {
      const update = parsed(body)
      if (!isJsonObject(update) || !isUpdate(update)) return { kind: 'not_an_update' }
      if (isInline(update)) return { kind: 'inline' }
      const { stub } = await record(update.update_id, Buffer.byteLength(body), update)
      return { kind: 'recorded', updateId: update.update_id, stub }
    },
    async receiveBatch(updates) {
      const kept = updates.filter(update => !isInline(update))
      const chats = Map.groupBy(kept, update =>
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
    readonly sealed: { readonly personal?: Sealed; readonly subjectId: string }
  }
): NewEvent {
  const { eventId, commandId, recordedAt, stream, sealed } = about
  return {
    id: eventId,
    type: event.type,
    recordedAt,
    data: event.data,
    ...(sealed.personal && { personal: sealed.personal }),
    meta: {
      commandId,
      $causationId: stream,
      $correlationId: stream,
      actor: 'process:intake',
      schema: schemaOf(event.type),
      subjectId: sealed.subjectId
    }
  }
}
