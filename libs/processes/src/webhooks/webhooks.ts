import { type PublicEvent, publicEventsOf, TicketHistories } from '#application'
import type { Hook } from '#desk-state'
import { idOf, isStreamOf, toldIn } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { EndpointId, SubjectId } from '#kernel'
import { type RunningProcess, runProcess } from '#subscriptions'
import { Dispatcher, fencedNotes, RetryAfter } from '../dispatch/index.js'
import { Asking } from './asking.js'
import { Breakers } from './breaker.js'
import { Commands, firedIn, isOfCommand } from './commands.js'
import { Endpoints } from './endpoints.js'
import { Errands } from './errands.js'
import { everySoOften } from './every-so-often.js'
import { Failing } from './failing.js'
import { type FaultReason, Faults, isOfStores } from './faults.js'
import { FiredRules } from './fired.js'
import { endsOwners, isFollowed } from './followed.js'
import { FreshTexts } from './fresh-texts.js'
import { Kept } from './kept.js'
import { callsAtOnce, HookBudgets, type HookLane, type HookPlace, type HookStep, placeAt } from './lanes.js'
import type { WebhooksOptions } from './options.js'
import { Sender } from './sender.js'
import { Tidying, type TidyingOptions } from './tidying.js'
import { Unmade } from './unmade.js'

export interface Webhooks {
  /** Begins to follow the log, and goes on with what is pending. */
  start(): Promise<void>
  /** Begins no more calls; those under way have 8 s, then they are given up and made again by whoever goes on. */
  stop(): Promise<void>
  readonly failed: Promise<void>
  process(): RunningProcess | undefined
}

const name = 'webhooks'
const drainMs = 8000
const tidyEveryMs = 3_600_000
const ownersEveryMs = 10_000
const concurrency = 16
const ticketsHeld = 500

export const createWebhooks = (options: WebhooksOptions): Webhooks => new WebhooksProcess(options)

/**
 * Each endpoint follows the public feed. What it is sent is made once, kept sealed, and tried by the schedule until it is
 * taken or given up: in order for each ticket, at least once, the same bytes under the same id. All of it is kept: a restart
 * or another owner goes on where this one ended.
 */
class WebhooksProcess implements Webhooks {
  readonly #failed = Promise.withResolvers<void>()
  readonly failed = this.#failed.promise
  readonly #endpoints: Endpoints
  readonly #histories: TicketHistories
  readonly #breakers: Breakers
  readonly #failing: Failing
  readonly #sender: Sender
  readonly #retryAfter: RetryAfter
  readonly #dispatcher: Dispatcher<HookLane, HookStep, HookPlace>
  readonly #kept: Kept
  readonly #asking: Asking
  readonly #fired: FiredRules
  readonly #errands: Errands
  readonly #faults: Faults
  readonly #unmade: Unmade
  readonly #tidying: Tidying
  readonly #fresh = new FreshTexts()
  readonly #answers: Commands
  readonly #stopping = new AbortController()
  readonly #givenUp = new AbortController()
  #running: RunningProcess | undefined
  #ended: (() => void)[] = []
  /** Events at work, several at once. */
  readonly #telling = new Set<Promise<void>>()

