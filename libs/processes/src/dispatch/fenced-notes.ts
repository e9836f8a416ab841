import type { DeskState } from '#desk-state'
import type { JsonObject } from '#kernel'

/** Small notes of a process that an owner who was overtaken can't write any more. */
export interface FencedNotes {
  load(name: string): Promise<JsonObject | undefined>
  /** On stable storage when it resolves. @throws Superseded when a higher fence has written it */
  save(name: string, note: JsonObject): Promise<void>
}

/** Kept as checkpoints without a place, which are guarded by the fence. */
export const fencedNotes = (
  state: Pick<DeskState, 'checkpoint' | 'saveCheckpoint'>,
  fence: number
): FencedNotes => ({
  load: async name => (await state.checkpoint(name))?.note,
  save: (name, note) => state.saveCheckpoint(name, { position: '', eventId: '', note }, fence)
})
