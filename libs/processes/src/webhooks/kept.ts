import type { Desk, Endpoint } from '#application'
import type { Hook, Hooks } from '#desk-state'
import type { EndpointErrand } from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type EndpointId } from '#kernel'
import { HookLane } from './lanes.js'
import { hookPlace } from './sender.js'

const pageOf = 500

/** What is asked for and kept, and of that what waits, in its lanes. */
export class Kept {
  readonly #lanes = new Map<string, HookLane>()
  readonly #orders = new Map<EndpointId, number>()

  constructor(
    private readonly desk: Pick<Desk, 'clock' | 'sealer'>,
    private readonly hooks: Hooks,
    private readonly ready: (lane: HookLane) => void
  ) {}

  emptied(lane: HookLane): void {
    if (this.#lanes.get(lane.key) === lane) this.#lanes.delete(lane.key)
  }

  /** Once: what is there under this id stays as it is. @throws KeyGone where its subject has no key any more */
  async keep(
    endpoint: Endpoint,
    told: {
      readonly event: Pick<RecordedEvent, 'id' | 'recordedAt'>
      readonly type: string
      readonly lane: string
      readonly text: string
      readonly subject: string
    }
  ): Promise<void> {
    const { hooks, desk } = this
    const { event, type, lane, text, subject } = told
    const id = `whd_${commandIdFor(`hook ${endpoint.id} ${event.id}`, type)}`
    if (await hooks.find(endpoint.id, id)) return
    const body = await desk.sealer.seal(hookPlace(endpoint.id, id, type, subject), { text })
    const order = (this.#orders.get(endpoint.id) ?? (await hooks.last(endpoint.id))) + 1
    this.#orders.set(endpoint.id, order)
    const at = event.recordedAt
    const pending = { state: 'pending' as const, dueAt: at, failures: 0, attempts: [] }
    const hook: Hook = { endpoint: endpoint.id, id, order, lane, type, at, subject, body, ...pending }
    await hooks.add(hook)
    this.#enqueue(hook)
  }

  #enqueue({ endpoint, id, order, lane: of, type, dueAt }: Hook): void {
    const key = `${endpoint} ${of}`
    const always = type.startsWith('webhook.')
    const lane = this.#lanes.get(key) ?? new HookLane(key, endpoint as EndpointId, always)
    this.#lanes.set(key, lane)
    const { clock } = this.desk
    const notBefore = clock.monotonic() + Math.max(0, dueAt - clock.now())
    lane.add({ id, order, notBefore, failures: 0 })
    this.ready(lane)
  }

  /** What was pending when it was held last. */
  async load(endpoint: EndpointId): Promise<void> {
    for (let after = 0; ; ) {
      const page = await this.hooks.list({ endpoint, state: 'pending', after, limit: pageOf })
      for (const hook of page) this.#enqueue(hook)
      after = page.at(-1)?.order ?? after
      if (page.length < pageOf) return
    }
  }

  /** What is over and has its body still is sent again, under its id. */
  async replay(endpoint: EndpointId, errand: EndpointErrand & { kind: 'replay' }): Promise<void> {
    const { hooks } = this
    const { from, to, onlyGivenUp } = errand
    for (let after = 0; ; ) {
      const page = await hooks.list({ endpoint, after, limit: pageOf })
      for (const hook of page) {
        after = hook.order
        const isOver = hook.state === 'given_up' || (hook.state === 'delivered' && !onlyGivenUp)
        const isWithin = (from === null || hook.at >= from) && (to === null || hook.at <= to)
        if (!isOver || !isWithin || hook.body === null || hook.type.startsWith('webhook.')) continue
        const again = { ...hook, state: 'pending' as const, dueAt: 0, failures: 0 }
        await hooks.save(again)
        this.#enqueue(again)
      }
      if (page.length < pageOf) return
    }
  }
}
