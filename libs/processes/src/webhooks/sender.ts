import { timingSafeEqual } from 'node:crypto'
import { ActOnEndpoint, type Endpoint, mostAnswerBytes } from '#application'
import type { Hook } from '#desk-state'
import type { EndpointCommand, WebhookLapse } from '#domain'
import { commandIdFor, type EndpointId, isJsonObject, type SubjectId } from '#kernel'
import type { Called } from '#outbound'
import type { RetryAfter, Taken } from '../dispatch/index.js'
import type { Breakers } from './breaker.js'
import { answerMs, type Commands, isOfCommand, lapseOf } from './commands.js'
import { type Endpoints, secretsOf } from './endpoints.js'
import type { Failing } from './failing.js'
import type { FreshTexts } from './fresh-texts.js'
import type { HookJob, HookLane } from './lanes.js'
import { eventIn, type Made, mayHave, openMade } from './made.js'
import type { WebhooksOptions } from './options.js'
import { type Meaning, meaningOf, nextAfterMs } from './schedule.js'
import { sealAnswer } from './sealed-answers.js'
import { signedHeaders } from './signature.js'

const attemptsKept = 20
const waitForLeaseMs = 1000

export interface SenderOptions extends WebhooksOptions {
  readonly endpoints: Endpoints
  readonly breakers: Breakers
  readonly failing: Failing
  readonly retryAfter: Pick<RetryAfter, 'hold' | 'waitFor'>
  readonly fresh: FreshTexts
  readonly answers: Pick<Commands, 'answered' | 'failed'>
  readonly isForgotten: (subject: SubjectId) => Promise<boolean>
  /** Has it made under the terms of now, and kept in its place. */
  readonly makeLess: (endpoint: Endpoint, hook: Hook, event: string) => Promise<void>
  /** The desk stops, and waits no longer for what is under way. */
  readonly givenUp: AbortSignal
}

/** One attempt after the other, each from what is kept. */
export class Sender {
  constructor(private readonly options: SenderOptions) {}

  /** @throws InfrastructureFault: taken again later */
  async take(lane: HookLane, job: HookJob): Promise<Taken> {
    const { state, canCall } = this.options
    const endpoint = this.options.endpoints.get(lane.endpoint)
    const hook = endpoint && (await state.hooks.find(lane.endpoint, job.id))
    if (!endpoint || hook?.state !== 'pending') return over(lane, job)
    if (isOfCommand(lane.of) && !this.options.endpoints.isActive(endpoint.id))
      return this.#notAsked(lane, job, hook, 'endpoint_paused')
    if (isOfCommand(lane.of) && this.options.retryAfter.waitFor({ key: endpoint.id }) > 0)
      return this.#notAsked(lane, job, hook, 'endpoint_busy')
    // It was planned before it was paused, or had an address that did not ask for this.
    if (!lane.always && !this.options.endpoints.isActive(endpoint.id)) return notNow(0)
    if (!canCall()) return notNow(waitForLeaseMs)
    if (!(await this.options.endpoints.ownerHolds(endpoint))) {
      await this.ownerEnded(endpoint)
      return notNow(waitForLeaseMs)
    }
    const made = await this.#open(hook)
    if (made === undefined) return this.#withdrawn(lane, job, hook)
    if (!mayHave(endpoint, hook, made)) return this.#isTooMuch(lane, job, hook, endpoint, made)
    return this.#attempt(lane, job, hook, endpoint, made)
  }

