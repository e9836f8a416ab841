import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common'
import { DESK, type Desk, type RuleSimulation, simulateRuleOver } from '#application'
import { actorOf, hasScope, type Principal } from '#domain'
import { type Instant, type JobId, type JsonObject, jobIdText, ticketIdText } from '#kernel'
import { actionWords } from '../decisions/rule-sentence.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { time } from '../tickets/present-ticket.js'

const mostTold = 1000
const tellEveryMs = 1000
/** Whoever was at work on one is gone when it has said nothing for so long. */
const silentMs = 30_000
const keptMs = 86_400_000

interface Kept {
  readonly actor: string
  readonly at: Instant
  readonly body: JsonObject
}

const factOf = (id: JobId): string => `simulation:${id}`

/**
 * Works off simulations in the api that took them; how far they are, and what came of them, is in the desk state for a day.
 * One whose process died has failed: it changed nothing and can be asked for again.
 */
@Injectable()
export class RuleSimulations implements OnModuleDestroy {
  readonly #ended = new AbortController()
  readonly #atWork = new Set<Promise<void>>()

  constructor(
    @Inject(DESK) private readonly desk: Desk,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.#ended.abort()
    await Promise.all(this.#atWork)
  }

  /** Undefined: somebody else's, unless who asks administers the desk; or no longer kept. */
  async find(id: JobId, by: Principal): Promise<JsonObject | undefined> {
    const kept = await this.#kept(id)
    if (!kept) return undefined
    const seesAll = by.queues === null && hasScope(by, 'admin')
    if (!seesAll && kept.actor !== actorOf(by)) return undefined
    const isLeft = kept.body['state'] === 'running' && this.deps.clock.now() - kept.at > silentMs
    return isLeft ? { ...kept.body, state: 'failed' } : kept.body
  }

  /** Begins it, unless it was asked for before, and waits for it a little. */
  async begin(id: JobId, asked: RuleSimulation, by: Principal, patienceMs: number): Promise<JsonObject> {
    if (!(await this.#kept(id))) {
      await this.#keep(id, by, {
        ...about(id, asked),
        state: 'running',
        sum: { ticket_count: 0 },
        tickets: []
      })
      const work = this.#run(id, asked, by)
      this.#atWork.add(work)
      void work.finally(() => this.#atWork.delete(work))
      await Promise.race([work, this.deps.clock.sleep(patienceMs, this.#ended.signal)])
    }
    return (await this.find(id, by)) ?? {}
  }

  async #run(id: JobId, asked: RuleSimulation, by: Principal): Promise<void> {
    const { clock, logger, reads } = this.deps
    let toldAt = clock.monotonic()
    let telling = Promise.resolve()
    const progress = (tickets: number) => {
      if (clock.monotonic() - toldAt < tellEveryMs) return
      toldAt = clock.monotonic()
      const body = { ...about(id, asked), state: 'running', sum: { ticket_count: tickets }, tickets: [] }
      telling = telling.then(() => this.#keep(id, by, body)).catch(() => undefined)
    }
    try {
      const { tickets, unknown, acted, changed } = await simulateRuleOver(
        this.desk,
        reads,
        asked,
        this.#ended.signal,
        progress
      )
      await telling
      const counts = { ticket_count: tickets, changed_count: changed.length, unknown_count: unknown }
      await this.#keep(id, by, {
        ...about(id, asked),
        state: 'done',
        sum: { ...counts, acted: { ...acted } },
        tickets: changed.slice(0, mostTold).map(({ ticketId, before, after, isUnknown }) => ({
          ticket_id: ticketIdText(ticketId),
          ...{ before: before.map(actBody), after: after.map(actBody), unknown: isUnknown }
        }))
      })
    } catch (error) {
      if (this.#ended.signal.aborted) return
      logger.warn({ error, simulation: id }, 'a simulation failed')
      await telling
      await this.#keep(id, by, { ...about(id, asked), state: 'failed', sum: null, tickets: [] }).catch(
        () => undefined
      )
    }
  }

  async #kept(id: JobId): Promise<Kept | undefined> {
    const fact = await this.deps.state.fact(factOf(id))
    const text = fact?.['simulation']
    // Written by `#keep` alone.
    return typeof text === 'string' ? (JSON.parse(text) as Kept) : undefined
  }

  async #keep(id: JobId, by: Principal, body: JsonObject): Promise<void> {
    const { clock, state } = this.deps
    for (const { name, value } of await state.facts('simulation:'))
      if (Number(value['at']) < clock.now() - keptMs) await state.dropFact(name)
    const kept: Kept = { actor: actorOf(by), at: clock.now(), body }
    await state.setFact(factOf(id), { at: kept.at, simulation: JSON.stringify(kept) })
  }
}

const about = (id: JobId, { from, to, rule }: RuleSimulation): JsonObject => ({
  ...{ id: jobIdText(id), rule_id: rule.id },
  ...{ from: time(from), to: time(to) }
})

const actBody = ({
  at,
  on,
  actions,
  heldBack
}: {
  readonly at: Instant
  readonly on: string
  readonly actions: readonly Parameters<typeof actionWords>[0][]
  readonly heldBack: boolean
}): JsonObject => ({
  at: time(at),
  on,
  actions: actions.map(actionWords),
  held_back: heldBack
})
