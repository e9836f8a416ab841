import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { Table } from '../../ui/table.js'
import { common } from '../../words/common.js'
import { contentWords } from '../../words/content.js'

interface Result {
  readonly row: number
  readonly id: string | null
  readonly result: string
  readonly errors: readonly { readonly pointer: string; readonly message: string }[]
}

/** A file is tried before it is imported: each row says what would become of it. */
export function Imports({ what }: { what: 'templates' | 'articles' }) {
  const words = contentWords.value
  const file = useRef<HTMLInputElement>(null)
  const results = useSignal<readonly Result[] | null>(null)
  const failed = useSignal<string | null>(null)
  const isTried = useSignal(false)
  async function send(isTrial: boolean): Promise<void> {
    const given = file.current?.files?.[0]
    if (!given) return
    failed.value = null
    const type = given.name.endsWith('.csv') ? 'text/csv' : 'application/json'
    try {
      const response = await fetch(`/api/v1/${what}/imports${isTrial ? '?dry_run=true' : ''}`, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: await given.text()
      })
      const answer = (await response.json()) as { results?: readonly Result[]; detail?: string }
      results.value = answer.results ?? null
      isTried.value = isTrial && response.ok
      if (!answer.results) failed.value = answer.detail ?? response.statusText
    } catch {
      failed.value = common.value.broken
    }
  }
  return (
    <section class="card stack" aria-labelledby="import">
      <h2 id="import">{words.import}</h2>
      <p class="muted">{words.importHint}</p>
      <div class="row">
        <label for="import-file">{words.file}</label>
        <input
          id="import-file"
          ref={file}
          type="file"
          accept=".json,.csv,application/json,text/csv"
          onChange={() => {
            results.value = null
            isTried.value = false
          }}
        />
        <button type="button" onClick={() => void send(true)}>
          {words.tryIt}
        </button>
        {isTried.value && (
          <button type="button" class="primary" onClick={() => void send(false)}>
            {words.doIt}
          </button>
        )}
      </div>
      <div role="status">
        {failed.value && <p class="note bad">{failed.value}</p>}
        {results.value && (
          <Table
            caption={words.result}
            rows={results.value}
            keyOf={({ row }) => String(row)}
            columns={[
              { name: words.row, value: ({ row }) => row },
              { name: 'id', value: ({ id }) => id },
              { name: words.result, value: ({ result }) => result },
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
