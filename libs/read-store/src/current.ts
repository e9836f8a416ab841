import { type ReadStore, StoreUnavailable, type ViewId, type ViewReads, type ViewStore } from './port.js'
import type { View } from './view.js'

/**
 * Reads a view at the build that is current at each call, so a switch needs no restart. While a new version is built,
 * the documents of the old one are read on, where their indexes are the same.
 * @throws StoreUnavailable while there is nothing that can be read
 */
export function currentView(
  store: ReadStore,
  view: Pick<View, 'name' | 'version' | 'collections'>
): ViewReads {
  let opened: { key: string; reads: Promise<ViewStore> } | undefined
  const open = async (id: ViewId): Promise<ViewStore> => {
    try {
      return await store.open(id, view.collections)
    } catch (error) {
      if (id.version === view.version) throw error
      throw new StoreUnavailable(`version ${view.version} of the view ${view.name} is being built`, {
        cause: error
      })
    }
  }
  const reads = async (): Promise<ViewStore> => {
    const id = await store.current(view.name)
    if (!id) throw new StoreUnavailable(`the view ${view.name} is being built`)
    const key = `${id.version}/${id.build}`
    if (opened?.key !== key) {
      opened = { key, reads: open(id) }
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