  async #attempt(lane: HookLane, job: HookJob, hook: Hook, endpoint: Endpoint, made: Made): Promise<Taken> {
    const { text: body, about } = made
    const { desk, client, random, metrics } = this.options
    const { terms } = endpoint.state
    const isCommand = isOfCommand(lane.of)
    const at = desk.clock.now()
    const began = desk.clock.monotonic()
    // Of what waited for the endpoint from when it could be told.
    const readyAt = Math.max(hook.at, endpoint.activeAt)
    if (hook.attempts.length === 0) metrics.webhookDelay.observe(Math.max(0, at - readyAt) / 1000)
    const signed = signedHeaders({ id: hook.id, atMs: at, body }, secretsOf(endpoint, at))
    const called = await client.post({
      url: endpoint.url,
      headers: { 'content-type': 'application/json', 'user-agent': 'Topicdesk', ...signed },
      body,
      timeoutMs: isCommand ? answerMs : terms.timeoutS * 1000,
      ...(isCommand && { readBytes: mostAnswerBytes + 1 }),
      signal: this.options.givenUp
    })
    // The desk stops: it is sent again by whoever goes on.
    if (this.options.givenUp.aborted) return notNow(0)
    const meaning = answered(hook, body, called, meaningOf(called, at))
    this.options.breakers.ended(terms.host, meaning.kind === 'failed' && meaning.broken)
    const attempt = {
      at,
      status: called.kind === 'answer' ? called.status : null,
      duration_ms: Math.round(desk.clock.monotonic() - began),
      answer: called.kind === 'answer' ? await sealAnswer(desk.sealer, hook, about, called.body) : null,
      error: errorOf(called, meaning)
    }
    const attempts = [...hook.attempts, attempt].slice(-attemptsKept)
    const save = async (kept: Pick<Hook, 'state' | 'dueAt' | 'failures'>) => {
      const { state, fence, breakers } = this.options
      const { endpoint: of, id } = hook
      await Promise.all([state.hooks.save({ endpoint: of, id, attempts, ...kept }, fence), breakers.save()])
    }
    const giveUp = (failures: number, andThen: () => Promise<void>): Taken => ({
      ...over(lane, job),
      record: async () => {
        const told = { delivery: hook.id, event: eventIn(made) ?? hook.id, attempts: failures }
        // The attempt before is another one whenever it is given up again, and the same where this is recorded again.
        const before = String(hook.attempts.at(-1)?.['at'] ?? '')
        await this.act(endpoint.id, { type: 'RecordGivenUp', ...told }, `${hook.id} ${before} given up`)
        if (isCommand) {
          const status = called.kind === 'answer' ? called.status : undefined
          await this.options.answers.failed(lane.of, endpoint.id, lapseOf(called), status)
        }
        await save({ state: 'given_up', dueAt: at, failures })
        await andThen()
        lane.done(job)
      }
    })
    switch (meaning.kind) {
      case 'delivered':
        return {
          ...over(lane, job),
          record: async () => {
            if (isCommand && called.kind === 'answer')
              await this.options.answers.answered(lane.of, endpoint.id, called.body)
            await save({ state: 'delivered', dueAt: at, failures: 0 })
            await this.options.failing.ended(endpoint.id)
            if (hook.type === 'webhook.verification')
              await this.act(
                endpoint.id,
                { type: 'RecordVerified', address: endpoint.state.address },
                `${hook.id} verified`
              )
            lane.done(job)
          }
        }
      case 'gone': {
        const { address } = endpoint.state
        const pause = () =>
          this.act(endpoint.id, { type: 'PauseEndpoint', cause: 'gone', address }, `${hook.id} ${at} gone`)
        // Its lane goes on where the endpoint is paused: it would be called without end.
        if (lane.always) return giveUp(hook.failures + 1, pause)
        return {
          verdict: { kind: 'again', after: waitForLeaseMs },
          record: async () => {
            await save({ state: 'pending', dueAt: at, failures: 0 })
            await pause()
          }
        }
      }
      case 'failed': {
        const failures = hook.failures + 1
        const afterMs = nextAfterMs(failures, meaning, terms.retryFirstS * 1000, random())
        const daysOfIt = async () => {
          if (hook.type.startsWith('webhook.') || !(await this.options.failing.began(endpoint.id))) return
          const pause = { type: 'PauseEndpoint', cause: 'failing', address: endpoint.state.address } as const
          await this.act(endpoint.id, pause, `${hook.id} ${at} failing`)
        }
        const taken: Taken =
          afterMs === undefined || isCommand
            ? giveUp(failures, daysOfIt)
            : {
                verdict: { kind: 'again', after: afterMs },
                record: async () => {
                  await save({ state: 'pending', dueAt: at + afterMs, failures })
                  await daysOfIt()
                }
              }
        if (meaning.retryAfterMs === 0) return taken
        const place = { kind: 'endpoint', key: endpoint.id }
        const hold = () => this.options.retryAfter.hold(place, meaning.retryAfterMs / 1000)
        // Before anything is awaited: its other calls wait from now on, too.
        return {
          ...taken,
          record: async () => void (await Promise.all([hold(), taken.record()]))
        }
      }
    }
  }

  /** The person in it was forgotten. */
  async #withdrawn(lane: HookLane, job: HookJob, hook: Hook): Promise<Taken> {
    if (isOfCommand(lane.of)) await this.options.answers.failed(lane.of, lane.endpoint, 'not_answered')
    await this.#givenUpUnsent(hook, 'forgotten')
    return over(lane, job)
  }

  /** A command is answered now or not at all. */
  async #notAsked(lane: HookLane, job: HookJob, hook: Hook, because: WebhookLapse): Promise<Taken> {
    await this.options.answers.failed(lane.of, lane.endpoint, because)
    await this.#givenUpUnsent(hook, because)
    return over(lane, job)
  }

  /** The endpoint asked for more when it was made. What it asks for still comes in its place, under an id of its own. */
  async #isTooMuch(lane: HookLane, job: HookJob, hook: Hook, endpoint: Endpoint, made: Made): Promise<Taken> {
    if (isOfCommand(lane.of)) return this.#notAsked(lane, job, hook, 'endpoint_not_allowed')
    await this.options.makeLess(endpoint, hook, eventIn(made) ?? '')
    await this.#givenUpUnsent(hook, 'narrowed')
    return over(lane, job)
  }

  async #givenUpUnsent(hook: Hook, error: string): Promise<void> {
    const at = this.options.desk.clock.now()
    const attempt = { at, status: null, duration_ms: 0, answer: null, error }
    const attempts = [...hook.attempts, attempt].slice(-attemptsKept)
    const { endpoint, id, dueAt, failures } = hook
    const { state, fence } = this.options
    await state.hooks.save({ endpoint, id, state: 'given_up', dueAt, failures, attempts }, fence)
  }

  async #open(hook: Hook): Promise<Made | undefined> {
    if (hook.body === null) return undefined
    const made = this.options.fresh.take(hook.id) ?? (await openMade(this.options.desk.sealer, hook))
    for (const agent of made?.named ?? [])
      if (await this.options.isForgotten(agent as SubjectId)) return undefined
    return made
  }

  /** Once until somebody answers for it again. */
  ownerEnded({ id, state, resumption }: Endpoint): Promise<void> {
    const command = { type: 'PauseEndpoint', cause: 'owner_ended' } as const
    return this.act(id, command, `${state.owner} ended ${resumption ?? ''}`)
  }

  /** What is known already, or of an endpoint that is gone, is no news. */
  async act(id: EndpointId, command: EndpointCommand, cause: string): Promise<void> {
    const context = {
      commandId: commandIdFor(`webhooks ${id}`, cause),
      causationId: cause,
      correlationId: id,
      actor: 'process:webhooks' as const
    }
    await this.options.commands.execute(new ActOnEndpoint(id, command, context))
    await this.options.endpoints.read(id)
  }
}

