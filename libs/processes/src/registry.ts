import type { BotId } from '#kernel'

/** Each process's own door. */
export * from './alerts/index.js'
export * from './delivery/index.js'
export * from './forgetting/index.js'
export * from './forms/index.js'
export * from './intake/index.js'
export * from './notices/index.js'
export * from './routing/index.js'
export * from './rules/index.js'
export * from './sealing/index.js'
export * from './sla/index.js'
export * from './slots/index.js'
export * from './suggesting/index.js'
export * from './timers/index.js'
export * from './webhooks/index.js'

/** What a worker does beside keeping views. How each is begun: apps/desk/src/workers/starts.ts. */
export interface ProcessSpec {
  readonly name: string
  /**
   * Who shares a lease runs in one worker and is begun together. `{bot}` stands for the bot's id. The name of one under
   * which a checkpoint was saved is kept for ever: checkpoints refuse a lower fence, and a new name begins at 1.
   */
  readonly lease: string
  /** Under which it keeps its checkpoint, parks events and is shown and reset; null: it does not follow the log. */
  readonly checkpoint: string | null
  /** Its lease is taken only where all of these run. */
  readonly wanted: readonly string[]
}

/**
 * Every process of the desk; they are begun in this order. Leases, health, who runs what, the check for a foreign log,
 * parked events and resets go by this list. A test says that `wanted` names what comes before.
 */
export const processSpecs = [
  { name: 'forgetting', lease: 'forgetting', checkpoint: 'forgetting', wanted: [] },
  { name: 'intake', lease: 'intake', checkpoint: 'intake', wanted: [] },
  { name: 'delivery', lease: 'delivery-{bot}', checkpoint: 'delivery-{bot}', wanted: [] },
  { name: 'poller', lease: 'poller-{bot}', checkpoint: null, wanted: ['delivery'] },
  // What fires must know that nothing is under way in these two, and what chooses policies must be heard before it.
  { name: 'sla', lease: 'sla-clock', checkpoint: 'sla', wanted: ['delivery', 'poller'] },
  { name: 'sla-recomputation', lease: 'sla-clock', checkpoint: 'sla-recomputation', wanted: [] },
  { name: 'notices', lease: 'sla-clock', checkpoint: 'sla-digests', wanted: [] },
  { name: 'timers', lease: 'sla-clock', checkpoint: null, wanted: [] },
  { name: 'slots', lease: 'routing', checkpoint: 'slots', wanted: [] },
  { name: 'slot-sweep', lease: 'routing', checkpoint: null, wanted: [] },
  { name: 'routing', lease: 'routing', checkpoint: 'routing', wanted: [] },
  { name: 'suggesting', lease: 'routing', checkpoint: 'suggesting', wanted: [] },
  { name: 'rules', lease: 'rules', checkpoint: 'rules', wanted: [] },
  { name: 'forms', lease: 'forms', checkpoint: 'forms', wanted: [] },
  { name: 'webhooks', lease: 'webhooks', checkpoint: 'webhooks', wanted: [] },
  { name: 'alerts', lease: 'alerts', checkpoint: 'alerts', wanted: [] },
  { name: 'alert-watch', lease: 'alerts', checkpoint: null, wanted: [] },
  { name: 'sealer', lease: 'sealer', checkpoint: null, wanted: [] }
] as const satisfies readonly ProcessSpec[]

type Spec = (typeof processSpecs)[number]
export type ProcessName = Spec['name']
/** Those that follow the log. */
export type FollowerName = Extract<Spec, { readonly checkpoint: string }>['name']

/** What is begun and stopped together: the processes of one lease. */
export interface LeaseSpec {
  readonly lease: string
  readonly processes: readonly ProcessName[]
  /** Of other leases: must run here. */
  readonly wanted: readonly ProcessName[]
}

const named = (name: string, bot: BotId): string => name.replace('{bot}', bot)

export function leaseSpecs(bot: BotId): readonly LeaseSpec[] {
  const leases = [...new Set(processSpecs.map(({ lease }) => lease))]
  return leases.map(lease => {
    const specs = processSpecs.filter(spec => spec.lease === lease)
    return {
      lease: named(lease, bot),
      processes: specs.map(({ name }) => name),
      wanted: specs.flatMap(({ wanted }) => wanted)
    }
  })
}

export interface Follower {
  readonly name: FollowerName
  /** Under which it keeps its place in the log, parks events and is shown. */
  readonly checkpoint: string
}

export const followersOf = (bot: BotId): readonly Follower[] =>
  processSpecs.flatMap(({ name, checkpoint }) =>
    checkpoint === null ? [] : [{ name, checkpoint: named(checkpoint, bot) }]
  )

/** Whether a process keeps its place under this name, whatever the bot. */
export const isCheckpointName = (name: string): boolean =>
  processSpecs.some(
    ({ checkpoint }) =>
      checkpoint !== null && new RegExp(`^${checkpoint.replace('{bot}', '[0-9]+')}$`).test(name)
  )
