import type { DeskState } from '#desk-state'
import type { JsonObject } from '#kernel'

/** Small notes of a process that an owner who was overtaken can't write any more. */
export interface FencedNotes {
  load(name: string): Promise<JsonObject | undefined>
  /** On stable storage when it resolves. @throws Superseded when a higher fence has written it */
  save(name: string, note: JsonObject): Promise<void>
}

export const fencedNotes = (state: Pick<DeskState, 'note' | 'saveNote'>, fence: number): FencedNotes => ({
  load: name => state.note(name),
  save: (name, note) => state.saveNote(name, note, fence)
})
