import type { Signal } from '@preact/signals'
import { Copied } from '../../ui/copied.js'
import { common } from '../../words/common.js'
import { operationsWords } from '../../words/operations.js'

/** What the desk says once and never again: it stands here until it is put away, and nowhere else. */
export const Secret = ({ of }: { of: Signal<string | null> }) =>
  of.value === null ? null : (
    <div class="note warn stack small" role="alert">
      <p>{operationsWords.value.shownOnce}</p>
      <Copied text={of.value} />
      <div>
        <button
          type="button"
          onClick={() => {
            of.value = null
          }}
        >
          {common.value.close}
        </button>
      </div>
    </div>
  )
