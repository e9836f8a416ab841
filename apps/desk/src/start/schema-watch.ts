import type { DeskState } from '#desk-state'
import type { Clock } from '#kernel'
import type { Logger } from '#observability'

const lookEveryMs = 1000

/** Sees to it that no process works on events that it can't know: a desk of a newer version may have begun on its stores. */
export interface SchemaWatch {
  /** Why no process may run here, with the remedy; undefined while they may. */
  refused(): string | undefined
  stop(): Promise<void>
}

/**
 * Brings this desk's schema of events into the desk state, where it never falls, and looks from then on whether somebody
 * brought a higher one. @throws StateUnavailable
 */
export async function watchSchema(
  state: Pick<DeskState, 'eventSchema' | 'raiseEventSchema'>,
  own: number,
  {
    clock,
    logger,
    isShared
  }: {
    readonly clock: Clock
    readonly logger: Logger
    /** Others may come while this one runs. */
    readonly isShared: boolean
  }
): Promise<SchemaWatch> {
  const stop = new AbortController()
  let held = await state.raiseEventSchema(own)
  const refused = () =>
    held <= own
      ? undefined
      : `a newer version of the desk has worked on these stores (its schema of events is ${held}, this one knows ${own}), ` +
        'so no process runs here: start the newer version in place of this one'
  const tell = () => {
    const why = refused()
    if (why !== undefined) logger.error({}, why)
  }
  tell()

  async function look(): Promise<void> {
    while (held <= own && !stop.signal.aborted) {
      await clock.sleep(lookEveryMs, stop.signal)
      if (stop.signal.aborted) return
      // A state that is away is told by whoever needs it; leases run out by themselves.
      held = await state.eventSchema().catch(() => held)
      tell()
    }
  }
  const looking = isShared ? look() : undefined
  return {
    refused,
    async stop() {
      stop.abort()
      await looking
    }
  }
}
