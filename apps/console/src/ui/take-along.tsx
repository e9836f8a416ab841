import { common } from '../words/common.js'
import { type Cell, csvOf, tabbed } from './csv.js'
import { say } from './toasts.js'

/** A table's ways out: to the clipboard, and as a file. `lines`: its head first. */
export function TakeAlong({ name, lines }: { name: string; lines: () => readonly (readonly Cell[])[] }) {
  const words = common.value
  return (
    <div class="table-tools">
      <button
        type="button"
        class="quiet"
        onClick={() => void navigator.clipboard.writeText(tabbed(lines())).then(() => say(words.copied))}
      >
        {words.copy}
      </button>
      <button type="button" class="quiet" onClick={() => save(`${name}.csv`, csvOf(lines()))}>
        {words.export}
      </button>
    </div>
  )
}

export function save(name: string, content: string | Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content], { type: 'text/csv' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
