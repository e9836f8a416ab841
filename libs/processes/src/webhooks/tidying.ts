import type { Hook } from '#desk-state'
import type { EndpointCommand } from '#domain'
import type { EndpointId } from '#kernel'
import type { Endpoints } from './endpoints.js'
import { eventIn, openMade } from './made.js'
import type { WebhooksOptions } from './options.js'

const keptMs = 30 * 24 * 3_600_000
const pageOf = 500
const dropped = 1000

export interface TidyingOptions extends Pick<WebhooksOptions, 'desk' | 'state' | 'fence'> {
  readonly endpoints: Endpoints
  readonly act: (id: EndpointId, command: EndpointCommand, cause: string) => Promise<void>
}

/** What is kept is kept for thirty days. */
export class Tidying {
  constructor(private readonly options: TidyingOptions) {}

  async tidy(): Promise<void> {
    const { desk, endpoints, state } = this.options
    const before = desk.clock.now() - keptMs
    for (const { id } of endpoints.all()) await this.#giveUpOld(id, before)
    while ((await state.hooks.dropBefore(before, dropped)) === dropped);
  }

  /** What waits still, of an endpoint that is paused or was never verified, does not go without a word. */
  async #giveUpOld(endpoint: EndpointId, before: number): Promise<void> {
    const of = { endpoint, state: 'pending' as const, limit: pageOf }
    for (let after: Hook | undefined; ; ) {
      const page = await this.options.state.hooks.list({ ...of, ...(after && { after }) })
      for (const hook of page) if (hook.at < before) await this.#giveUp(endpoint, hook)
      after = page.at(-1)
      if (page.length < pageOf) return
    }
  }

  async #giveUp(endpoint: EndpointId, hook: Hook): Promise<void> {
    const { desk, state, fence, act } = this.options
    const made = await openMade(desk.sealer, hook)
    const event = (made && eventIn(made)) ?? hook.id
    const told = { delivery: hook.id, event, attempts: hook.failures }
    await act(endpoint, { type: 'RecordGivenUp', ...told }, `${hook.id} too old`)
    await state.hooks.save({ ...hook, state: 'given_up' }, fence)
  }
}
