import { EventStoreDBClient } from '@eventstore/db-client'
import { type Clock, within } from '#kernel'
import { CannotOpen } from '../errors.js'
import { messageOf } from './faults.js'
import type { Address } from './settings.js'
import './tls-addresses.js'

/** No more often is a client replaced. */
const renewalMs = 250
const closingMs = 1000
let made = 0
/** Of gRPC's `connectivityState`. */
const connected = 2

/** A connection as it stands to the server: what breaks never is whole again, another takes its place. */
export interface Line {
  readonly isWhole: boolean
}

/** As much of gRPC's channel as is used. */
interface Channel {
  getConnectivityState(connect: boolean): number
  watchConnectivityState(current: number, deadline: number, changed: () => void): void
}

/**
 * The one client of a log. A client whose server went away waits ever longer before it tries again, up to two minutes;
 * another one tries at once, if its connection differs in any setting: so each gets a keepalive some milliseconds longer.
 */
export class Connection {
  readonly credentials: Address['credentials']
  readonly shown: string
  readonly secure: boolean
  #client: EventStoreDBClient
  #renewedAt = Number.NEGATIVE_INFINITY
  #line: { readonly channel: Channel; isWhole: boolean } | undefined

  constructor(
    private readonly address: Address,
    private readonly clock: Clock
  ) {
    this.credentials = address.credentials
    this.shown = address.shown
    this.secure = address.secure
    this.#client = this.#make()
  }

  get client(): EventStoreDBClient {
    return this.#client
  }

  /** After a call that met a broken connection. Subscriptions on the old client end and resume. */
  renew(broken: EventStoreDBClient): void {
    if (broken !== this.#client || this.clock.monotonic() - this.#renewedAt < renewalMs) return
    this.#renewedAt = this.clock.monotonic()
    this.#client = this.#make()
    broken.dispose().catch(() => undefined)
  }

  /**
   * The connection on which the next call goes; undefined while there is none: the call makes one. The client mends a
   * broken one by itself, so a call that nobody saw fail may have gone to whatever answers at that address now.
   */
  async line(): Promise<Line | undefined> {
    const channel = await channelOf(this.#client)
    if (this.#line?.channel === channel && this.#line.isWhole) return this.#line
    if (channel.getConnectivityState(false) !== connected) return undefined
    const line = { channel, isWhole: true }
    channel.watchConnectivityState(connected, Number.POSITIVE_INFINITY, () => {
      line.isWhole = false
    })
    this.#line = line
    return line
  }

  /** What the server says of its version. Asks again each time. */
  async version(): Promise<string> {
    const capabilities: unknown = await Reflect.get(this.#client, 'capabilities')
    const version =
      typeof capabilities === 'object' && capabilities !== null && Reflect.get(capabilities, 'serverVersion')
    return typeof version === 'string' ? version : 'unknown'
  }

  /** The client waits for the end of each of its streams, and now and then one has been cancelled that never tells it. */
  async close(): Promise<void> {
    await within(closingMs, this.#client.dispose()).catch(() => undefined)
  }

  #make(): EventStoreDBClient {
    const { url, keepAliveMs, shown } = this.address
    try {
      return EventStoreDBClient.connectionString(url(keepAliveMs + (made++ % 1000)))
    } catch (error) {
      throw new CannotOpen(`${shown}: ${messageOf(error)}`)
    }
  }
}

/** Not part of the client's types; a version without it is found by the first call. */
async function channelOf(client: EventStoreDBClient): Promise<Channel> {
  const channel: unknown = await Reflect.get(client, 'getChannel')()
  if (!isChannel(channel)) throw new Error('the client has no channel that tells its state')
  return channel
}

const isChannel = (value: unknown): value is Channel =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, 'getConnectivityState') === 'function' &&
  typeof Reflect.get(value, 'watchConnectivityState') === 'function'
