import type { ComponentChildren } from 'preact'
import { api, got } from '../../api/client.js'
import { agentName, queueName } from '../../directory.js'
import { useLoaded } from '../../load.js'
import { hrefOf } from '../../route.js'
import { Shown } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { reportsWords } from '../../words/reports.js'
import type { Asked } from './period.js'

export type Range = { readonly from: string; readonly to: string; readonly tz: string }
export type ReportName = 'volume' | 'times' | 'agents' | 'ratings'
export interface Report<Row> {
  readonly definition: string
  readonly groups: readonly (Row & { readonly key: string | null })[]
  readonly total: Row
}

/** What the address asks for is not checked here: the desk says what is wrong with it, in words. */
export function useReport<Row>(name: ReportName, query: { readonly [name: string]: string }) {
  return useLoaded(`${name} ${JSON.stringify(query)}`, async () => {
    const answer: unknown = await got(
      api.GET(`/api/v1/reports/${name}` as never, { params: { query } } as never) as never
    )
    return answer as Report<Row>
  })
}

/** A report with its definition, which says what is counted. */
export function Part<Row>(props: {
  id: string
  title: string
  of: ReturnType<typeof useReport<Row>>
  children: (report: Report<Row>) => ComponentChildren
}) {
  const { id, title, of, children } = props
  return (
    <section class="card stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <Shown of={of.state} again={of.again}>
        {report => (
          <>
            {children(report)}
            <details>
              <summary>{reportsWords.value.definition}</summary>
              <p class="muted">{report.definition}</p>
            </details>
          </>
        )}
      </Shown>
    </section>
  )
}

/** A group as people call it. */
export function keyWords(key: string | null, groupBy: string): string {
  if (key === null) return reportsWords.value.nobody
  if (groupBy === 'queue') return queueName(key)
  if (groupBy === 'agent') return agentName(key)
  if (groupBy === 'priority' && key in common.value.priority)
    return common.value.priority[key as keyof typeof common.value.priority]
  return key
}

/** The number itself, as the way to the tickets behind it. */
export function Figure(props: {
  report: ReportName
  now: Asked
  range: Range
  /** Undefined: of the total. */
  group?: string | null
  of?: string
  label: string
  children: ComponentChildren
}) {
  const { report, now, range, group, of, label, children } = props
  const query = {
    ...range,
    group_by: now.groupBy,
    ...(report === 'times' && { metric: now.metric, clock: now.clock }),
    ...(group !== undefined && { key: group ?? '' }),
    ...(of !== undefined && { of }),
    ...(group === null && { none: '1' })
  }
  return (
    <a href={hrefOf(`reports/${report}`, query)}>
      {children}
      <span class="visually-hidden"> {reportsWords.value.show(label)}</span>
    </a>
  )
}
