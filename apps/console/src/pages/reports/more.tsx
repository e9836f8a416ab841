import { api, got } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { common } from '../../words/common.js'
import { reportsWords } from '../../words/reports.js'
import { ticketWords } from '../../words/ticket.js'
import type { Asked } from './period.js'
import { Figure, keyWords, Part, type Range, useReport } from './report.js'
import { seconds } from './volume.js'

interface AgentRow {
  readonly replies: number
  readonly tickets: number
  readonly resolved: number
  readonly reopened: number
  readonly first_reply: {
    readonly n: number
    readonly median_s: number | null
    readonly p90_s: number | null
  }
  readonly rating: { readonly n: number; readonly good_share: number | null }
}
interface RatingRow {
  readonly n: number
  readonly asked: number
  readonly score: number | null
  readonly good_share: number | null
  readonly wilson: { readonly low: number | null; readonly high: number | null } | null
}

const percent = (share: number | null): string =>
  share === null ? common.value.none : `${Math.round(share * 1000) / 10} %`

export function Agents({ now, range }: { now: Asked; range: Range }) {
  const words = reportsWords.value
  const byAgent = { ...now, groupBy: 'agent' }
  const of = useReport<AgentRow>('agents', { ...range, group_by: 'agent' })
  const counts = ['replies', 'tickets', 'resolved', 'reopened'] as const
  return (
    <Part id="agents" title={words.agents} of={of}>
      {({ groups }) => (
        <Table
          caption={words.agents}
          rows={groups}
          keyOf={({ key }) => String(key)}
          columns={[
            { name: words.groups.agent, value: ({ key }) => keyWords(key, 'agent') },
            ...counts.map(kind => ({
              name: words[kind],
              value: (row: AgentRow) => row[kind],
              show: (row: AgentRow & { key: string | null }) => (
                <Figure
                  report="agents"
                  now={byAgent}
                  range={range}
                  of={kind}
                  group={row.key}
                  label={`${words[kind]}, ${keyWords(row.key, 'agent')}`}
                >
                  {row[kind]}
                </Figure>
              )
            })),
            {
              name: `${ticketWords.value.metric.first_reply}: ${words.median}`,
              value: row => row.first_reply.median_s,
              show: row => seconds(row.first_reply.median_s)
            },
            {
              name: `${ticketWords.value.metric.first_reply}: ${words.p90}`,
              value: row => row.first_reply.p90_s,
              show: row => seconds(row.first_reply.p90_s)
            },
            {
              name: words.good,
              value: row => row.rating.good_share,
              show: row => percent(row.rating.good_share)
            }
          ]}
        />
      )}
    </Part>
  )
}

export function Ratings({ now, range }: { now: Asked; range: Range }) {
  const words = reportsWords.value
  const of = useReport<RatingRow>('ratings', { ...range, group_by: now.groupBy })
  return (
    <Part id="ratings" title={words.ratings} of={of}>
      {({ total }) => (
        <dl class="sums">
          {(
            [
              [words.asked, total.asked],
              [words.rated, total.n],
              [words.good, percent(total.good_share)],
              [
                words.interval,
                total.wilson
                  ? `${percent(total.wilson.low)} – ${percent(total.wilson.high)}`
                  : common.value.none
              ]
            ] as const
          ).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <Figure report="ratings" now={now} range={range} label={name}>
                  {value}
                </Figure>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Part>
  )
}

/** By the policies that held: what of each target was met. */
export function Attainment({ range: { from, to } }: { range: Range }) {
  const words = reportsWords.value
  const { state, again } = useLoaded(`attainment ${from} ${to}`, async () => {
    const query = { from, to, group_by: 'policy' as const }
    return (await got(api.GET('/api/v1/sla/attainment', { params: { query } }))).data
  })
  return (
    <section class="card stack" aria-labelledby="attainment">
      <h2 id="attainment">{words.attainment}</h2>
      <Shown of={state} again={again}>
        {rows => (
          <Table
            caption={words.attainment}
            rows={rows}
            keyOf={({ group, metric }) => `${group} ${metric}`}
            columns={[
              { name: words.key, value: ({ group }) => group ?? words.nobody },
              { name: words.metric, value: ({ metric }) => ticketWords.value.metric[metric] },
              { name: words.met, value: ({ met }) => met },
              { name: words.missed, value: ({ breached }) => breached },
              {
                name: words.share,
                value: ({ met, breached }) => (met + breached === 0 ? null : met / (met + breached)),
                show: ({ met, breached }) => percent(met + breached === 0 ? null : met / (met + breached))
              }
            ]}
          />
        )}
      </Shown>
    </section>
  )
}
