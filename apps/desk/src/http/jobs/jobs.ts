import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import type { Principal } from '#domain'
import type { JsonObject } from '#kernel'
import { commandIdFor, type JobId, jobIdText, type TicketId, ticketIdText } from '#kernel'
import type { Call } from '../api/call.js'
import { QueueGate } from '../auth/queue-gate.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { answerOfError } from '../problems/answer-of-error.js'
import { DeclaredCommands } from '../tickets/declared-commands.js'
import { type BulkCommand, bulkCommandIn } from './bulk-command.js'
import { dropOldJobs, type Job, jobOf, keep, keepNew, openJobs, type Result } from './job.js'

const lookEveryMs = 1000
/** Whoever was at work on a job is gone when it has said nothing for so long. */
const silentMs = 10_000
const tellEveryMs = 1000
const sweepEveryMs = 3_600_000
const againMs = 1000
/** Of each ticket that was left when the key was revoked or ended, or the agent lost the role, that asked for it. */
const hasEnded: Result = { status: 401, type: '/problems/unauthorized' }

/**
 * Works off jobs in the api that took them; one that was left is gone on with by any other, or after the restart. Two at
 * work on the same job do no harm: the id of each command follows from job and ticket.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #ended = new AbortController()
  readonly #atWork = new Map<JobId, Promise<void>>()
  #looking: Promise<void> | undefined

  constructor(
    private readonly declared: DeclaredCommands,
    private readonly gate: QueueGate,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  onApplicationBootstrap(): void {
    this.#looking = this.#look()
  }

  async onModuleDestroy(): Promise<void> {
    this.#ended.abort()
    await Promise.all([this.#looking, ...this.#atWork.values()])
  }

  /** Once this returns, the job is done even if this process dies. */
  async begin(id: JobId, asked: Omit<Job, 'state' | 'results' | 'at' | 'command'>, command: JsonObject) {
    const { state, clock, jobBox } = this.deps
    const sealed = jobBox.seal(JSON.stringify(command), id)
    await keepNew(state, id, { ...asked, state: 'running', command: sealed, results: [], at: clock.now() })
    this.#goOn(id)
  }

  #goOn(id: JobId): void {
    if (this.#atWork.has(id) || this.#ended.signal.aborted) return
    const work = this.#run(id)
      .catch((error: unknown) => this.deps.logger.warn({ error, job: id }, 'a job waits to be gone on with'))
      .finally(() => this.#atWork.delete(id))
    this.#atWork.set(id, work)
  }

  async #look(): Promise<void> {
    const { state, clock, logger } = this.deps
    const { signal } = this.#ended
    let sweepAt = clock.monotonic()
    while (!signal.aborted) {
      try {
        for (const id of await openJobs(state)) {
          const job = this.#atWork.has(id) ? undefined : await jobOf(state, id)
          if (job && clock.now() - job.at >= silentMs) this.#goOn(id)
        }
        if (clock.monotonic() >= sweepAt) {
          await dropOldJobs(state, clock.now())
          sweepAt = clock.monotonic() + sweepEveryMs
        }
      } catch (error) {
        logger.warn({ error }, 'jobs could not be looked for; trying again')
      }
      await clock.sleep(lookEveryMs, signal)
    }
  }

  async #run(id: JobId): Promise<void> {
    const { state, clock } = this.deps
    const job = await jobOf(state, id)
    if (!job) return
    const command = this.#commandOf(id, job)
    if (job.state !== 'running' || !command) {
      const over = job.state === 'running' ? ('failed' as const) : job.state
      return keep(state, id, { ...job, state: over, command: null, at: clock.now() })
    }
    const results = [...job.results]
    let toldAt = clock.monotonic()
    for (const ticketId of job.ticketIds.slice(results.length)) {
      const result = await this.#one(id, job, ticketId, command)
      if (!result) return
      results.push(result)
      if (clock.monotonic() - toldAt < tellEveryMs) continue
      await keep(state, id, { ...job, results, at: clock.now() })
      toldAt = clock.monotonic()
    }
    const over = results.some(({ status }) => status === hasEnded.status) ? 'failed' : 'done'
    await keep(state, id, { ...job, state: over, command: null, results, at: clock.now() })
  }

  #commandOf(id: JobId, { command }: Job): BulkCommand | undefined {
    if (command === null) return undefined
    try {
      // Sealed by `begin` alone.
      return bulkCommandIn(JSON.parse(this.deps.jobBox.open(command, id)) as JsonObject)
    } catch (error) {
      this.deps.logger.error({ error, job: id }, 'what a job was to do can not be opened')
      return undefined
    }
  }

  async #stands(by: Principal): Promise<boolean> {
    const { apiKeys, sessions } = this.deps
    if (by.kind === 'key') return apiKeys.stands(by.id)
    return by.kind !== 'agent' || sessions.mayStill(by)
  }

  /** Undefined: the process ends; the next one does it. */
  async #one(
    id: JobId,
    { by }: Job,
    ticketId: TicketId,
    { call, body }: BulkCommand
  ): Promise<Result | undefined> {
    const { clock, logger } = this.deps
    const { signal } = this.#ended
    const asked: Call = {
      requestId: id,
      principal: by,
      query: {},
      body,
      commandId: commandIdFor(jobIdText(id), ticketIdText(ticketId)),
      fingerprint: undefined,
      ifMatch: undefined,
      ifNothing: false
    }
    while (!signal.aborted) {
      try {
        if (!(await this.#stands(by))) return hasEnded
        await this.gate.passTicket(ticketId, asked)
        const { status } = await this.declared.run(call, ticketId, asked, clock.now())
        return { status, type: null }
      } catch (error) {
        const { status, body: problem, unexpected } = answerOfError(error, id)
        if (unexpected) logger.error({ error, job: id }, 'a command of a job failed by a mistake of ours')
        if (status !== 503) return { status, type: String(problem?.['type']) }
        await clock.sleep(againMs, signal)
      }
    }
    return undefined
  }
}
