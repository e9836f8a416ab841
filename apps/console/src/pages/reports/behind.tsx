import { useSignal } from '@preact/signals'
import { api, got, Refused } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { hrefOf, route } from '../../route.js'
import { Pager } from '../../ui/pager.js'
import { Empty, inWords, Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { save } from '../../ui/take-along.js'
import { At, duration } from '../../ui/time.js'
import { say } from '../../ui/toasts.js'
import { common } from '../../words/common.js'
import { reportsWords } from '../../words/reports.js'
import { asTyped } from './as-typed.js'

const reports = ['volume', 'times', 'agents', 'ratings', 'attainment']
type OfVolume = '/api/v1/reports/volume/tickets'

/** All answer alike, whatever the number. */
const pathOf = (name: string) =>
  `/api/v1/${name === 'attainment' ? 'sla' : 'reports'}/${name}/tickets` as OfVolume

/** What a number of a report is made of. */
export function Behind({ id: name }: { id: string }) {
  const words = reportsWords.value
  const cursors = useSignal<readonly string[]>([])
  const { back = '', none, ...given } = Object.fromEntries(route.value.query)
  const query = { ...given, ...(none !== undefined && { key: '' }) }
  const cursor = cursors.value.at(-1)
  const { state, again } = useLoaded(`${name}?${JSON.stringify(query)} ${cursor ?? ''}`, async () => {
    if (!reports.includes(name)) throw new Refused(404, 'not_found', '', {})
    const page = { ...query, limit: '100', ...(cursor !== undefined && { cursor }) }
    return got(api.GET(pathOf(name), { params: { query: asTyped<OfVolume>(page) } }))
  })
  async function csv(): Promise<void> {
    const asked = new URLSearchParams(query).toString()
    const response = await fetch(`${pathOf(name)}?${asked}`, {
      headers: { Accept: 'text/csv' }
    })
    if (response.ok) save(`${name}.csv`, await response.blob())
    else say(inWords(new Refused(response.status, '', response.statusText, {})), true)
  }
  return (
    <>
      <p class="crumbs">
        <a href={hrefOf('reports', Object.fromEntries(new URLSearchParams(back)))}>{words.back}</a>
      </p>
      <div class="head">
        <h1>{words.behind}</h1>
        <button type="button" onClick={() => void csv().catch(() => say(common.value.broken, true))}>
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
                  {
                    name: words.value,
                    value: row => row.value_s,
                    show: row => (row.value_s === null ? common.value.none : duration(row.value_s))
                  }
                ]}
              />
              <Pager cursors={cursors} next={page.next_cursor} />
            </>
          )
        }
      </Shown>
    </>
  )
}
