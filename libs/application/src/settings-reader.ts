import { type DeskSettings, defaultDeskSettings, deskSettings, settingDecider, settingStream } from '#domain'
import type { QueueId } from '#kernel'
import type { StreamRunner } from './stream-runner.js'

/** The settings that decisions are made with, read from their streams: as fresh as the log. */
export interface SettingsReader {
  desk(): Promise<DeskSettings>
  defaultQueue(): Promise<QueueId>
  /** False for one that was never published or is retired. */
  queueExists(id: string): Promise<boolean>
}

export const firstQueue = 'general' as QueueId

/**
 * Which queue is the default stands in one stream of its own (`setting-desk-default-queue`,
 * `{queue_id, previous_queue_id}`), so exactly one is.
 */
export function createSettingsReader(runner: StreamRunner): SettingsReader {
  const load = (kind: 'queue' | 'desk', id: string) => runner.load(settingDecider, settingStream(kind, id))
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
    async queueExists(id) {
      const { state } = await load('queue', id)
      return state.exists && !state.retired
    }
  }
}
