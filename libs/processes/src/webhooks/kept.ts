import type { Endpoint, PublicEvent } from '#application'
import type { Hook, Hooks } from '#desk-state'
import { type EndpointErrand, endpointStandingOf } from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type EndpointId } from '#kernel'
import { isOfCommand } from './commands.js'
import type { FaultReason } from './faults.js'
import { FreshTexts } from './fresh-texts.js'
import { HookLane } from './lanes.js'
import { eventIn, type Held, type Made, mayHave, openMade, sealMade } from './made.js'
import type { WebhooksOptions } from './options.js'

const pageOf = 500

/** What is asked for and kept, and of that what waits, in its lanes. */
export class Kept {
  readonly #lanes = new Map<string, HookLane>()
  readonly #orders = new Map<EndpointId, number>()

  constructor(
    private readonly options: Pick<WebhooksOptions, 'desk' | 'state' | 'fence'>,
    private readonly fresh: FreshTexts,
    private readonly ready: (lane: HookLane) => void,
    private readonly told: {
      /** It is on record and not sent. */
      readonly faulty: (hook: Hook, event: string, reason: FaultReason, fault: string) => Promise<void>
      /** Has it made now, and kept. */
      readonly remake: (endpoint: Endpoint, hook: Hook) => Promise<void>
      /** Has it made under the terms of now, and kept. */
      readonly makeLess: (endpoint: Endpoint, hook: Hook, event: string) => Promise<void>
    }
  ) {}

