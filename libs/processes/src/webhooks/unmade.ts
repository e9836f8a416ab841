import { type Endpoint, publicEventsOf, TicketHistories } from '#application'
import type { Hook } from '#desk-state'
import { type DeskEvent, endpointsTold, mayBeToldAs, told } from '#domain'
import type { RecordedEvent } from '#event-log'
import { endpointIdIn } from '#kernel'
import type { Asking } from './asking.js'
import { type Fired, firedIn, laneOf } from './commands.js'
import type { Endpoints } from './endpoints.js'
import { isOfStores } from './faults.js'
import { hookIdOf, type Kept } from './kept.js'
import { isAskedFor } from './made.js'
import type { WebhooksOptions } from './options.js'

interface UnmadeOptions extends Pick<WebhooksOptions, 'desk' | 'logger'> {
  readonly endpoints: Endpoints
  readonly kept: Kept
  readonly asking: Asking
}

/** What is not sent as it is on record: a mistake of ours kept it from being made, or it holds more than may be sent by now. */
export class Unmade {
  constructor(private readonly options: UnmadeOptions) {}

  /** Not even what an event means for its ticket can be told: whoever may have wanted it has it on record. */
  async record(event: RecordedEvent, error: unknown): Promise<void> {
    const { endpoints, kept, logger } = this.options
    logger.error({ error, event: event.id }, 'an event could not be told to endpoints')
    const fired = firedIn(event)
    for (const type of mayBeToldAs(told(event) as DeskEvent)) {
      const lane = fired ? laneOf(fired) : event.stream
      const wanting =
        type === 'rule.fired' ? await this.#named(fired) : endpoints.asking(event.position, type)
      for (const endpoint of wanting) await kept.keepUnmade(endpoint, { event, type, lane }, error)
    }
  }

  /** From the log; where it still can't be, it stays as it is. @throws InfrastructureFault */
  make(endpoint: Endpoint, hook: Hook): Promise<void> {
    return this.#again(endpoint, hook, ({ id }) => hookIdOf(endpoint.id, id, hook.type) === hook.id)
  }

  /** As little as the endpoint asks for by now, in the place of what holds more: nothing where it asks for none of it. */
  makeLess(endpoint: Endpoint, hook: Hook, event: string): Promise<void> {
    return this.#again(endpoint, hook, ({ id }) => id === event, hook.order)
  }

  async #again(
    endpoint: Endpoint,
    hook: Hook,
    isIt: (event: RecordedEvent) => boolean,
    order?: number
  ): Promise<void> {
    const { desk, asking, logger } = this.options
    try {
      for await (const event of desk.log.readStream(hook.lane)) {
        if (!isIt(event)) continue
        for (const one of await publicEventsOf(event, new TicketHistories(desk.log, 1)))
          if (one.type === hook.type && isAskedFor(endpoint.state.terms, one))
            await asking.ask(new Set([endpoint]), one, order)
      }
    } catch (error) {
      if (isOfStores(error)) throw error
      logger.error({ error, webhook: hook.id }, 'a webhook still can not be made')
    }
  }

  async #named(fired: Fired | undefined): Promise<Endpoint[]> {
    const ids = fired ? endpointsTold(fired.data).flatMap(shown => endpointIdIn(shown) ?? []) : []
    const { endpoints } = this.options
    const found = await Promise.all(ids.map(async id => endpoints.get(id) ?? (await endpoints.read(id))))
    return found.filter(endpoint => endpoint !== undefined)
  }
}