  constructor(private readonly options: WebhooksOptions) {
    const { desk, state, fence, logger } = options
    const { clock } = desk
    const notes = fencedNotes(state, fence)
    const breakers = new Breakers(notes, clock)
    this.#breakers = breakers
    const answers = new Commands(options)
    this.#answers = answers
    this.#endpoints = new Endpoints(options)
    this.#histories = new TicketHistories(desk.log, ticketsHeld)
    this.#failing = new Failing(notes, clock)
    this.#retryAfter = new RetryAfter(notes, 'webhooks-pauses', clock)
    const retryAfter = this.#retryAfter
    this.#sender = new Sender({
      ...options,
      endpoints: this.#endpoints,
      breakers,
      failing: this.#failing,
      retryAfter,
      fresh: this.#fresh,
      answers,
      isForgotten: subject => this.#asking.isForgotten(subject),
      makeLess: (endpoint, hook, event) => this.#unmade.makeLess(endpoint, hook, event),
      givenUp: this.#givenUp.signal
    })
    const budgets = new HookBudgets(breakers, key => this.#dispatcher.placeFreed(key))
    this.#dispatcher = new Dispatcher(
      { clock, budgets, retryAfter, atOnce: callsAtOnce },
      {
        placeOf: lane => this.#placeOf(lane),
        take: (lane, { job }) => this.#sender.take(lane, job),
        emptied: lane => this.#kept.emptied(lane),
        mayBegin: () => !this.#stopping.signal.aborted,
        failed: error => logger.warn({ error }, 'a webhook could not be handled, it is tried again'),
        held: () => {},
        ended: () => this.#tell()
      }
    )
    this.#kept = new Kept(options, this.#fresh, lane => this.#dispatcher.ready(lane), {
      faulty: (hook, of, reason, fault) => this.#faulty(hook, of, reason, fault),
      remake: (endpoint, hook) => this.#unmade.make(endpoint, hook),
      makeLess: (endpoint, hook, event) => this.#unmade.makeLess(endpoint, hook, event)
    })
    this.#asking = new Asking(options, this.#kept)
    this.#fired = new FiredRules(this.#endpoints, this.#asking, answers)
    this.#faults = new Faults(notes, clock)
    const unmadeOf = { endpoints: this.#endpoints, kept: this.#kept, asking: this.#asking }
    this.#unmade = new Unmade({ ...options, ...unmadeOf })
    const act: TidyingOptions['act'] = (...of) => this.#sender.act(...of)
    this.#tidying = new Tidying({ ...options, endpoints: this.#endpoints, act })
    this.#errands = new Errands({
      ...options,
      kept: this.#kept,
      breakers,
      placeFreed: id => this.#dispatcher.placeFreed(id)
    })
  }

  async start(): Promise<void> {
    const { desk, state, fence, random, logger, metrics } = this.options
    const { clock, log } = desk
    for (const id of await this.#endpoints.load()) await this.#endpoints.forgetRemoved(id)
    await this.#failing.load(new Set(this.#endpoints.all().map(({ id }) => id)))
    await this.#breakers.load(new Set(this.#endpoints.all().map(({ state }) => state.terms.host)))
    await this.#retryAfter.load()
    for (const { id } of this.#endpoints.all()) await this.#kept.load(id)
    const process = {
      name,
      concurrency,
      concerns: isFollowed,
      sequenceOf: async ({ stream }: RecordedEvent) => {
        await this.#endpoints.follow(stream)
        return isFollowed(stream) ? stream : undefined
      },
      handle: (event: RecordedEvent) => this.#handle(event)
    }
    this.#running = runProcess({ process, log, state, fence, clock, random, logger, metrics })
    void this.#running.failed.then(() => this.#failed.resolve())
    const uncounted = metrics.beforeRender(async () => metrics.webhooksWaiting.set(this.#kept.waiting))
    void this.#running.ended.then(uncounted)
    const { signal } = this.#stopping
    void everySoOften({ clock, logger, signal }, tidyEveryMs, () => this.#tidying.tidy())
    void everySoOften({ clock, logger, signal }, ownersEveryMs, () => this.#lookAtOwners())
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#dispatcher.stop()
    const late = new AbortController()
    void this.options.desk.clock.sleep(drainMs, late.signal).then(() => {
      if (!late.signal.aborted) this.#givenUp.abort()
    })
    while (this.#dispatcher.underWay > 0) await new Promise<void>(resolve => this.#ended.push(resolve))
    late.abort()
    this.#givenUp.abort()
    await this.#running?.stop()
  }

  process(): RunningProcess | undefined {
    return this.#running
  }

  async #handle(event: RecordedEvent): Promise<void> {
    const telling = this.#told(event)
    this.#telling.add(telling)
    await telling.finally(() => this.#telling.delete(telling))
  }

  async #told(event: RecordedEvent): Promise<void> {
    try {
      if (isStreamOf(event.stream, 'endpoint'))
        await this.#endpointChanged(idOf(event.stream) as EndpointId, event)
      if (endsOwners.has(event.type)) await this.#lookAtOwners()
      const forgotten = toldIn('subject', event)
      const concerned =
        forgotten?.type === 'SubjectForgotten' ? await this.#forget(forgotten.data.subjectId) : []
      const fired = firedIn(event)
      if (forgotten === undefined && !fired && !this.#endpoints.mayWant(event.position)) return
      for (const told of await this.#publicEventsOf(event)) {
        if (fired && told.type === 'rule.fired') await this.#fired.tell(fired, told)
        const wanting = told.type === 'rule.fired' ? [] : this.#endpoints.wanting(told)
        const also = concerned.flatMap(id => this.#endpoints.get(id) ?? [])
        await this.#asking.ask(new Set([...wanting, ...also]), told)
      }
    } catch (error) {
      if (isOfStores(error)) throw error
      // Parked, it would hold back everything that comes after it.
      this.options.logger.error({ error, event: event.id }, 'an event could not be told to endpoints')
    }
  }

  async #publicEventsOf(event: RecordedEvent): Promise<readonly PublicEvent[]> {
    try {
      return await publicEventsOf(event, this.#histories)
    } catch (error) {
      if (isOfStores(error)) throw error
      await this.#unmade.record(event, error)
      return []
    }
  }

  /** Answers the endpoints that had something of this person. */
  async #forget(subject: SubjectId): Promise<readonly EndpointId[]> {
    this.#asking.forget(subject)
    // What has begun before this is kept first, so that it is withdrawn too.
    await Promise.allSettled([...this.#telling])
    const concerned = await this.options.state.hooks.forget(subject)
    this.#fresh.clear()
    return concerned as EndpointId[]
  }

  async #endpointChanged(id: EndpointId, event: RecordedEvent): Promise<void> {
    const told = toldIn('endpoint', event)
    const endpoint = await this.#endpoints.read(id)
    if (!endpoint) {
      await this.#failing.ended(id)
      return this.#endpoints.forgetRemoved(id)
    }
    if (!this.#endpoints.isActive(id)) this.#fresh.clear()
    switch (told?.type) {
      case 'EndpointRegistered':
        return this.#errands.run(endpoint, { kind: 'verification' }, event)
      case 'EndpointChanged':
        if (!told.data.moved) return undefined
        await this.#failing.ended(id)
        return this.#errands.run(endpoint, { kind: 'verification' }, event)
      case 'EndpointErrandAsked':
        return this.#errands.run(endpoint, told.data, event)
      case 'EndpointResumed':
        await this.#failing.ended(id)
        if (endpoint.state.verified) await this.#errands.hurry(endpoint)
        else await this.#errands.run(endpoint, { kind: 'verification' }, event)
        return this.#dispatcher.placesChanged()
      case 'EndpointVerified':
        return this.#dispatcher.placesChanged()
      default:
        return undefined
    }
  }

  /** A receiver would rely on it, or wait for it: a mistake of ours, that a person has to look at. */
  async #faulty(
    { endpoint, id, type, lane }: Hook,
    event: string,
    reason: FaultReason,
    fault: string
  ): Promise<void> {
    this.options.logger.error(
      { webhook: id, type, reason, fault },
      'a webhook is not sent by a mistake of ours'
    )
    await this.#faults.add(type, reason)
    if (isOfCommand(lane)) await this.#answers.failed(lane, endpoint as EndpointId, 'not_answered')
    const told = { delivery: id, event, attempts: 0, reason }
    return this.#sender.act(endpoint as EndpointId, { type: 'RecordGivenUp', ...told }, `${id} ${reason}`)
  }

  #placeOf({ endpoint: id, always, of }: HookLane): HookPlace | undefined {
    const endpoint = this.#endpoints.get(id)
    if (endpoint && !always && !this.#endpoints.isActive(id)) return undefined
    // What is left for one that is gone is dropped without a call.
    const host = endpoint?.state.terms.host ?? 'gone'
    return placeAt(id, of, host)
  }

  async #lookAtOwners(): Promise<void> {
    for (const endpoint of this.#endpoints.all()) {
      if (endpoint.state.paused !== null || (await this.#endpoints.ownerHolds(endpoint))) continue
      await this.#sender.ownerEnded(endpoint)
    }
  }

  #tell(): void {
    const waiting = this.#ended
    this.#ended = []
    for (const resolve of waiting) resolve()
  }
}
