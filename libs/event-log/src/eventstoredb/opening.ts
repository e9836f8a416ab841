import { jsonEvent, NO_STREAM, type RecordedEvent as ServerEvent } from '@eventstore/db-client'
import { type Clock, within } from '#kernel'
import { CannotOpen } from '../errors.js'
import type { Connection } from './connection.js'
import { faultOf } from './faults.js'
import type { Head } from './head.js'
import type { StreamNames } from './names.js'
import { pairOf, positionOf } from './position.js'
import { logIdOf, ReadFailed, type Server } from './server.js'
import type { Timings } from './timings.js'
import { NamedMeanwhile, type Notice, type Signal, untilAnswered } from './waiting.js'

/** The oldest server whose protocol and rules are those that the log relies on. */
const oldest = { major: 22, minor: 10 }
const logNamed = 'DeskLogNamed'

export interface OpeningParts {
  readonly connection: Connection
  readonly server: Server
  readonly head: Head
  readonly names: StreamNames
  readonly timings: Timings
  readonly clock: Clock
}

/** What of the log is known before anything is written. */
export interface Found {
  /** The log's id; of one that has no name yet, the one that it will get. */
  readonly logId: string
  readonly isNew: boolean
}

/**
 * Waits until the server answers what has to be known of it, and writes nothing: may we read `$all`, is the log a desk's?
 * @throws CannotOpen; Unavailable once `signal` is aborted
 */
export function found(parts: OpeningParts, notice: Notice, signal: Signal): Promise<Found> {
  return untilAnswered(parts, notice, signal, async () => {
    const { connection, timings } = parts
    checkVersion(connection.shown, await within(timings.attempt, connection.version()))
    return look(parts)
  })
}

/**
 * Names a new log and leaves a bookmark: may we write, do the clocks agree? Answers how far the server's clock is ahead.
 * @throws CannotOpen; Unavailable where another named a new log meanwhile, and once `signal` is aborted
 */
export function begun(parts: OpeningParts, what: Found, notice: Notice, signal: Signal): Promise<number> {
  return untilAnswered(parts, notice, signal, () => begin(parts, what))
}

const mayUse = 'See docs/eventstoredb.md for the rights that a desk needs'

/** @throws CannotOpen */
async function look(parts: OpeningParts): Promise<Found> {
  const { connection, head, server, names } = parts
  await orRefused(
    parts,
    'reading $all',
    'Give it the right by an ACL on $all (docs/eventstoredb.md), or use a member of $admins',
    anyEvent(server)
  )
  const named = await orRefused(parts, `reading ${names.log}`, mayUse, server.name())
  if (named) {
    const logId = bornOf(parts, named)
    await head.current()
    return { logId, isNew: false }
  }
  // A log that was never named, in a namespace where no desk ever was, is new. Elsewhere its streams may be someone's.
  const isNew =
    names.apart &&
    !(await orRefused(parts, `reading ${names.bookmarks}`, mayUse, server.lastOf(names.bookmarks)))
  if (!isNew && (await head.current()) !== undefined)
    throw refusal(
      connection,
      `it holds streams named like a desk's (${names.filter.join(', ')}) that no desk wrote. Use another server, or a namespace (docs/eventstoredb.md)`
    )
  return { logId: crypto.randomUUID(), isNew: true }
}

/** @throws CannotOpen */
async function begin(parts: OpeningParts, { logId, isNew }: Found): Promise<number> {
  const { connection, head, timings, clock } = parts
  if (isNew) {
    const named = await orRefused(parts, 'writing', mayUse, name(parts, logId))
    if (!named || bornOf(parts, named) !== logId)
      throw new NamedMeanwhile(`the new event log at ${connection.shown} was named by another process`)
    await head.current()
  }
  const asked = clock.now()
  const marked = await orRefused(parts, 'writing', mayUse, head.bookmark())
  // Halfway between asking and hearing; another process may have written it a moment earlier.
  const skewMs = marked ? marked.created.getTime() - (asked + clock.now()) / 2 : 0
  if (Math.abs(skewMs) > timings.skew)
    throw refusal(
      connection,
      `its clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} ours. Let both follow a time server`
    )
  return skewMs
}

/** The log's id; from now on no other is ours, and nothing before its first event is read. @throws CannotOpen */
function bornOf({ connection, head, server, names }: OpeningParts, named: ServerEvent): string {
  const logId = logIdOf(named.data)
  if (logId === undefined) throw refusal(connection, `its stream ${names.log} is not what a desk wrote`)
  const born = named.position && positionOf(named.position)
  if (!born || !pairOf(born))
    throw refusal(connection, 'it does not tell the positions of events: a later version is needed')
  head.born = born
  server.identity.is(logId)
  return logId
}

const refusal = ({ shown }: Connection, why: string) => new CannotOpen(`the event log at ${shown}: ${why}`)

/** @throws CannotOpen where the user may not */
async function orRefused<T>(
  { connection }: OpeningParts,
  what: string,
  remedy: string,
  call: Promise<T>
): Promise<T> {
  const { username } = connection.credentials
  try {
    return await call
  } catch (error) {
    const { kind } = error instanceof ReadFailed ? error.fault : faultOf(error)
    if (kind === 'unauthenticated')
      throw refusal(
        connection,
        `it does not know the user ${username} with this password. Put both right in the address`
      )
    throw kind === 'denied'
      ? refusal(connection, `${what} is denied to the user ${username}. ${remedy}`)
      : error
  }
}

function checkVersion(shown: string, version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const enough = major > oldest.major || (major === oldest.major && minor >= oldest.minor)
  if (!enough)
    throw new CannotOpen(
      `the event log at ${shown} is of version ${version}; ${oldest.major}.${oldest.minor} or later is needed`
    )
}

async function name(
  { connection, server, names, timings }: OpeningParts,
  logId: string
): Promise<ServerEvent | undefined> {
  const { client, credentials } = connection
  const data = { logId }
  try {
    const appending = client.appendToStream(names.log, jsonEvent({ type: logNamed, data }), {
      expectedRevision: NO_STREAM,
      credentials,
      deadline: timings.attempt
    })
    await within(timings.attempt + 250, appending)
  } catch (error) {
    if (faultOf(error).kind !== 'conflict') throw error
  }
  return server.name()
}

async function anyEvent(server: Server): Promise<void> {
  for await (const _ of server.backwards()) return
}
