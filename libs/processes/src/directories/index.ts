import type { DeskState } from '#desk-state'
import type { EventLog } from '#event-log'
import type { Clock } from '#kernel'
import type { Logger } from '#observability'
import type { Sealer } from '#privacy'
import { type AgentDirectory, createAgents } from './agents.js'
import { type AlertDirectory, createAlerts } from './alerts.js'
import { type FollowedStreams, followStreams } from './followed-streams.js'
import { createSlots, type SlotDirectory } from './slots.js'
import { createStaffGroups, type StaffGroupDirectory } from './staff-groups.js'

export type { AgentDirectory } from './agents.js'
export type { AlertDirectory, LastingAlert } from './alerts.js'
export { type DirectoryFold, type FollowedStreams, followStreams } from './followed-streams.js'
export type { SlotDirectory } from './slots.js'
export { isUsable, type StaffGroup, type StaffGroupDirectory } from './staff-groups.js'

/** Small facts that several processes look up, held in memory: who the agents are, which groups are staff groups, which alerts last, what each agent carries. */
export interface Directories extends FollowedStreams {
  readonly staffGroups: StaffGroupDirectory
  readonly agents: AgentDirectory
  readonly alerts: AlertDirectory
  readonly slots: SlotDirectory
  /** Resolves when they hold everything that the log held at the call. */
  catchUp(): Promise<void>
}

/** Empty until `run` is called; `await directories.catchUp()` before anything relies on them. */
export function createDirectories(options: {
  readonly log: EventLog
  readonly state: DeskState
  readonly sealer: Sealer
  readonly clock: Clock
  readonly logger: Logger
}): Directories {
  const { log, state, sealer, clock, logger } = options
  const staffGroups = createStaffGroups()
  const agents = createAgents(sealer)
  const alerts = createAlerts()
  const slots = createSlots()
  const followed = followStreams({
    name: 'people-and-groups',
    folds: [staffGroups, agents, alerts, slots],
    log,
    state,
    clock,
    logger
  })
  const catchUp = async () => followed.waitFor(await log.head())
  return { ...followed, staffGroups, agents, alerts, slots, catchUp }
}
