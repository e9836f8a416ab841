import {
  type CapacitySettings,
  capacitySettings,
  type DeskLimits,
  type DeskSettings,
  deskLimits,
  deskSettings,
  type SettingKindName,
  settingDecider,
  settingStream
} from '#domain'
import type { JsonObject, QueueId } from '#kernel'
import type { StreamRunner } from '../stream-runner.js'

/** The settings that decisions are made with, read from their streams: as fresh as the log, unless said. */
export interface SettingsReader {
  /** What another process published counts after a second at the latest: every message that comes in asks for it. */
  desk(): Promise<DeskSettings>
  /** What another process published counts after half a second at the latest. */
  limits(): Promise<DeskLimits>
  /** How much agents can carry. */
  capacity(): Promise<CapacitySettings>
  defaultQueue(): Promise<QueueId>
  /** False for one that was never published or is retired. */
  queueExists(id: string): Promise<boolean>
  /** As published; undefined for one that was never published or is retired. */
  body(kind: SettingKindName, id: string): Promise<JsonObject | undefined>
}

export const firstQueue = 'general' as QueueId
const deskMaxAgeMs = 1000
const limitsMaxAgeMs = 500

/**
 * Which queue is the default stands in one stream of its own (`setting-desk-default-queue`,
 * `{queue_id, previous_queue_id}`), so exactly one is.
 */
export function createSettingsReader(runner: StreamRunner): SettingsReader {
  async function body(kind: SettingKindName, id: string, maxAgeMs = 0): Promise<JsonObject | undefined> {
    const { state } = await runner.load(settingDecider, settingStream(kind, id), maxAgeMs)
    return state.exists && !state.retired ? state.body : undefined
  }
  return {
    desk: async () => deskSettings((await body('desk', 'main', deskMaxAgeMs)) ?? {}),
    limits: async () => deskLimits(await body('desk', 'limits', limitsMaxAgeMs)),
    capacity: async () => capacitySettings((await body('desk', 'capacity')) ?? {}),
    async defaultQueue() {
      const id = (await body('desk', 'default-queue'))?.['queue_id']
      return typeof id === 'string' ? (id as QueueId) : firstQueue
    },
    queueExists: async id => (await body('queue', id)) !== undefined,
    body: (kind, id) => body(kind, id)
  }
}
