import { useSignal } from '@preact/signals'
import { api, got } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { hrefOf, route } from '../../route.js'
import { Empty, Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { At } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { reportsWords } from '../../words/reports.js'
import { seconds } from './volume.js'

interface Row {
  readonly ticket_id: string
  readonly code: string
  readonly began_at: string
  readonly ended_at: string | null
  readonly value_s: number | null
}
interface Page {
  readonly data: readonly Row[]
  readonly page: { readonly next_cursor: string | null }
}

/** What a number of a report is made of. */
export function Behind({ id: name }: { id: string }) {
  const words = reportsWords.value
  const cursors = useSignal<readonly string[]>([])
  const query = new URLSearchParams(route.value.query)
  if (query.has('none')) {
    query.delete('none')
    query.set('key', '')
  }
  const path = `/api/v1/reports/${encodeURIComponent(name)}/tickets`
  const cursor = cursors.value.at(-1)
  const { state, again } = useLoaded(`${name}?${query} ${cursor ?? ''}`, async () => {
    const asked = { ...Object.fromEntries(query), limit: 100, ...(cursor !== undefined && { cursor }) }
    const answer: unknown = await got(api.GET(path as never, { params: { query: asked } } as never) as never)
    return answer as Page
  })
  async function csv(): Promise<void> {
    const response = await fetch(`${path}?${query}`, { headers: { Accept: 'text/csv' } })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await response.blob())
    link.download = `${name}.csv`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <>
      <p class="crumbs">
        <a href={hrefOf('reports')}>{words.back}</a>
      </p>
      <div class="head">
        <h1>{words.behind}</h1>
        <button type="button" onClick={() => void csv()}>
          {words.csv}
        </button>
      </div>
      <Shown of={state} again={again}>
        {({ data, page }) =>
          data.length === 0 ? (
            <Empty title={words.emptyList} />
          ) : (
            <>
              <Table
                caption={words.behind}
                rows={data}
                keyOf={({ ticket_id, began_at }) => `${ticket_id} ${began_at}`}
                columns={[
                  {
                    name: words.ticket,
                    value: ({ code }) => code,
                    show: ({ ticket_id, code }) => <a href={hrefOf(`tickets/${ticket_id}`)}>{code}</a>
                  },
                  { name: words.began, value: row => row.began_at, show: row => <At at={row.began_at} /> },
                  {
                    name: words.ended,
                    value: row => row.ended_at,
                    show: row => (row.ended_at === null ? common.value.none : <At at={row.ended_at} />)
                  },
                  { name: words.value, value: row => row.value_s, show: row => seconds(row.value_s) }
                ]}
              />
              {page.next_cursor !== null && (
                <div class="pager">
                  <button
                    type="button"
                    onClick={() => {
                      cursors.value = [...cursors.value, page.next_cursor ?? '']
                    }}
                  >
                    {common.value.next}
                  </button>
                </div>
              )}
            </>
          )
        }
      </Shown>
    </>
  )
}
