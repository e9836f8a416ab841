import {
  type DeskSettings,
  defaultDeskSettings,
  deskSettings,
  type SettingKind,
  settingDecider,
  settingStream
} from '#domain'
import type { JsonObject, QueueId } from '#kernel'
import type { StreamRunner } from './stream-runner.js'

/** The settings that decisions are made with, read from their streams: as fresh as the log. */
export interface SettingsReader {
  desk(): Promise<DeskSettings>
  defaultQueue(): Promise<QueueId>
  /** False for one that was never published or is retired. */
  queueExists(id: string): Promise<boolean>
  /** As published; undefined for one that was never published or is retired. */
  calendar(id: string): Promise<JsonObject | undefined>
}

export const firstQueue = 'general' as QueueId

/**
 * Which queue is the default stands in one stream of its own (`setting-desk-default-queue`,
 * `{queue_id, previous_queue_id}`), so exactly one is.
 */
export function createSettingsReader(runner: StreamRunner): SettingsReader {
  const load = (kind: SettingKind, id: string) => runner.load(settingDecider, settingStream(kind, id))
  const exists = async (kind: SettingKind, id: string) => {
    const { state } = await load(kind, id)
    return state.exists && !state.retired
  }
  return {
    async desk() {
      const { state } = await load('desk', 'main')
      return deskSettings(state.exists && !state.retired ? state.body : defaultDeskSettings)
    },
    async defaultQueue() {
      const { state } = await load('desk', 'default-queue')
      const id = state.exists && !state.retired ? state.body['queue_id'] : undefined
      return typeof id === 'string' ? (id as QueueId) : firstQueue
    },
    queueExists: id => exists('queue', id),
    async calendar(id) {
      const { state } = await load('calendar', id)
      return state.exists && !state.retired ? state.body : undefined
    }
  }
}
