import type { DeskState } from '#desk-state'
import type { Clock } from '#kernel'
import type { Logger } from '#observability'

/** How many streams one key may have open, over all processes of the desk. */
export const mostStreams = 5
/** Whoever is killed has its places for so long. */
export const ttlMs = 5000
const renewEveryMs = 2000

export interface StreamPlaces {
  /**
   * A place of this key; undefined: all are taken. What it answers gives the place back. `lost` is called where somebody else
   * has it, because the desk state was away for longer than places hold.
   */
  take(key: string, lost: () => void): Promise<(() => void) | undefined>
}

/** Of a desk that is one process. */
export function placesHere(): StreamPlaces {
  const taken = new Map<string, number>()
  return {
    async take(key) {
      const count = taken.get(key) ?? 0
      if (count >= mostStreams) return undefined
      taken.set(key, count + 1)
      return () => {
        const left = (taken.get(key) ?? 1) - 1
        if (left > 0) taken.set(key, left)
        else taken.delete(key)
      }
    }
  }
}

const prefix = 'stream-'
export const isPlaceOfStream = (lease: string): boolean => lease.startsWith(prefix)

/** Of several processes: a place is a lease in the desk state, so that no two of them count for themselves. */
export function sharedPlaces({
  state,
  owner,
  clock,
  logger
}: {
  readonly state: Pick<DeskState, 'acquireLease' | 'releaseLease'>
  /** Of this process: no two have the same. */
  readonly owner: string
  readonly clock: Clock
  readonly logger: Logger
}): StreamPlaces & { stop(): Promise<void> } {
  const mine = new Map<string, () => void>()
  const stop = new AbortController()

  async function renew(): Promise<void> {
    while (!stop.signal.aborted) {
      await clock.sleep(renewEveryMs, stop.signal)
      for (const [name, lost] of mine) {
        try {
          if (await state.acquireLease(name, owner, ttlMs)) continue
          mine.delete(name)
          lost()
        } catch (error) {
          logger.debug({ error }, 'the place of a stream could not be renewed, it is tried again')
        }
      }
    }
  }
  const renewing = renew()
  const release = (name: string) => state.releaseLease(name, owner).catch(() => {})

  return {
    async take(key, lost) {
      for (let place = 1; place <= mostStreams; place++) {
        const name = `${prefix}${key}-${place}`
        if (mine.has(name)) continue
        mine.set(name, lost)
        const held = await state.acquireLease(name, owner, ttlMs).catch(error => {
          mine.delete(name)
          throw error
        })
        if (held) {
          return () => {
            if (mine.delete(name)) void release(name)
          }
        }
        mine.delete(name)
      }
      return undefined
    },
    async stop() {
      stop.abort()
      await renewing
      await Promise.all([...mine.keys()].map(release))
    }
  }
}
