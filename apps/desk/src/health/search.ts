import type { JsonObject } from '#kernel'
import type { Search } from '#search'

const remedy =
  'It is tried again by itself, and all else goes on. If this lasts: see that the folder search in the data directory can be written to, or stop the desk, delete that folder and start again; the index is built anew from the log.'

/** How the index of this process stands: `/find`, `/t`, `/kb` and GET /search answer by it. */
export function searchBody(search: Pick<Search, 'isCurrent' | 'position' | 'fault'>): JsonObject {
  const why = search.fault() ?? null
  const state = why !== null ? 'away' : search.isCurrent() ? 'current' : 'building'
  return { state, position: search.position() ?? null, why, remedy: why === null ? null : remedy }
}
