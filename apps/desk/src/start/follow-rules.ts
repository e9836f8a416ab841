import { followStreams } from '#processes'
import type { Core } from './core.js'

export interface FollowedRules {
  stop(): Promise<void>
}

/**
 * Keeps the rule book up to date with what any process publishes. From here on it holds everything that the log held at the
 * call; a log that it has never followed is read once for it.
 */
export async function followRules({ desk, stores, clock, logger }: Core): Promise<FollowedRules> {
  const { log, state } = stores
  const stop = new AbortController()
  const followed = followStreams({ name: 'rules', folds: [desk.rules], log, state, clock, logger })
  const running = followed.run(stop.signal)
  const rules = {
    async stop() {
      stop.abort()
      await running
    }
  }
  try {
    await followed.waitFor(await log.head())
    return rules
  } catch (error) {
    await rules.stop()
    throw error
  }
}
