import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { FileChoice } from '../../ui/file-choice.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toasts.js'
import { common } from '../../words/common.js'
import { contentWords } from '../../words/content.js'
import { valueWords } from '../../words/settings.js'

interface Row {
  readonly row: number
  readonly id: string | null
  readonly result: 'created' | 'updated' | 'unchanged' | 'refused'
  readonly errors: readonly { readonly pointer: string; readonly message: string }[]
}
type How = 'dry_run' | 'partial'

/** A file is tried before it is imported: each row says what would become of it. */
export function Imports({ what, done }: { what: string; done: () => void }) {
  const words = contentWords.value
  const file = useRef<HTMLInputElement>(null)
  const rows = useSignal<readonly Row[] | null>(null)
  const failed = useSignal<string | null>(null)
  const isTried = useSignal(false)
  async function send(how: How): Promise<void> {
    const given = file.current?.files?.[0]
    if (!given) return
    failed.value = null
    const type = given.name.endsWith('.csv') ? 'text/csv' : 'application/json'
    try {
      const response = await fetch(`/api/v1/${what}/imports?${how}=true`, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: await given.text()
      })
      const answer = (await response.json()) as { results?: readonly Row[]; detail?: string }
      rows.value = answer.results ?? null
      isTried.value = how === 'dry_run'
      if (!answer.results) failed.value = answer.detail ?? response.statusText
      else if (how === 'partial') {
        say(common.value.done)
        done()
      }
    } catch {
      failed.value = common.value.broken
    }
  }
  const good = rows.value?.filter(({ result }) => result === 'created' || result === 'updated').length ?? 0
  return (
    <section class="card stack" aria-labelledby="import">
      <h2 id="import">{words.import}</h2>
      <p class="muted">{words.importHint}</p>
      <form
        class="row"
        onSubmit={event => {
          event.preventDefault()
          void send('dry_run')
        }}
      >
        <FileChoice
          input={file}
          label={words.file}
          required
          accept=".json,.csv,application/json,text/csv"
          changed={() => {
            rows.value = null
            isTried.value = false
          }}
        />
        <button type="submit">{words.tryIt}</button>
        {isTried.value && good > 0 && (
          <button type="button" class="primary" onClick={() => void send('partial')}>
            {words.doIt(good)}
          </button>
        )}
      </form>
      <div role="status">
        {failed.value && <p class="note bad">{failed.value}</p>}
        {rows.value && (
          <Table
            caption={words.result}
            rows={rows.value}
            keyOf={({ row }) => String(row)}
            columns={[
              { name: words.row, value: ({ row }) => row },
              { name: 'id', value: ({ id }) => id },
              { name: words.result, value: ({ result }) => valueWords(result) },
              {
                name: words.errors,
                value: ({ errors }) =>
                  errors.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')
              }
            ]}
          />
        )}
      </div>
    </section>
  )
}
