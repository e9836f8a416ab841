import type pb from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerWritableStream, ServiceError } from '@grpc/grpc-js'
import type { Conditions } from './faults.js'
import { caughtUp, checkpoint, confirmation, eventResponse, failures } from './messages.js'
import type { Store, Stored } from './store.js'

type Call = ServerWritableStream<InstanceType<typeof pb.ReadReq>, InstanceType<typeof pb.ReadResp>>
type Options = InstanceType<typeof pb.ReadReq.Options>

/** The server looks at so many events before it tells a filtered reader how far it is, times the interval asked for. */
const searchWindow = 32

/**
 * A subscription to `$all`: first from disk at the reader's pace, then live from a buffer of 32 events.
 * A reader that lets the buffer run over is dropped, as a real server does it.
 */
export class Subscription {
  readonly #matches: (event: Stored) => boolean
  readonly #buffer: Stored[] = []
  readonly #checkpointEvery: number
  #from: number
  #live = false
  #over = false
  #sinceCheckpoint = 0
  #wake: () => void = () => undefined

  constructor(
    private readonly call: Call,
    options: Options,
    private readonly store: Store,
    private readonly conditions: Conditions
  ) {
    this.#matches = filterOf(options)
    this.#checkpointEvery =
      searchWindow * Math.max(1, options.getFilter()?.getCheckpointintervalmultiplier() ?? 1)
    const all = options.getAll()
    const given = all?.getPosition()
    if (given) {
      const position = Number(given.getCommitPosition())
      this.#from = position + 1
      if (!store.isPlace(position)) this.fail(failures.invalidPosition(position))
    } else {
      this.#from = all?.hasEnd() ? store.end : 0
    }
    const gone = () => this.#finish()
    call.on('cancelled', gone)
    call.on('close', gone)
  }

  async run(): Promise<void> {
    if (this.#over) return
    await this.#send(confirmation())
    while (!this.#over) {
      const page = this.store.ofLog(this.#from, false)
      const last = page.at(-1)
      if (!last) break
      for (const event of page) {
        await this.#offer(event)
        if (this.#over) return
      }
      this.#from = last.position + 1
    }
    // In the same turn as the look that found nothing more: no event falls between.
    this.#live = true
    await this.#send(caughtUp())
    while (!this.#over) {
      const event = this.#buffer.shift()
      if (event) await this.#offer(event)
      else await new Promise<void>(resolve => (this.#wake = resolve))
    }
  }

  publish(events: readonly Stored[]): void {
    if (!this.#live || this.#over) return
    this.#buffer.push(...events)
    const over = this.#buffer.length > this.conditions.liveBuffer && !this.#held()
    if (over) this.fail(failures.tooSlow())
    else this.#wake()
  }

  end(): void {
    if (this.#over) return
    this.#finish()
    this.call.end()
  }

  fail(error: ServiceError): void {
    if (this.#over) return
    this.#finish()
    this.call.emit('error', error)
  }

  async #offer(event: Stored): Promise<void> {
    if (this.#matches(event)) {
      this.#sinceCheckpoint = 0
      await this.#send(eventResponse(event))
    } else if (++this.#sinceCheckpoint >= this.#checkpointEvery) {
      this.#sinceCheckpoint = 0
      await this.#send(checkpoint(event.position))
    }
  }

  async #send(response: InstanceType<typeof pb.ReadResp>): Promise<void> {
    while (this.#held() && !this.#over) await new Promise(resolve => setTimeout(resolve, 10))
    if (this.#over || this.call.write(response)) return
    await new Promise<void>(resolve => {
      this.#wake = resolve
      this.call.once('drain', resolve)
    })
  }

  #held(): boolean {
    return this.conditions.silent || this.conditions.mutedSubscriptions
  }

  #finish(): void {
    this.#over = true
    this.#buffer.length = 0
    this.#wake()
  }
}

function filterOf(options: Options): (event: Stored) => boolean {
  const filter = options.getFilter()
  if (!filter) return () => true
  const onStream = filter.hasStreamIdentifier()
  const expression = onStream ? filter.getStreamIdentifier() : filter.getEventType()
  const prefixes = expression?.getPrefixList() ?? []
  const pattern = expression?.getRegex() ? new RegExp(expression.getRegex()) : undefined
  return event => {
    const text = onStream ? event.stream : event.type
    return pattern ? pattern.test(text) : prefixes.some(prefix => text.startsWith(prefix))
  }
}
