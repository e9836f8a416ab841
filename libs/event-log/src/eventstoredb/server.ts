import {
  type AllStreamRecordedEvent,
  BACKWARDS,
  END,
  FORWARDS,
  type RecordedEvent as ServerEvent,
  START
} from '@eventstore/db-client'
import { type Clock, isJsonObject } from '#kernel'
import { Unavailable } from '../errors.js'
import type { Connection, Line } from './connection.js'
import { type Fault, faultOf, isDisconnected, messageOf } from './faults.js'
import { Identity } from './identity.js'
import type { Pair } from './position.js'
import { Pulled } from './pulled.js'
import { pauseMs, type Timings } from './timings.js'

/** A read failed in a way that its caller may know something about. */
export class ReadFailed extends Unavailable {
  constructor(
    readonly fault: Fault,
    message: string,
    cause: unknown
  ) {
    super(message, { cause })
  }
}

class ConnectionReplaced extends Error {
  /** As the client calls what was cancelled. */
  readonly type = 'cancelled'
}

/**
 * The server's reads, each with an end: a read that brings nothing for a time has failed. What breaks for want of a connection
 * is tried again for a moment, from where it stood.
 */
export class Server {
  /** Every read is of our log. */
  readonly identity: Identity

  constructor(
    readonly connection: Connection,
    private readonly timings: Timings,
    private readonly clock: Clock,
    private readonly closing: AbortSignal,
    /** The stream that names the log. */
    private readonly nameStream: string
  ) {
    this.identity = new Identity(connection, async () => logIdOf((await this.name())?.data))
  }

  /** The event that names the log that answers, whichever it is; undefined: it has no name. @throws ReadFailed */
  name(): Promise<ServerEvent | undefined> {
    return this.#last(this.nameStream, () => this.connection.line())
  }

  /** A stream of the server from a revision on; empty where there is none. @throws ReadFailed */
  ofStream(stream: string, from: number): AsyncGenerator<ServerEvent> {
    let next = from
    return this.#persistently(
      `reading ${stream}`,
      () => {
        const { client, credentials } = this.connection
        const fromRevision = next === 0 ? START : BigInt(next)
        const reading = client.readStream(stream, { direction: FORWARDS, fromRevision, credentials })
        return new Pulled<{ event?: ServerEvent }>(reading, () => reading.cancel())
      },
      event => {
        next = Number(event.revision) + 1
      }
    )
  }

  /** The last event of a stream of the server. @throws ReadFailed */
  lastOf(stream: string): Promise<ServerEvent | undefined> {
    return this.#last(stream, () => this.identity.line())
  }

  async #last(stream: string, lineOf: () => Promise<Line | undefined>): Promise<ServerEvent | undefined> {
    const start = () => {
      const { client, credentials } = this.connection
      const reading = client.readStream(stream, {
        direction: BACKWARDS,
        fromRevision: END,
        maxCount: 1,
        credentials
      })
      return new Pulled<{ event?: ServerEvent }>(reading, () => reading.cancel())
    }
    for await (const event of this.#persistently(`reading ${stream}`, start, () => undefined, lineOf))
      return event
    return undefined
  }

  /** Whether somebody had the server hide what the stream held: it reads as if it had never been. @throws ReadFailed */
  async isTruncated(stream: string): Promise<boolean> {
    const metadata = await this.lastOf(`$$${stream}`)
    return isJsonObject(metadata?.data) && Number(metadata.data['$tb'] ?? 0) > 0
  }

  /** The whole log of the server backwards from its end; short reads first, as most readers want the last few. @throws ReadFailed */
  async *backwards(): AsyncGenerator<AllStreamRecordedEvent> {
    let before: Pair | undefined
    for (const maxCount of [1, 32, Number.MAX_SAFE_INTEGER]) {
      let count = 0
      const start = () => {
        const { client, credentials } = this.connection
        const fromPosition = before ?? END
        const reading = client.readAll({ direction: BACKWARDS, fromPosition, maxCount, credentials })
        return new Pulled<{ event?: AllStreamRecordedEvent }>(reading, () => reading.cancel())
      }
      const seen = (event: AllStreamRecordedEvent) => {
        before = event.position
        count++
      }
      yield* this.#persistently('reading $all', start, seen)
      if (count < maxCount) return
    }
  }

  /** The event at exactly this place, if there is one. @throws ReadFailed */
  async at(place: Pair): Promise<AllStreamRecordedEvent | undefined> {
    const read = this.#persistently('reading $all', () => {
      const { client, credentials } = this.connection
      const reading = client.readAll({ direction: FORWARDS, fromPosition: place, maxCount: 1, credentials })
      return new Pulled<{ event?: AllStreamRecordedEvent }>(reading, () => reading.cancel())
    })
    try {
      for await (const event of read) {
        const { commit, prepare } = event.position
        return commit === place.commit && prepare === place.prepare ? event : undefined
      }
    } catch (error) {
      // A place between two events is refused, in words that differ by version: then every other read still works.
      if (!(error instanceof ReadFailed && error.fault.kind === 'unclear')) throw error
      for await (const _ of this.backwards()) break
    }
    return undefined
  }

  async *#persistently<E>(
    what: string,
    start: () => Pulled<{ event?: E }>,
    seen: (event: E) => void = () => undefined,
    lineOf: () => Promise<Line | undefined> = () => this.identity.line()
  ): AsyncGenerator<E> {
    let since = this.clock.monotonic()
    for (let attempt = 0; ; attempt++) {
      const { client } = this.connection
      let pulled: Pulled<{ event?: E }> | undefined
      try {
        const line = await lineOf()
        pulled = start()
        for (;;) {
          const item = pulled.take()
          if (item?.event) {
            attempt = 0
            seen(item.event)
            yield item.event
            since = this.clock.monotonic()
          } else if (item === undefined) {
            if (pulled.ended) {
              if (client === this.connection.client && line?.isWhole !== false) return
              // The client lets the reads of a connection that is closed end as if they were complete.
              throw new ConnectionReplaced('the connection was replaced under a read')
            }
            if (!(await pulled.changed(this.timings.silence, this.closing)))
              throw new Error('the server is silent')
            if (this.closing.aborted) throw new Unavailable('the log is closed')
          }
        }
      } catch (error) {
        if (error instanceof Unavailable) throw error
        const fault = faultOf(error)
        if (fault.kind === 'noStream') return
        if (isDisconnected(fault)) this.connection.renew(client)
        const pause = pauseMs(attempt, 500)
        const late = this.clock.monotonic() + pause > since + this.timings.unreachable
        if (!isDisconnected(fault) || late || this.closing.aborted)
          throw new ReadFailed(fault, `${what} at ${this.connection.shown}: ${messageOf(error)}`, error)
        await this.clock.sleep(pause, this.closing)
      } finally {
        pulled?.stop()
      }
    }
  }
}

/** The log's id, as the event holds it that names it. */
export function logIdOf(data: unknown): string | undefined {
  const logId = isJsonObject(data) ? data['logId'] : undefined
  return typeof logId === 'string' ? logId : undefined
}
