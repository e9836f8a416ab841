import { type Clock, systemClock } from '#kernel'
import { Connection } from './connection.js'
import { Head } from './head.js'
import { EventStoreDbLog } from './log.js'
import { StreamNames } from './names.js'
import { begun, found } from './opening.js'
import { Server } from './server.js'
import { addressOf } from './settings.js'
import { type Timings, usual } from './timings.js'
import { NamedMeanwhile } from './waiting.js'

export { EventStoreDbLog } from './log.js'
export type { SubscriptionState } from './subscription.js'
export type { Timings } from './timings.js'

export interface EventStoreLogOptions {
  /** `esdb://`, `esdb+discover://`, or the same with `kurrentdb`. See docs/eventstoredb.md. */
  readonly url: string
  /** What the names of the desk's streams start with, as `ticket-`. An append to another stream is refused. */
  readonly streamPrefixes: readonly string[]
  /** Stands before the name of every stream on the server, after the namespace of the URL, so that several desks can share one. */
  readonly namespace?: string
  /** Told in words why the start waits. */
  readonly notice?: (text: string) => void
  /** Ends the waiting for a server that can't be reached. */
  readonly signal?: AbortSignal
  readonly clock?: Clock
  /** For tests. */
  readonly timings?: Partial<Timings>
}

/**
 * The log on an EventStoreDB server or cluster; waits until one can be reached.
 * @throws CannotOpen bad address, too old a server, rights missing, streams of another application, clocks apart: with the remedy
 * @throws Unavailable `signal` was aborted while it waited
 */
export async function openEventStoreLog(options: EventStoreLogOptions): Promise<EventStoreDbLog> {
  for (;;) {
    const log = await findEventStoreLog(options)
    try {
      await log.begin()
      return log
    } catch (error) {
      await log.close()
      // Whichever log it is: nothing here belongs to one yet.
      if (!(error instanceof NamedMeanwhile)) throw error
    }
  }
}

/** The same for who must first see whether it is the right one: nothing is written there before `begin`. */
export async function findEventStoreLog(options: EventStoreLogOptions): Promise<EventStoreDbLog> {
  const { url, streamPrefixes, notice = () => undefined, signal, clock = systemClock } = options
  const timings = { ...usual, ...options.timings }
  const closing = new AbortController()
  const address = addressOf(url)
  const namespace = [address.namespace, options.namespace].filter(part => part !== undefined).join('-')
  const names = new StreamNames(streamPrefixes, namespace || undefined)
  const connection = new Connection(address, clock)
  const server = new Server(connection, timings, clock, closing.signal, names.log)
  const head = new Head(server, names, timings, clock)
  const parts = { connection, server, head, names, timings, clock, closing: closing.signal }
  try {
    const what = await found(parts, notice, signal)
    return new EventStoreDbLog(what, parts, closing, () => begun(parts, what, notice, signal))
  } catch (error) {
    await connection.close()
    throw error
  }
}
