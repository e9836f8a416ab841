import { NO_STREAM } from '@eventstore/db-client'
import { type Clock, within } from '#kernel'
import type { EncodedEvent } from '../encoded.js'
import { Conflict, Corrupt, InvalidAppend, OutcomeUnknown, Unavailable } from '../errors.js'
import type { Appended, Expected } from '../port.js'
import type { Connection } from './connection.js'
import { type Fault, faultOf, isDisconnected, isRefusal, messageOf } from './faults.js'
import { type Identity, NotOurLog } from './identity.js'
import type { StreamNames } from './names.js'
import { nowhere, positionOf } from './position.js'
import { ReadFailed } from './server.js'
import { deletedForEver, isStorableId, softDeleted, toServer } from './stored.js'
import { pauseMs, type Timings } from './timings.js'

interface Asked {
  readonly stream: string
  readonly events: readonly EncodedEvent[]
  readonly expected: Expected
}

/**
 * Appends by number or `no_stream` only, so that every repeat is judged by the ids that the stream holds.
 * Identical appends under way share one call: raced against itself, the server lets all but one time out.
 */
export class Appender {
  readonly #underWay = new Map<string, Promise<Appended>>()

  constructor(
    private readonly connection: Connection,
    private readonly identity: Identity,
    private readonly names: StreamNames,
    private readonly timings: Timings,
    private readonly clock: Clock,
    private readonly closing: AbortSignal
  ) {}

  append(asked: Asked): Promise<Appended> {
    const { stream, events, expected } = asked
    if (!this.names.covers(stream))
      throw new InvalidAppend(
        `stream ${stream}: no prefix of the log's streams covers it, nobody would read it`
      )
    const odd = events.find(event => !isStorableId(event.id))
    if (odd) throw new InvalidAppend(`stream ${stream}, event ${odd.id}: EventStoreDB stores UUIDs only`)
    const key = `${stream} ${expected} ${events.map(event => event.id)}`
    const same = this.#underWay.get(key)
    if (same) return same
    const appending = this.#untilKnown(asked).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, appending)
    return appending
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay.values())
  }

  async #untilKnown(asked: Asked): Promise<Appended> {
    const { stream, expected } = asked
    const { clock, timings } = this
    const began = clock.monotonic()
    let mayBeStored = false
    let reachedNobody = true
    for (let attempt = 0; ; attempt++) {
      const { client } = this.connection
      try {
        return await this.#once(asked)
      } catch (error) {
        if (error instanceof Corrupt) throw error
        const fault = faultOfAppend(error)
        if (fault.kind === 'deletedStream') throw deletedForEver(stream, nowhere)
        if (fault.kind === 'conflict') throw new Conflict(stream, expected, fault.actual)
        if (fault.kind === 'tooLarge') throw new InvalidAppend(`stream ${stream}: ${messageOf(error)}`)
        if (isDisconnected(fault)) this.connection.renew(client)
        if (fault.kind === 'away' || fault.kind === 'unclear') mayBeStored = true
        if (fault.kind !== 'unreachable' && fault.kind !== 'notOurs') reachedNobody = false
        const final = isRefusal(fault) || this.closing.aborted
        const pause = pauseMs(attempt, 1000)
        const until = began + (reachedNobody ? timings.unreachable : timings.append)
        if (final || clock.monotonic() + pause > until) {
          const text = `append to ${stream} at ${this.connection.shown}: ${messageOf(error)}`
          throw mayBeStored
            ? new OutcomeUnknown(text, { cause: error })
            : new Unavailable(text, { cause: error })
        }
        await clock.sleep(pause, this.closing)
      }
    }
  }

  async #once({ stream, events, expected }: Asked): Promise<Appended> {
    const line = await this.identity.line()
    const { client, credentials } = this.connection
    const { attempt } = this.timings
    const name = this.names.toServer(stream)
    const calling = client.appendToStream(name, events.map(toServer), {
      expectedRevision: expected === 'none' ? NO_STREAM : BigInt(expected),
      credentials,
      deadline: attempt
    })
    // The client's deadline does not cover its way to a connection.
    const { nextExpectedRevision, position } = await within(attempt + 250, calling)
    // Mended meanwhile: another server may have answered. The repeat tells.
    if (!line.isWhole) throw new Error('the connection broke before the answer was known to be ours')
    const revision = Number(nextExpectedRevision)
    // A stream that was soft-deleted takes an append as a new one and goes on counting.
    if (expected === 'none' && revision >= events.length) throw softDeleted(stream, nowhere)
    if (position) return { revision, position: positionOf(position) }
    // Only the repeat of an append that was truncated since.
    throw new Error(`event ${revision} was truncated at the server`)
  }
}

/** What is thrown before anything is sent tells so: who the log is could not be known. */
function faultOfAppend(error: unknown): Fault {
  if (error instanceof NotOurLog) return { kind: 'notOurs' }
  if (error instanceof ReadFailed && isRefusal(error.fault)) return error.fault
  return error instanceof Unavailable ? { kind: 'unreachable' } : faultOf(error)
}
