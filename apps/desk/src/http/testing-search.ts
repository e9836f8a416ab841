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
    reached: (position, timeoutMs) => search().reached(position, timeoutMs),
    stop: async () => begun?.stop()
  }
}
