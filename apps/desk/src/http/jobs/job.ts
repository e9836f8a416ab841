import type { DeskState } from '#desk-state'
import { actorOf, hasScope, type Principal } from '#domain'
import { type Instant, type JobId, type JsonObject, jobIdText, type TicketId, ticketIdText } from '#kernel'

/** One command on many tickets, as it is kept in the desk state until a day after its end. */
export interface Job {
  readonly state: 'running' | 'done' | 'failed'
  /** As they asked: what they may and which queues they see holds for the whole job. */
  readonly by: Principal
  readonly ticketIds: readonly TicketId[]
  /** Sealed, for people's words may be in it; null once nothing is left to do. */
  readonly command: string | null
  /** In the order of the tickets, as far as it has come. */
  readonly results: readonly Result[]
  /** When whoever is at work on it last said so. */
  readonly at: Instant
}

export interface Result {
  readonly status: number
  /** Of the problem; null: done. */
  readonly type: string | null
}

type State = Pick<DeskState, 'fact' | 'facts' | 'setFact' | 'setFactOnce' | 'dropFact'>

const kept = 'job:'
/** Beside each job that runs: found without reading those that are over. */
const open = 'open-job:'
const keptMs = 86_400_000

const factOf = (job: Job): JsonObject => ({ at: job.at, job: JSON.stringify(job) })

function jobIn(fact: JsonObject | undefined): Job | undefined {
  const job = fact?.['job']
  // Written by `factOf` alone.
  return typeof job === 'string' ? (JSON.parse(job) as Job) : undefined
}

export const jobOf = async (state: State, id: JobId): Promise<Job | undefined> =>
  jobIn(await state.fact(kept + id))

/** The first caller wins: asked for again, a job goes on as it is. */
export async function keepNew(state: State, id: JobId, job: Job): Promise<void> {
  const held = jobIn(await state.setFactOnce(kept + id, factOf(job)))
  if (held?.state === 'running') await state.setFact(open + id, {})
}

export async function keep(state: State, id: JobId, job: Job): Promise<void> {
  await state.setFact(kept + id, factOf(job))
  if (job.state !== 'running') await state.dropFact(open + id)
}

export const openJobs = async (state: State): Promise<JobId[]> =>
  (await state.facts(open)).map(({ name }) => name.slice(open.length) as JobId)

export async function dropOldJobs(state: State, now: Instant): Promise<void> {
  for (const { name, value } of await state.facts(kept)) {
    const job = jobIn(value)
    if (job && job.state !== 'running' && job.at < now - keptMs) await state.dropFact(name)
  }
}

/** Their own; an admin those of others too. */
export const seesJob = (principal: Principal, { by }: Job): boolean =>
  actorOf(principal) === actorOf(by) || (principal.queues === null && hasScope(principal, 'admin'))

export const jobBody = (id: JobId, { state, ticketIds, results }: Job): JsonObject => ({
  id: jobIdText(id),
  state,
  results: ticketIds
    .slice(0, results.length)
    .map((ticketId, index) => ({ ticket_id: ticketIdText(ticketId), ...resultAt(results, index) }))
})

const resultAt = (results: readonly Result[], index: number): JsonObject => {
  const { status, type } = results[index] ?? { status: 500, type: null }
  return { status, type }
}
