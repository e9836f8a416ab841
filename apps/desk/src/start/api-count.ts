import type { DeskState } from '#desk-state'
import type { Clock } from '#kernel'
import type { Logger } from '#observability'

const everyMs = 1000
/** Who is killed is counted for so long. */
const ttlMs = 10_000
/** More processes than that count as that many. */
const most = 64

export interface ApiCount {
  /** How many processes answer for this desk, this one among them; as it was found last. */
  readonly count: () => number
  stop(): Promise<void>
}

/** Of a desk that is one process. */
export const onlyThisApi: ApiCount = { count: () => 1, stop: async () => {} }

const places = Array.from({ length: most }, (_, index) => `api-${index + 1}`)

export const isPlaceOfApi = (lease: string): boolean => places.includes(lease)

/**
 * Each process that answers holds a place of its own in the desk state, for as long as it lives; the lowest that was free,
 * so that places don't grow with every start. Those held are counted once a second.
 */
export function countApis({
  stores,
  owner,
  clock,
  logger
}: {
  readonly stores: { readonly state: Pick<DeskState, 'acquireLease' | 'releaseLease' | 'leases'> }
  /** Of this process: no two have the same. */
  readonly owner: string
  readonly clock: Clock
  readonly logger: Logger
}): ApiCount {
  const { state } = stores
  const stop = new AbortController()
  let count = 1
  let mine: string | undefined

  async function hold(): Promise<void> {
    for (const place of mine === undefined ? places : [mine, ...places]) {
      if (await state.acquireLease(place, owner, ttlMs)) {
        mine = place
        return
      }
      mine = undefined
    }
  }

  async function work(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await hold()
        const held = await state.leases()
        count = Math.max(1, held.filter(({ name }) => isPlaceOfApi(name)).length)
      } catch (error) {
        logger.debug({ error }, 'the processes of the desk could not be counted, it is tried again')
      }
      await clock.sleep(everyMs, stop.signal)
    }
    if (mine !== undefined) await state.releaseLease(mine, owner)
  }
  const working = work()

  return {
    count: () => count,
    async stop() {
      stop.abort()
      await working.catch(() => {})
    }
  }
}
