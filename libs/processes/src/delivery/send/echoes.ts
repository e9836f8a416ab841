import { ticketDecider, ticketStream } from '#domain'
import type { TicketId } from '#kernel'
import type { DeliveryOptions } from '../options.js'

/** After this a topic is asked for again also when nobody can say that all is handled: a second one is better than none. */
const echoMostMs = 180_000

/** Says when a topic that may be there already may be asked for again: its echo has not come and will not come. */
export class Echoes {
  /** What Telegram had to tell at this moment has been handled; on the monotonic clock. */
  #handledAt = Number.NEGATIVE_INFINITY
  #isAsking = false

  constructor(private readonly options: Pick<DeliveryOptions, 'desk' | 'echoed'>) {}

  /** Does not wait: false until it is known. */
  async areOver(ticketId: TicketId | null, since: number): Promise<boolean> {
    const { clock, runner } = this.options.desk
    const isHandled = this.#handledAt > since
    if (!isHandled && clock.monotonic() < since + echoMostMs) {
      void this.#ask()
      return false
    }
    if (!ticketId) return true
    // What was handled is in the log, and perhaps not folded here.
    const { state } = await runner.load(ticketDecider, ticketStream(ticketId))
    return !state.exists || !state.topic
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    const at = this.options.desk.clock.monotonic()
    const echoed = await this.options.echoed().catch(() => false)
    if (echoed) this.#handledAt = at
    this.#isAsking = false
  }
}
