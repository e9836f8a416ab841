import type { JsonObject } from '#kernel'
import type { FencedNotes } from '../../dispatch/index.js'

/** Notes that one process after the other finds as the last one left them. */
export function keptNotes(): FencedNotes {
  const notes = new Map<string, JsonObject>()
  return {
    load: async name => notes.get(name),
    save: async (name, note) => void notes.set(name, structuredClone(note))
  }
}
