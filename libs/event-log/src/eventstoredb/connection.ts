import { EventStoreDBClient } from '@eventstore/db-client'
import { type Clock, within } from '#kernel'
import { CannotOpen } from '../errors.js'
import { messageOf } from './faults.js'
import type { Address } from './settings.js'

/** No more often is a client replaced. */
const renewalMs = 250
const closingMs = 1000
let made = 0

/**
 * The one client of a log. A client whose server went away waits ever longer before it tries again, up to two minutes;
 * another one tries at once, if its connection differs in any setting: so each gets a keepalive some milliseconds longer.
 */
export class Connection {
  readonly credentials: Address['credentials']
  readonly shown: string
  #client: EventStoreDBClient
  #renewedAt = Number.NEGATIVE_INFINITY

  constructor(
    private readonly address: Address,
    private readonly clock: Clock
  ) {
    this.credentials = address.credentials
    this.shown = address.shown
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
