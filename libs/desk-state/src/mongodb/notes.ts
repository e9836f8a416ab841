import type { ClientSession, Collection } from 'mongodb'
import { isDuplicateKey } from '#mongo'
import { Superseded } from '../index.js'
import type { CheckpointRecord, NoteRecord } from './records.js'

/** @throws Superseded when a higher fence has written it */
export async function saveNote(
  notes: Collection<NoteRecord>,
  session: ClientSession,
  { _id, value, fence }: NoteRecord
): Promise<void> {
  try {
    await notes.replaceOne({ _id, fence: { $lte: fence } }, { value, fence }, { upsert: true, session })
  } catch (error) {
    const found = isDuplicateKey(error) && (await notes.findOne({ _id }, { session }))
    if (found && found.fence > fence) {
      throw new Superseded(`${_id} has another owner: its fence is above ${fence}`)
    }
    throw error
  }
}

/**
 * Notes were once kept as checkpoints without a place. Done before notes are read, for a desk of that time may still be at
 * work beside this one; the higher fence wins. Safe to repeat: what is taken over is deleted after it is a note.
 */
export async function takeOverNotes(
  checkpoints: Collection<CheckpointRecord>,
  notes: Collection<NoteRecord>,
  session: ClientSession
): Promise<void> {
  for (const old of await checkpoints.find({ position: '' }, { session }).toArray()) {
    const { _id, note, fence } = old
    if (note !== null) {
      await saveNote(notes, session, { _id, value: note, fence }).catch(error => {
        if (!(error instanceof Superseded)) throw error
      })
    }
    await checkpoints.deleteOne({ _id, position: '', fence, note }, { session })
  }
}
