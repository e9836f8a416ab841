import type pb from '@eventstore/db-client/generated/streams_pb.js'
import { type ServerWritableStream, status } from '@grpc/grpc-js'
import { type Conditions, isKnown } from './faults.js'
import { eventResponse, failure, failures, streamNotFound, streamOf } from './messages.js'
import type { Store, Stored } from './store.js'
import { Subscription } from './subscription.js'

export type ReadCall = ServerWritableStream<InstanceType<typeof pb.ReadReq>, InstanceType<typeof pb.ReadResp>>
type Options = InstanceType<typeof pb.ReadReq.Options>

/** Reads of a stream and of `$all`, both ways, and the subscriptions that live. */
export class Reads {
  readonly #subscriptions = new Set<Subscription>()

  constructor(
    private readonly store: Store,
    private readonly conditions: Conditions
  ) {}

  handle(call: ReadCall): void {
    call.on('error', () => undefined)
    const options = call.request.getOptions()
    if (!options || this.conditions.silent) return
    if (!isKnown(this.conditions, call.metadata)) return void call.emit('error', failures.notAuthenticated())
    if (this.#isDenied(options)) return void call.emit('error', failures.accessDenied())
    if (options.hasSubscription()) {
      if (!options.hasAll()) return void call.emit('error', failures.invalidPosition(0))
      const subscription = new Subscription(call, options, this.store, this.conditions)
      this.#subscriptions.add(subscription)
      const gone = () => this.#subscriptions.delete(subscription)
      call.on('cancelled', gone)
      call.on('close', gone)
      void this.#guarded(call, subscription.run()).finally(gone)
      return
    }
    void this.#guarded(call, options.hasAll() ? this.#ofLog(call, options) : this.#ofStream(call, options))
  }

  #isDenied(options: Options): boolean {
    const { allDenied, readingDenied } = this.conditions
    if (options.hasAll()) return allDenied
    const stream = options.getStream()
    return readingDenied !== undefined && stream !== undefined && streamOf(stream).startsWith(readingDenied)
  }

  /** A server that is killed while it reads. */
  async #guarded(call: ReadCall, reading: Promise<void>): Promise<void> {
    try {
      await reading
    } catch (error) {
      call.emit('error', failure(status.INTERNAL, String(error)))
    }
  }

  /** What was just committed, to those that are live. */
  publish(events: readonly Stored[]): void {
    for (const subscription of this.#subscriptions) subscription.publish(events)
  }

  /** Ends every subscription: without an error, as too slow, or torn as by a stopping server. */
  endSubscriptions(how: 'gracefully' | 'tooSlow' | 'reset'): void {
    for (const subscription of this.#subscriptions) {
      if (how === 'gracefully') subscription.end()
      else subscription.fail(how === 'tooSlow' ? failures.tooSlow() : failures.reset())
    }
  }

  get subscriptions(): number {
    return this.#subscriptions.size
  }

  async #ofLog(call: ReadCall, options: Options): Promise<void> {
    const backwards = options.getReadDirection() === 1
    const all = options.getAll()
    const given = all?.getPosition()
    let from = backwards ? this.store.end : 0
    if (given) from = Number(given.getCommitPosition())
    else if (all?.hasStart()) from = 0
    else from = this.store.end
    if (given && !this.store.isPlace(from)) return void call.emit('error', failures.invalidPosition(from))
    let left = Number(options.getCount())
    while (left > 0) {
      const page = this.store.ofLog(from, backwards)
      const last = page.at(-1)
      if (!last) break
      for (const event of page.slice(0, left)) {
        if (!(await send(call, event))) return
        left--
      }
      from = backwards ? last.position : last.position + 1
    }
    call.end()
  }

  async #ofStream(call: ReadCall, options: Options): Promise<void> {
    const backwards = options.getReadDirection() === 1
    const wanted = options.getStream()
    const name = wanted ? streamOf(wanted) : ''
    let from: number | 'end' = 0
    if (wanted?.hasRevision()) from = Number(wanted.getRevision())
    else if (wanted?.hasEnd()) from = 'end'
    let left = Number(options.getCount())
    for (let first = true; left > 0; first = false) {
      const page = this.store.ofStream(name, from, backwards)
      if (page === 'deleted') return void call.emit('error', failures.streamDeleted(name))
      if (page === undefined) {
        if (first) call.write(streamNotFound(name))
        break
      }
      const last = page.at(-1)
      if (!last) break
      for (const event of page.slice(0, left)) {
        if (!(await send(call, event))) return
        left--
      }
      if (backwards && last.revision === 0) break
      from = backwards ? last.revision - 1 : last.revision + 1
    }
    call.end()
  }
}

/** Whether the reader is still there. */
async function send(call: ReadCall, event: Stored): Promise<boolean> {
  if (call.cancelled || call.destroyed || call.writableEnded) return false
  if (call.write(eventResponse(event))) return true
  return drained(call)
}

export function drained(call: ReadCall): Promise<boolean> {
  return new Promise(resolve => {
    const done = (going: boolean) => () => {
      call.off('drain', drain)
      call.off('cancelled', gone)
      call.off('close', gone)
      resolve(going)
    }
    const drain = done(true)
    const gone = done(false)
    call.on('drain', drain)
    call.on('cancelled', gone)
    call.on('close', gone)
    if (call.cancelled || call.destroyed) gone()
  })
}
