import { type ReadStore, StoreUnavailable, type ViewReads, type ViewStore } from './port.js'
import type { View } from './view.js'

/**
 * Reads a view at the build that is current at each call, so a switch needs no restart.
 * @throws StoreUnavailable while no build of it is ready
 */
export function currentView(store: ReadStore, view: Pick<View, 'name' | 'collections'>): ViewReads {
  let opened: { key: string; reads: Promise<ViewStore> } | undefined
  const reads = async (): Promise<ViewStore> => {
    const id = await store.current(view.name)
    if (!id) throw new StoreUnavailable(`the view ${view.name} is being built`)
    const key = `${id.version}/${id.build}`
    if (opened?.key !== key) {
      opened = { key, reads: store.open(id, view.collections) }
      opened.reads.catch(() => {
        opened = undefined
      })
    }
    return opened.reads
  }
  return {
    get: async (collection, id) => (await reads()).get(collection, id),
    getMany: async (collection, ids) => (await reads()).getMany(collection, ids),
    find: async (collection, query) => (await reads()).find(collection, query),
    count: async (collection, query) => (await reads()).count(collection, query),
    checkpoint: async () => (await reads()).checkpoint()
  }
}