  get #hooks(): Hooks {
    return this.options.state.hooks
  }

  /** Not taken and not given up. */
  get waiting(): number {
    let count = 0
    for (const lane of this.#lanes.values()) count += lane.length
    return count
  }

  emptied(lane: HookLane): void {
    if (this.#lanes.get(lane.key) === lane) this.#lanes.delete(lane.key)
  }

  /** Once: what is there under this id stays as it is. @throws KeyGone as `sealMade` */
  async keep(
    endpoint: Endpoint,
    told: {
      readonly event: Pick<RecordedEvent, 'id' | 'recordedAt'>
      readonly type: string
      readonly lane: string
      readonly text: string
      readonly subject: string
      /** Whom it is about, whether it says so or not: their key seals what is answered. Null: nobody. */
      readonly about: string | null
      readonly held: Held
      readonly named: readonly string[]
      /** It is made once more with less in it: under an id of its own, in the place of what held more. */
      readonly order?: number | undefined
      /** Where the text breaks what is published: then it is kept and not sent, now or later. */
      readonly fault: string | undefined
    }
  ): Promise<void> {
    const { desk, fence } = this.options
    const { event, type, lane, text, subject, fault, held, named } = told
    const made: Made = { text, about: told.about ?? subject, held, named }
    const id = idOf(endpoint, told)
    const body = await sealMade(desk.sealer, { endpoint: endpoint.id, id, type, subject }, made)
    const order = told.order ?? (await this.#nextOrder(endpoint.id))
    const at = event.recordedAt
    const standing =
      fault === undefined
        ? { state: 'pending' as const, attempts: [] }
        : { state: 'given_up' as const, attempts: [failedBy(`${breaksSchema}${fault}`, desk.clock.now())] }
    const hook: Hook = {
      ...{ endpoint: endpoint.id, id, order, lane, type, at, subject, body },
      ...{ dueAt: at, failures: 0, ...standing }
    }
    if (await this.#hooks.add(hook, fence)) {
      if (fault !== undefined) return this.told.faulty(hook, event.id, 'breaks_schema', fault)
      // One that is not active yet, or any more, may not ask for it for days.
      if (endpointStandingOf(endpoint.state) === 'active') this.fresh.keep(id, made)
      return this.#enqueue(hook)
    }
    // Perhaps by an owner who was overtaken before it could send it: then it is in no lane of ours yet.
    const found = await this.#hooks.find(endpoint.id, id)
    // What is recorded already stays as it is.
    if (found && isBroken(found) && fault !== undefined)
      return this.told.faulty(found, event.id, 'breaks_schema', fault)
    if (found && isUnmade(found) && fault === undefined) {
      await this.#hooks.fill({ endpoint: endpoint.id, id, subject, body }, this.options.fence)
      return this.#sendAgain({ ...found, subject, body })
    }
    if (found?.state !== 'pending') return
    this.#orders.set(endpoint.id, Math.max(this.#orders.get(endpoint.id) ?? 0, found.order))
    this.#enqueue(found)
  }

  /** Nothing could be made of it: that is on record, and it is made when it is replayed. */
  async keepUnmade(
    endpoint: Endpoint,
    told: {
      readonly event: Pick<RecordedEvent, 'id' | 'recordedAt'>
      readonly type: string
      readonly lane: string
      /** As of `keep`. */
      readonly order?: number | undefined
    },
    error: unknown
  ): Promise<void> {
    const { desk, fence } = this.options
    const { event, type, lane } = told
    const why = error instanceof Error ? error.name : typeof error
    const id = idOf(endpoint, told)
    const order = told.order ?? (await this.#nextOrder(endpoint.id))
    const hook: Hook = {
      ...{ endpoint: endpoint.id, id, order, lane, type, at: event.recordedAt },
      ...{ subject: endpoint.subjectId, body: null, dueAt: event.recordedAt, failures: 0 },
      ...{ state: 'given_up', attempts: [failedBy(`${notMade}${why}`, desk.clock.now())] }
    }
    if (!(await this.#hooks.add(hook, fence))) {
      const found = await this.#hooks.find(endpoint.id, id)
      if (!found || !isUnmade(found)) return
    }
    await this.told.faulty(hook, event.id, 'not_made', why)
  }

  async #nextOrder(endpoint: EndpointId): Promise<number> {
    if (!this.#orders.has(endpoint)) {
      const last = await this.#hooks.last(endpoint)
      this.#orders.set(endpoint, Math.max(this.#orders.get(endpoint) ?? 0, last))
    }
    const order = (this.#orders.get(endpoint) ?? 0) + 1
    this.#orders.set(endpoint, order)
    return order
  }

  #enqueue({ endpoint, id, order, lane: of, type, dueAt }: Hook): void {
    const key = laneKey({ endpoint, lane: of })
    const always = type.startsWith('webhook.') || isOfCommand(of)
    const lane = this.#lanes.get(key) ?? new HookLane(key, endpoint as EndpointId, always, of)
    this.#lanes.set(key, lane)
    const { clock } = this.options.desk
    const notBefore = clock.monotonic() + Math.max(0, dueAt - clock.now())
    lane.add({ id, order, notBefore, failures: 0 })
    this.ready(lane)
  }

  /** What was pending when it was held last. */
  async load(endpoint: EndpointId): Promise<void> {
    await this.#hooks.claim(endpoint, this.options.fence)
    for await (const hook of this.#pages(endpoint, 'pending')) this.#enqueue(hook)
  }

  async *#pages(endpoint: EndpointId, state?: Hook['state']): AsyncGenerator<Hook> {
    const of = { endpoint, ...(state && { state }), limit: pageOf }
    for (let after: Hook | undefined; ; ) {
      const page = await this.#hooks.list({ ...of, ...(after && { after }) })
      yield* page
      after = page.at(-1)
      if (page.length < pageOf) return
    }
  }

  /** All that waits is tried at once. */
  hurry(endpoint: EndpointId): void {
    for (const lane of this.#lanes.values()) {
      if (lane.endpoint !== endpoint) continue
      lane.hurry()
      this.ready(lane)
    }
  }

  /** Of a time, or what was given up. */
  async replay(endpoint: Endpoint, errand: EndpointErrand & { kind: 'replay' }): Promise<void> {
    for await (const hook of this.#pages(endpoint.id))
      if (isIn(hook, errand)) await this.#again(endpoint, hook, errand.onlyGivenUp)
  }

  /** Of what this told, if it was told. */
  async replayOne(endpoint: Endpoint, { event, type }: PublicEvent): Promise<void> {
    const hook = await this.#hooks.find(endpoint.id, hookIdOf(endpoint.id, event.id, type))
    if (hook) await this.#again(endpoint, hook, false)
  }

  /** What is over and has its body still is sent again, under its id; what waits for its next attempt is tried at once. */
  async #again(endpoint: Endpoint, hook: Hook, onlyGivenUp: boolean): Promise<void> {
    const lane = this.#lanes.get(laneKey(hook))
    if (hook.state === 'pending' && lane) {
      lane.hurry(hook.id)
      this.ready(lane)
    }
    // What is answered to a command is used once.
    if (isOfCommand(hook.lane)) return
    if (isUnmade(hook)) return this.told.remake(endpoint, hook)
    const isOver = hook.state === 'given_up' || (hook.state === 'delivered' && !onlyGivenUp)
    if (!isOver || hook.body === null || hook.type.startsWith('webhook.') || isBroken(hook)) return
    const made = await openMade(this.options.desk.sealer, hook)
    if (!made) return
    if (mayHave(endpoint, hook, made)) return this.#sendAgain(hook)
    const event = eventIn(made) ?? ''
    const less = await this.#hooks.find(endpoint.id, lessIdOf(endpoint, event, hook.type))
    if (!less) return this.told.makeLess(endpoint, hook, event)
    if (less.id !== hook.id) await this.#again(endpoint, less, onlyGivenUp)
  }

  async #sendAgain(hook: Hook): Promise<void> {
    const again = { ...hook, state: 'pending' as const, dueAt: 0, failures: 0 }
    await this.#hooks.save(again, this.options.fence)
    this.#enqueue(again)
  }
}

/** Its webhook-id: the same whenever it is made. */
export const hookIdOf = (endpoint: EndpointId, eventId: string, type: string) =>
  `whd_${commandIdFor(`hook ${endpoint} ${eventId}`, type)}`

/** And where it is made once more because it held more than the endpoint asks for by now: other bytes have another id. */
export const lessIdOf = ({ id, state: { terms } }: Endpoint, eventId: string, type: string) =>
  `whd_${commandIdFor(`hook ${id} ${eventId}`, `${type} ${terms.payload} ${terms.personal}`)}`

interface Told {
  readonly event: Pick<RecordedEvent, 'id'>
  readonly type: string
  readonly order?: number | undefined
}

const idOf = (endpoint: Endpoint, { event, type, order }: Told) =>
  order === undefined ? hookIdOf(endpoint.id, event.id, type) : lessIdOf(endpoint, event.id, type)

const breaksSchema = 'breaks_schema: '
const notMade = 'not_made: '
const failedBy = (error: string, at: number) => ({
  at,
  status: null,
  duration_ms: 0,
  answer: null,
  error
})
const isBroken = ({ attempts }: Hook): boolean => String(attempts.at(-1)?.['error']).startsWith(breaksSchema)

const isUnmade = ({ attempts, body, state }: Hook): boolean =>
  state === 'given_up' && body === null && String(attempts.at(-1)?.['error']).startsWith(notMade)

const laneKey = ({ endpoint, lane }: Pick<Hook, 'endpoint' | 'lane'>) => `${endpoint} ${lane}`

const isIn = ({ at }: Hook, { from, to }: EndpointErrand & { kind: 'replay' }) =>
  (from === null || at >= from) && (to === null || at <= to)
