import { jsonEvent, NO_STREAM, type RecordedEvent as ServerEvent } from '@eventstore/db-client'
import { type Clock, within } from '#kernel'
import { CannotOpen, Unavailable } from '../errors.js'
import type { Connection } from './connection.js'
import { faultOf, messageOf } from './faults.js'
import type { Head } from './head.js'
import type { StreamNames } from './names.js'
import { pairOf, positionOf } from './position.js'
import { logIdOf, ReadFailed, type Server } from './server.js'
import { pauseMs, type Timings } from './timings.js'

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

/**
 * Waits until the server answers all that has to be known of it; tells why not yet, the first time and when the reason
 * changes. @throws CannotOpen; Unavailable once `signal` is aborted
 */
export async function opened(
  parts: OpeningParts,
  notice: (text: string) => void,
  signal: AbortSignal | undefined
): Promise<Checked> {
  const { connection, timings, clock } = parts
  let said = ''
  for (let attempt = 0; ; attempt++) {
    const { client } = connection
    try {
      checkVersion(connection.shown, await within(timings.attempt, connection.version()))
      return await checked(parts)
    } catch (error) {
      if (error instanceof CannotOpen) throw error
      const why = plain(messageOf(error))
      if (/certificate's altnames/.test(why)) throw new CannotOpen(misnamed(connection.shown, why))
      const text = `the event log at ${connection.shown} can't be reached yet: ${why}${remedyFor(why, connection.secure)}`
      if (text !== said) notice(text)
      said = text
      connection.renew(client)
      await clock.sleep(pauseMs(attempt + 2, timings.longestPause), signal)
      if (signal?.aborted) throw new Unavailable(text, { cause: error })
    }
  }
}

/** The log's id, made when it is new, and how far the server's clock is ahead of ours. */
interface Checked {
  readonly logId: string
  readonly skewMs: number
}

/** May we read `$all` and write, is the log a desk's, do the clocks agree? @throws CannotOpen */
async function checked(parts: OpeningParts): Promise<Checked> {
  const { connection, head, server, names, timings, clock } = parts
  const refuse = (why: string) => new CannotOpen(`the event log at ${connection.shown}: ${why}`)
  const { username } = connection.credentials
  const orRefused = async <T>(what: string, remedy: string, call: Promise<T>): Promise<T> => {
    try {
      return await call
    } catch (error) {
      const { kind } = error instanceof ReadFailed ? error.fault : faultOf(error)
      if (kind === 'unauthenticated')
        throw refuse(
          `it does not know the user ${username} with this password. Put both right in the address`
        )
      throw kind === 'denied' ? refuse(`${what} is denied to the user ${username}. ${remedy}`) : error
    }
  }
  const mayUse = 'See docs/eventstoredb.md for the rights that a desk needs'
  await orRefused(
    'reading $all',
    'Give it the right by an ACL on $all (docs/eventstoredb.md), or use a member of $admins',
    anyEvent(server)
  )
  const before = await orRefused(`reading ${names.log}`, mayUse, server.name())
  // A log that was never named, in a namespace where no desk ever was, is new. Elsewhere its streams may be someone's.
  const isNew =
    !before &&
    names.apart &&
    !(await orRefused(`reading ${names.bookmarks}`, mayUse, server.lastOf(names.bookmarks)))
  if (!before && !isNew && (await head.current()) !== undefined)
    throw refuse(
      `it holds streams named like a desk's (${names.filter.join(', ')}) that no desk wrote. Use another server, or a namespace (docs/eventstoredb.md)`
    )
  const named = before ?? (await orRefused('writing', mayUse, name(parts)))
  const logId = logIdOf(named?.data)
  if (!named || logId === undefined) throw refuse(`its stream ${names.log} is not what a desk wrote`)
  const born = named.position && positionOf(named.position)
  if (!born || !pairOf(born))
    throw refuse('it does not tell the positions of events: a later version is needed')
  head.born = born
  server.identity.is(logId)
  await head.current()
  const asked = clock.now()
  const marked = await orRefused('writing', mayUse, head.bookmark())
  // Halfway between asking and hearing; another process may have written it a moment earlier.
  const skewMs = marked ? marked.created.getTime() - (asked + clock.now()) / 2 : 0
  if (Math.abs(skewMs) > timings.skew)
    throw refuse(
      `its clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} ours. Let both follow a time server`
    )
  return { logId, skewMs }
}

function checkVersion(shown: string, version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const enough = major > oldest.major || (major === oldest.major && minor >= oldest.minor)
  if (!enough)
    throw new CannotOpen(
      `the event log at ${shown} is of version ${version}; ${oldest.major}.${oldest.minor} or later is needed`
    )
}

async function name({ connection, server, names, timings }: OpeningParts): Promise<ServerEvent | undefined> {
  const { client, credentials } = connection
  const data = { logId: crypto.randomUUID() }
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

/** Without what differs from try to try. */
const plain = (message: string): string =>
  message.replace(/ \(\d{4}-\d\d-\d\dT[\d:.]+Z\)/g, '').replace(/\.? *Resolution note: *$/, '')

const misnamed = (shown: string, why: string): string =>
  `the event log at ${shown}: its certificate is not for ${/IP: (\S+) is not|Host: (\S+)\. is not/.exec(why)?.slice(1).find(Boolean) ?? 'this address'}. ` +
  'Name the server by a name that its certificate holds, or have this one put into the certificate'

const remedyFor = (why: string, secure: boolean): string => {
  if (!secure) return /Failed to connect$/.test(why) ? '. If the server has TLS, take ?tls=false out' : ''
  return /certificate|SSL|TLS|wrong version number|ECONNRESET|socket hang up/i.test(why)
    ? '. If the server has no TLS, add ?tls=false; if its certificate is from an authority of your own, name it by tlsCAFile'
    : ''
}
