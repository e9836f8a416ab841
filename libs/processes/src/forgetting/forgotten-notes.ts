import { type Desk, destroyKey } from '#application'
import type { DeskState } from '#desk-state'
import type { EventId, JsonObject, SubjectId } from '#kernel'

/** Whoever the log says is forgotten, kept in desk state: to be done again at each start without reading the log. */
export interface Noted {
  /** Of SubjectForgotten: what else follows has ids that follow from it. No position, so that a note can be copied. */
  readonly id: EventId
  /** Answers that were dropped so far. */
  readonly answers: number
  /** SubjectErased is on record. */
  readonly done: boolean
}

const prefix = 'forgotten-'

/** Beside the vault and not in it: an older vault put back knows nothing of them. */
export const forgottenNotes = (state: Pick<DeskState, 'note' | 'notes' | 'saveNote'>, fence: number) => ({
  all: () => allNoted(state),
  async of(subjectId: SubjectId): Promise<Noted | undefined> {
    const value = await state.note(prefix + subjectId)
    return value && notedIn(value)
  },
  save: (subjectId: SubjectId, noted: Noted): Promise<void> =>
    state.saveNote(prefix + subjectId, { ...noted }, fence)
})

async function allNoted(state: Pick<DeskState, 'notes'>): Promise<Map<SubjectId, Noted>> {
  const notes = (await state.notes()).filter(({ name }) => name.startsWith(prefix))
  return new Map(notes.map(({ name, value }) => [name.slice(prefix.length) as SubjectId, notedIn(value)]))
}

/** Written by `save` alone. */
const notedIn = (value: JsonObject): Noted => ({
  id: String(value['id']) as EventId,
  answers: Number(value['answers']),
  done: value['done'] === true
})

/**
 * Destroys what an older vault has brought back of those the log says are forgotten: at each start, in every process, before
 * anything is answered. Needs no lease, for it bears repeating. Answers of how many.
 */
export async function forgetAgain(
  desk: Pick<Desk, 'vault' | 'sealer'>,
  state: Pick<DeskState, 'notes'>
): Promise<number> {
  let again = 0
  for (const subjectId of (await allNoted(state)).keys()) {
    if (!(await desk.vault.keyOf(subjectId))) continue
    await destroyKey(desk, subjectId)
    again++
  }
  return again
}
