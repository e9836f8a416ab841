import type { Signal } from '@preact/signals'
import { common } from '../words/common.js'

/** Back and on through the pages of a list; `cursors`: of those that were gone through. Nothing where there is one page. */
export function Pager({ cursors, next }: { cursors: Signal<readonly string[]>; next: string | null }) {
  if (cursors.value.length === 0 && next === null) return null
  return (
    <div class="pager">
      <button
        type="button"
        disabled={cursors.value.length === 0}
        onClick={() => {
          cursors.value = cursors.value.slice(0, -1)
        }}
      >
        {common.value.previous}
      </button>
      <button
        type="button"
        disabled={next === null}
        onClick={() => {
          if (next !== null) cursors.value = [...cursors.value, next]
        }}
      >
        {common.value.next}
      </button>
    </div>
  )
}
