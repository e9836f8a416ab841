import type { Instant, JsonObject } from '#kernel'
import {
  type CallFacts,
  followersOf,
  type ProcessFacts,
  type ProcessName,
  processSpecs,
  type SendingFacts,
  type UpdatesFacts
} from '#processes'
import type { Core } from '../start/core.js'
import type { RunningWorker } from '../workers/start-worker.js'
import { followerIn } from '../workers/worker.js'
import type { HealthParts } from './parts.js'
import { processFacts } from './processes.js'
import { updatesFacts } from './telegram.js'

const everyMs = 10_000
/** Older than that it says nothing: whoever wrote it is gone, or can't write. */
const validMs = 60_000
const version = 1

/** What only the process of the desk in which it runs can tell. */
export interface WorkReport {
  readonly process: ProcessFacts | null
  readonly sending: SendingFacts | null
  readonly updates: UpdatesFacts | null
  readonly calls: CallFacts | null
}

export function sendingFacts(worker: Pick<RunningWorker, 'running'>): SendingFacts | undefined {
  const delivery = worker.running('delivery')?.delivery
  if (!delivery) return undefined
  const { state, why, pending } = delivery.status()
  const all = Object.values(pending).reduce((sum, count) => sum + count, 0)
  return { state, why: why ?? null, pending: all, overdue: delivery.overdue() }
}

export function callFacts({ ofDay }: Pick<HealthParts, 'ofDay'>): CallFacts {
  const { calls, refused, unanswered } = ofDay()
  return { calls, failed: refused + unanswered }
}

/** Tells the others, through the desk state, how what runs here is; until the signal is aborted. */
export async function tellOthers(
  parts: HealthParts,
  worker: Pick<RunningWorker, 'running'>,
  signal: AbortSignal
): Promise<void> {
  const { clock, logger, stores } = parts.core
  while (!signal.aborted) {
    try {
      for (const [name, report] of await reportsOf(parts, worker)) {
        await stores.state.setFact(factOf(name), written(report, clock.now()))
      }
    } catch (error) {
      logger.debug({ error }, 'the others could not be told how this process is, it is tried again')
    }
    await clock.sleep(everyMs, signal)
  }
}

async function reportsOf(
  parts: HealthParts,
  worker: Pick<RunningWorker, 'running'>
): Promise<(readonly [ProcessName, WorkReport])[]> {
  const reports: (readonly [ProcessName, WorkReport])[] = []
  for (const { name } of followersOf(parts.client.botId)) {
    const work = worker.running(name)
    const status = await (work && followerIn(work))?.status()
    if (!status) continue
    const process = processFacts({ ...status, knownAt: parts.core.clock.now() })
    const sends = name === 'delivery'
    const sending = sends ? (sendingFacts(worker) ?? null) : null
    reports.push([name, { process, sending, updates: null, calls: sends ? callFacts(parts) : null }])
  }
  const source = worker.running('poller')?.source()
  if (source) {
    reports.push(['poller', { process: null, sending: null, updates: updatesFacts(source), calls: null }])
  }
  return reports
}

/** What others tell of what does not run here. */
export async function toldByOthers(
  { stores, clock }: Core,
  worker: Pick<RunningWorker, 'running'> | undefined
): Promise<ReadonlyMap<ProcessName, WorkReport>> {
  const elsewhere = processSpecs.filter(({ name }) => !worker?.running(name))
  const told = await Promise.all(
    elsewhere.map(
      async ({ name }) => [name, read(await stores.state.fact(factOf(name)), clock.now())] as const
    )
  )
  return new Map(told.flatMap(([name, report]) => (report ? [[name, report] as const] : [])))
}

const factOf = (name: ProcessName) => `report-${name}`

const written = (report: WorkReport, at: Instant): JsonObject => ({
  version,
  at,
  report: JSON.stringify(report)
})

function read(fact: JsonObject | undefined, now: Instant): WorkReport | undefined {
  const { version: of, at, report } = fact ?? {}
  if (of !== version || typeof at !== 'number' || now - at > validMs || typeof report !== 'string')
    return undefined
  // Of this version, so written by `written`.
  return JSON.parse(report) as WorkReport
}