const notNow = (after: number): Taken => ({ verdict: { kind: 'not_begun', after }, record: async () => {} })

const over = (lane: HookLane, job: HookJob): Taken => ({
  verdict: { kind: 'over' },
  record: async () => lane.done(job)
})

/** A verification is answered only by what it asked for. */
function answered(hook: Hook, body: string, called: Called, meaning: Meaning): Meaning {
  if (hook.type !== 'webhook.verification' || meaning.kind !== 'delivered' || called.kind !== 'answer')
    return meaning
  const wanted = challengeIn(body, ['data', 'challenge'])
  const given = challengeIn(called.body.toString('utf8'), ['challenge'])
  const isRight = wanted !== undefined && given !== undefined && isSame(wanted, given)
  return isRight ? meaning : { kind: 'failed', broken: false, refused: true, retryAfterMs: 0 }
}

/** In constant time for what is as long. */
function isSame(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function challengeIn(text: string, path: readonly string[]): string | undefined {
  try {
    let value: unknown = JSON.parse(text)
    for (const name of path) value = isJsonObject(value) ? value[name] : undefined
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

function errorOf(called: Called, meaning: Meaning): string | null {
  if (called.kind !== 'answer') return called.error
  if (meaning.kind === 'delivered') return null
  return called.status >= 200 && called.status < 300 ? 'the answer does not hold the challenge' : null
}
