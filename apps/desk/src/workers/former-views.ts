import type { DeskState } from '#desk-state'
import type { Logger } from '#observability'
import type { ReadStore } from '#read-store'
import { parkingNameOf } from '#subscriptions'
import { formerViews } from '#views'

/**
 * Takes away the documents of views that earlier versions of the desk kept, and what these had parked: once the view that
 * took their place can be read. That is at the start after the one that built it, so that processes of the version before
 * keep what they read until they are replaced, too. Never throws: what is left behind goes at the next start.
 */
export async function dropFormerViews(
  store: Pick<ReadStore, 'current' | 'builds' | 'drop'>,
  state: Pick<DeskState, 'parked' | 'unpark'>,
  logger: Logger
): Promise<void> {
  try {
    for (const { name, nowIn } of formerViews) {
      if ((await store.current(nowIn)) === undefined) continue
      for (const build of await store.builds(name)) await store.drop(build)
      const parked = parkingNameOf(name)
      for (const { position } of await state.parked(parked)) await state.unpark(parked, position)
    }
  } catch (error) {
    logger.warn({ error }, 'documents of views that are no more are left behind')
  }
}
