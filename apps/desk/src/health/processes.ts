import { type Instant, type JsonObject, toIso } from '#kernel'
import { type FollowerName, followersOf, type ProcessFacts } from '#processes'
import type { ProcessStatus, RunningProcess } from '#subscriptions'
import type { Core } from '../start/core.js'
import { followerIn } from '../workers/worker.js'
import type { HealthParts } from './parts.js'
import { Probe } from './probe.js'

export interface ProcessReport extends Omit<ProcessStatus, 'state'> {
  readonly state: ProcessStatus['state'] | 'elsewhere'
  /** When it was so: later than that it has not answered. */
  readonly knownAt: Instant
}

/** What runs here; of a desk with several processes also what runs elsewhere, as far as it has saved. */
export function createProcessLook(parts: HealthParts): () => Promise<readonly ProcessReport[]> {
  const { core, client } = parts
  const { clock } = core
  const followers = followersOf(client.botId)
  const here = new Map<
    FollowerName,
    { readonly running: RunningProcess; readonly probe: Probe<ProcessStatus> }
  >()
  const elsewhere = new Map(
    followers.map(({ checkpoint }) => [checkpoint, new Probe(() => savedBy(core, checkpoint), clock)])
  )

  function probeOf(name: FollowerName): Probe<ProcessStatus> | undefined {
    const work = parts.worker()?.running(name)
    const running = work && followerIn(work)
    if (!running) return undefined
    const known = here.get(name)
    if (known?.running === running) return known.probe
    const probe = new Probe(() => running.status(), clock)
    here.set(name, { running, probe })
    return probe
  }

  return async () => {
    const why = parts.refused()
    if (why !== undefined) return followers.map(({ checkpoint }) => refused(checkpoint, why, clock.now()))
    const looks = followers.map(async ({ name, checkpoint }): Promise<ProcessReport | undefined> => {
      const known = await probeOf(name)?.look()
      if (known?.value) return { ...known.value, knownAt: known.at ?? clock.now() }
      if (known) return { ...nothingKnown(checkpoint, clock.now()), state: 'starting' }
      if (!core.isShared) return undefined
      const saved = await elsewhere.get(checkpoint)?.look()
      return { ...nothingKnown(checkpoint, saved?.at ?? clock.now()), ...saved?.value }
    })
    return (await Promise.all(looks)).filter(report => report !== undefined)
  }
}

async function savedBy({ stores }: Core, name: string) {
  const [checkpoint, parked] = await Promise.all([stores.state.checkpoint(name), stores.state.parked(name)])
  return { position: checkpoint?.position, parked: parked.length }
}

const nothingKnown = (name: string, at: Instant): ProcessReport => ({
  name,
  state: 'elsewhere',
  position: undefined,
  gap: undefined,
  lagSeconds: 0,
  parked: 0,
  lastError: undefined,
  since: at,
  atWork: undefined,
  knownAt: at
})

const refused = (name: string, lastError: string, at: Instant): ProcessReport => ({
  ...nothingKnown(name, at),
  state: 'refused',
  lastError
})

export const processFacts = ({ name, state, lastError, parked, atWork }: ProcessReport): ProcessFacts => ({
  name,
  state,
  lastError: lastError ?? null,
  parked,
  atWork: atWork ?? null
})

export const processBody = (report: ProcessReport): JsonObject => ({
  name: report.name,
  state: report.state,
  position: report.position ?? null,
  gap: report.gap ?? null,
  lag_s: report.lagSeconds,
  parked: report.parked,
  last_error: report.lastError ?? null,
  since: toIso(report.since),
  at_work: report.atWork ?? null,
  known_at: toIso(report.knownAt)
})
