import { api, got } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { common } from '../../words/common.js'
import { reportsWords } from '../../words/reports.js'
import { ticketWords } from '../../words/ticket.js'
import { percent } from './percent.js'
import type { Range } from './period.js'
import { keyWords } from './report.js'

const grouped = ['queue', 'priority', 'policy'] as const

/** By the policies that held: what of each target was met. */
export function Attainment({ range: { from, to }, groupBy }: { range: Range; groupBy: string }) {
  const words = reportsWords.value
  const group_by = grouped.find(one => one === groupBy) ?? 'policy'
  const { state, again } = useLoaded(`attainment ${from} ${to} ${group_by}`, async () => {
    const query = { from, to, group_by }
    return (await got(api.GET('/api/v1/sla/attainment', { params: { query } }))).data
  })
  const shareOf = ({ met, breached }: { met: number; breached: number }) =>
    met + breached === 0 ? null : met / (met + breached)
  return (
    <section class="card stack" aria-labelledby="attainment">
      <h2 id="attainment">{words.attainment}</h2>
      <Shown of={state} again={again}>
        {rows => (
          <>
            {rows.length === 0 && <p class="muted">{words.noTargets}</p>}
            {rows.length > 0 && (
              <Table
                caption={words.attainment}
                rows={rows}
                keyOf={({ group, metric }) => `${group} ${metric}`}
                columns={[
                  { name: words.key, value: ({ group }) => keyWords(group, group_by) },
                  { name: words.metric, value: ({ metric }) => ticketWords.value.metric[metric] },
                  { name: words.met, value: ({ met }) => met },
                  { name: words.missed, value: ({ breached }) => breached },
                  {
                    name: words.share,
                    value: shareOf,
                    show: row => {
                      const share = shareOf(row)
                      return share === null ? common.value.none : percent(share)
                    }
                  }
                ]}
              />
            )}
            <details>
              <summary>{words.definition}</summary>
              <p class="muted">{words.attainmentMeans}</p>
            </details>
          </>
        )}
      </Shown>
    </section>
  )
}
