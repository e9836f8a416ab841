export interface Page<T> {
  readonly data: readonly T[]
  readonly page: { readonly next_cursor: string | null }
}

/** A list of the desk from its beginning to its end. */
export async function allPages<T>(read: (cursor: { cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = []
  for (let cursor: string | undefined; ; ) {
    const { data, page } = await read(cursor === undefined ? {} : { cursor })
    all.push(...data)
    if (page.next_cursor === null) return all
    cursor = page.next_cursor
  }
}
