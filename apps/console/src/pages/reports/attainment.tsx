import { api, got } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { hrefOf } from '../../route.js'
import { Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { common } from '../../words/common.js'
import { reportsWords } from '../../words/reports.js'
import { ticketWords } from '../../words/ticket.js'
import { asTyped } from './as-typed.js'
import { percent } from './percent.js'
import { type Asked, addressOf, narrowing, type Range } from './period.js'
import { keyWords } from './report.js'

const grouped = ['queue', 'priority', 'policy'] as const

type Of = 'met' | 'breached'

/** By the policies that held: what of each target was met. */
export function Attainment({ now, range: { from, to } }: { now: Asked; range: Range }) {
  const words = reportsWords.value
  const group_by = grouped.find(one => one === now.group_by) ?? 'policy'
  const narrow = Object.fromEntries(
    narrowing.flatMap(name => (now.others[name] === undefined ? [] : [[name, now.others[name]]]))
  )
  const query = { from, to, group_by, ...narrow }
  const { state, again } = useLoaded(`attainment ${JSON.stringify(query)}`, () =>
    got(api.GET('/api/v1/sla/attainment', { params: { query: asTyped<'/api/v1/sla/attainment'>(query) } }))
  )
  const back = new URLSearchParams(addressOf(now)).toString()
  const column = (of: Of, name: string) => ({
    name,
    value: (row: { [Number in Of]: number }) => row[of],
    show: (row: { [Number in Of]: number } & { group: string | null; metric: string }) => (
      <a
        href={hrefOf('reports/attainment', {
          ...query,
          metric: row.metric,
          of,
          ...(row.group === null ? { none: '1' } : { key: row.group }),
          back
        })}
      >
        {row[of]}
        <span class="visually-hidden"> {words.show(`${name}, ${keyWords(row.group, group_by)}`)}</span>
      </a>
    )
  })
  const shareOf = ({ met, breached }: { met: number; breached: number }) =>
    met + breached === 0 ? null : met / (met + breached)
  return (
    <section class="card stack" aria-labelledby="attainment">
      <h2 id="attainment">{words.attainment}</h2>
      <Shown of={state} again={again}>
        {({ data: rows, definition }) => (
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
                  column('met', words.met),
                  column('breached', words.missed),
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
              <p>{words.attainmentMeans}</p>
              <p class="muted" lang="en">
                {definition}
              </p>
            </details>
          </>
        )}
      </Shown>
    </section>
  )
}
