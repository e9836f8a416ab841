import { type Endpoint, type PublicEvent, publicEventsOf, TicketHistories } from '#application'
import type { Hook } from '#desk-state'
import { type DeskEvent, endpointsTold, mayBeToldAs, told } from '#domain'
import type { RecordedEvent } from '#event-log'
import { endpointIdIn } from '#kernel'
import type { Asking } from './asking.js'
import { type Fired, firedIn, laneOf, mayBeTold } from './commands.js'
import type { Endpoints } from './endpoints.js'
import { isOfStores } from './faults.js'
import { hookIdOf, type Kept } from './kept.js'
import type { WebhooksOptions } from './options.js'

interface UnmadeOptions extends Pick<WebhooksOptions, 'desk' | 'logger'> {
  readonly endpoints: Endpoints
  readonly kept: Kept
  readonly asking: Asking
}

/** What can't be told for a mistake of ours: on record, and made once that is mended. */
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
  async make(endpoint: Endpoint, hook: Hook): Promise<void> {
    const { desk, asking, logger } = this.options
    try {
      for await (const event of desk.log.readStream(hook.lane)) {
        if (hookIdOf(endpoint.id, event.id, hook.type) !== hook.id) continue
        for (const one of await publicEventsOf(event, new TicketHistories(desk.log, 1)))
          if (one.type === hook.type && this.#mayHave(endpoint, one))
            await asking.ask(new Set([endpoint]), one)
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

  #mayHave(endpoint: Endpoint, one: PublicEvent): boolean {
    // By name, whatever else it is told.
    if (one.type === 'rule.fired') return mayBeTold(endpoint, one.queues)
    return this.options.endpoints.wanting(one).includes(endpoint)
  }
}
