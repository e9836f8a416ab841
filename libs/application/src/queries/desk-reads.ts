import type { EventLog } from '#event-log'
import type { Clock } from '#kernel'
import type { Sealer } from '#privacy'
import { currentView, type Document, type Find, type ReadStore, type ViewReads } from '#read-store'
import { type DocumentOf, type ReadName, viewSpecs } from '#views'
import { createGroupChats, type GroupChats } from './group-chats.js'

/** The collections of all views, by the names in their registry. */
type Collections = { readonly [Name in ReadName]: Documents<DocumentOf<Name>> }

/** What query handlers read from; apps/desk provides it under the token DESK_READS. */
export interface DeskReads extends Collections {
  readonly log: EventLog
  readonly sealer: Sealer
  readonly clock: Clock
  readonly groupChats: GroupChats
}

export const DESK_READS = Symbol('DeskReads')

/** One collection of one view, at the build that is current at each call. */
export interface Documents<D extends Document> {
  get(id: string): Promise<D | undefined>
  getMany(ids: readonly string[]): Promise<Map<string, D>>
  find(query: Find): Promise<D[]>
  count(query: Pick<Find, 'index' | 'where' | 'from' | 'to'>): Promise<number>
  /** The position the view has passed; undefined before its first event. */
  position(): Promise<string | undefined>
}

export function readsOver(from: {
  readonly log: EventLog
  readonly sealer: Sealer
  readonly clock: Clock
  readonly store: ReadStore
}): DeskReads {
  const { store, log, sealer, clock } = from
  return { log, sealer, clock, groupChats: createGroupChats(log), ...collectionsOf(store) }
}

function collectionsOf(store: ReadStore): Collections {
  const named = viewSpecs.flatMap(({ view, reads }) => {
    const current = currentView(store, view)
    return Object.entries(reads).map(([name, collection]) => [name, documentsOf(current, collection.name)])
  })
  // Every name of the registry, each over its own collection.
  return Object.fromEntries(named) as Collections
}

/** `D` is what the view's fold writes into this collection, and nothing else writes there. */
function documentsOf<D extends Document>(view: ViewReads, collection: string): Documents<D> {
  return {
    get: async id => (await view.get(collection, id))?.document as D | undefined,
    getMany: async ids => {
      const found = ids.length === 0 ? [] : await view.getMany(collection, ids)
      return new Map(found.map(({ document }) => [document.id, document as D]))
    },
    find: async query => (await view.find(collection, query)).map(({ document }) => document as D),
    count: query => view.count(collection, query),
    position: async () => (await view.checkpoint())?.position
  }
}
