const columns = ['ticket_id', 'code', 'began_at', 'ended_at', 'value_s'] as const

type Line = { readonly [column in (typeof columns)[number]]: string | number | null }

/** As of RFC 4180, a line of names first. Ids, codes, times and numbers: nothing in it needs quotes. */
export function* csvOf<T>(pages: Iterable<readonly T[]>, lineOf: (row: T) => Line): Generator<string> {
  yield `${columns.join(',')}\r\n`
  for (const rows of pages) {
    yield rows
      .map(lineOf)
      .map(line => `${columns.map(column => line[column] ?? '').join(',')}\r\n`)
      .join('')
  }
}
