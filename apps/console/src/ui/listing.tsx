import { useSignal } from '@preact/signals'
import { useLoaded } from '../load.js'
import { common } from '../words/common.js'
import { Pager } from './pager.js'
import { Shown } from './states.js'
import { type Column, Table } from './table.js'

export interface Listed<T> {
  readonly data: readonly T[]
  readonly page: { readonly next_cursor: string | null }
}

/** A list of the desk as a table, page by page. `of`: what it is a list of, also in this session's memory. */
export function Listing<T>(props: {
  of: string
  caption: string
  read: (query: { limit: number; cursor?: string }) => Promise<Listed<T>>
  keyOf: (row: T) => string
  columns: (again: () => void) => readonly Column<T>[]
  limit?: number
}) {
  const { of, caption, read, keyOf, columns, limit = 50 } = props
  const cursors = useSignal<readonly string[]>([])
  const cursor = cursors.value.at(-1)
  const { state, again } = useLoaded(`${of} ${cursor}`, () =>
    read({ limit, ...(cursor !== undefined && { cursor }) })
  )
  return (
    <Shown of={state} again={again}>
      {({ data, page }) => (
        <>
          {data.length === 0 ? (
            <p class="muted">{common.value.empty}</p>
          ) : (
            <Table caption={caption} rows={data} keyOf={keyOf} columns={columns(again)} />
          )}
          <Pager cursors={cursors} next={page.next_cursor} />
        </>
      )}
    </Shown>
  )
}
