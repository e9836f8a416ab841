import { type Search, type SearchOptions, startSearch } from '#search'

/** Begun when somebody searches first: most specs never do. */
export function searchOnDemand(options: Omit<SearchOptions, 'onFault' | 'folder'>): Search {
  let begun: Search | undefined
  const search = () => {
    begun ??= startSearch({
      ...options,
      folder: undefined,
      onFault: error => {
        throw error
      }
    })
    return begun
  }
  return {
    texts: query => search().texts(query),
    tickets: query => search().tickets(query),
    position: () => search().position(),
    renew: () => search().renew(),
    isCurrent: () => search().isCurrent(),
    fault: () => search().fault(),
    reached: async (position, timeoutMs) => {
      // That its thread begins takes as long as the machine needs.
      await search().reached(undefined, 20_000)
      return search().reached(position, timeoutMs)
    },
    stop: async () => begun?.stop()
  }
}
