import { type Endpoint, publicEventsOf, TicketHistories } from '#application'
import type { Hook } from '#desk-state'
import { type DeskEvent, endpointsTold, mayBeToldAs, told } from '#domain'
import type { RecordedEvent } from '#event-log'
import { type EventId, endpointIdIn } from '#kernel'
import type { Asking } from './asking.js'
import { type Fired, firedIn, laneOf } from './commands.js'
import type { Endpoints } from './endpoints.js'
import { isOfStores } from './faults.js'
import { hookIdOf, type Kept, lessIdOf } from './kept.js'
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
    const { type } = hook
    const isWhole = ({ id }: RecordedEvent) => hookIdOf(endpoint.id, id, type) === hook.id
    const isLess = ({ id }: RecordedEvent) => lessIdOf(endpoint, id, type) === hook.id
    return this.#again(endpoint, hook, event => isWhole(event) || isLess(event), {
      orderOf: event => (isLess(event) ? hook.order : undefined)
    })
  }

  /** As little as the endpoint asks for by now, in the place of what holds more: nothing where it asks for none of it. */
  makeLess(endpoint: Endpoint, hook: Hook, event: string): Promise<void> {
    const { type, lane, order, at: recordedAt } = hook
    const told = { event: { id: event as EventId, recordedAt }, type, lane, order }
    return this.#again(endpoint, hook, ({ id }) => id === event, {
      orderOf: () => order,
      failed: error => this.options.kept.keepUnmade(endpoint, told, error)
    })
  }

  async #again(
    endpoint: Endpoint,
    hook: Hook,
    isIt: (event: RecordedEvent) => boolean,
    {
      orderOf,
      failed
    }: {
      readonly orderOf: (event: RecordedEvent) => number | undefined
      readonly failed?: (error: unknown) => Promise<void>
    }
  ): Promise<void> {
    const { desk, asking, logger } = this.options
    try {
      for await (const event of desk.log.readStream(hook.lane)) {
        if (!isIt(event)) continue
        for (const one of await publicEventsOf(event, new TicketHistories(desk.log, 1)))
          if (one.type === hook.type && isAskedFor(endpoint.state.terms, one))
            await asking.ask(new Set([endpoint]), one, orderOf(event))
      }
    } catch (error) {
      if (isOfStores(error)) throw error
      logger.error({ error, webhook: hook.id }, 'a webhook still can not be made')
      await failed?.(error)
    }
  }

  async #named(fired: Fired | undefined): Promise<Endpoint[]> {
    const ids = fired ? endpointsTold(fired.data).flatMap(shown => endpointIdIn(shown) ?? []) : []
    const { endpoints } = this.options
    const found = await Promise.all(ids.map(async id => endpoints.get(id) ?? (await endpoints.read(id))))
    return found.filter(endpoint => endpoint !== undefined)
  }
}
