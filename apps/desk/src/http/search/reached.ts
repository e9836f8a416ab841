import { NotAPosition, NotReached } from '#application'
import { IndexUnavailable, type Search } from '#search'

const patienceMs = 2000

/**
 * Waits, for 2 s at most, until the index is current and has the position asked for; answers what it reflects.
 * @throws IndexUnavailable while it is built, NotReached, NotAPosition
 */
export async function reachedBy(
  search: Search,
  { minPosition }: { readonly minPosition: string | undefined }
): Promise<string | undefined> {
  const isThere = await search.reached(minPosition, patienceMs)
  const reflects = search.position()
  if (!search.isCurrent()) throw new IndexUnavailable('the search index is being built')
  if (minPosition !== undefined && reflects !== undefined && reflects.length !== minPosition.length) {
    throw new NotAPosition(`${minPosition} is not a position of this log`)
  }
  if (!isThere && minPosition !== undefined) throw new NotReached(minPosition, reflects)
  return reflects
}
