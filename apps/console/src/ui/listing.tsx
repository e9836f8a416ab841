import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Page } from '../api/all-pages.js'
import { useLive, useLoaded, useNowAndThen } from '../load.js'
import { common } from '../words/common.js'
import { Pager } from './pager.js'
import { Settling } from './settling.js'
import { Shown } from './states.js'
import { type Column, Table } from './table.js'

/** What is read anew so soon after something was done here is what came of it. */
const ownMs = 2000
const settleMs = 2000

/** A list of the desk as a table, page by page, which follows what happens. `of`: what it is a list of, also in this session's memory. */
export function Listing<T>(props: {
  of: string
  caption: string
  read: (query: { limit: number; cursor?: string }) => Promise<Page<T>>
  keyOf: (row: T) => string
  columns: (again: () => void) => readonly Column<T>[]
  limit?: number
}) {
  const { of, caption, read, keyOf, columns, limit = 50 } = props
  const cursors = useSignal<readonly string[]>([])
  const cursor = cursors.value.at(-1)
  const key = `${of} ${cursor}`
  const { state, again } = useLoaded(key, () => read({ limit, ...(cursor !== undefined && { cursor }) }))
  useLive(() => true, again, settleMs)
  useNowAndThen(again)
  const actedAt = useRef(0)
  const acted = () => {
    actedAt.current = Date.now()
    again()
  }
  return (
    <Shown of={state} again={again}>
      {({ data, page }) => (
        <>
          <Settling key={key} fresh={data} keyOf={keyOf} isOwn={() => Date.now() - actedAt.current < ownMs}>
            {rows =>
              rows.length === 0 ? (
                <p class="muted">{common.value.empty}</p>
              ) : (
                <Table caption={caption} rows={rows} keyOf={keyOf} columns={columns(acted)} />
              )
            }
          </Settling>
          <Pager cursors={cursors} next={page.next_cursor} />
        </>
      )}
    </Shown>
  )
}
