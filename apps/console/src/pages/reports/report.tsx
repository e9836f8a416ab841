import type { ComponentChildren } from 'preact'
import type { Schemas } from '../../api/client.js'
import { agentName, queueName } from '../../directory.js'
import type { useLoaded } from '../../load.js'
import { hrefOf } from '../../route.js'
import { Shown } from '../../ui/states.js'
import { type Column, Table } from '../../ui/table.js'
import { Unfolded } from '../../ui/unfolded.js'
import { common } from '../../words/common.js'
import { type NumberName, reportsWords } from '../../words/reports.js'
import { type Asked, addressOf, type Range } from './period.js'

export type ReportName = 'volume' | 'times' | 'agents' | 'ratings'
export interface ReportOf<Row> {
  readonly definition: string
  readonly groups: readonly (Row & { readonly key: string | null })[]
  readonly total: Row
}
export type VolumeRow = Schemas['VolumeReport']['total']
export type TimesRow = Schemas['TimesReport']['total']
export type AgentsRow = Schemas['AgentsReport']['total']
export type RatingsRow = Schemas['RatingsReport']['total']

/** A number of a report: what it is called and means, and whose tickets stand behind it. */
export interface ReportNumber<Row> {
  readonly id: NumberName
  readonly value: (row: Row) => number | null
  readonly show?: (value: number) => ComponentChildren
  /** Undefined: there are no tickets behind it but those of another number. */
  readonly of: string
}

/** What is asked for, but for how it is grouped. */
export const queryOf = ({ others }: Asked, range: Range): { readonly [name: string]: string } => ({
  ...others,
  ...range
})

interface Props<Row> {
  readonly name: ReportName
  readonly title: string
  readonly now: Asked
  readonly range: Range
  readonly of: ReturnType<typeof useLoaded<ReportOf<Row>>>
  readonly numbers: readonly ReportNumber<Row>[]
  /** How it is grouped, where that is not as asked. */
  readonly groupBy?: string
  readonly chart?: (report: ReportOf<Row>) => ComponentChildren
}

/** A report: its numbers in all and by group, what each means, and the tickets behind each. */
export function Report<Row>(props: Props<Row>) {
  const { name, title, now, of, numbers, chart } = props
  const words = reportsWords.value
  const groupBy = props.groupBy ?? now.group_by
  const figure = (number: ReportNumber<Row>, row: Row, group?: { readonly key: string | null }) => (
    <Figure {...props} groupBy={groupBy} number={number} value={number.value(row)} group={group} />
  )
  const columns: readonly Column<Row & { readonly key: string | null }>[] = [
    { name: words.key, value: ({ key }) => keyWords(key, groupBy) },
    ...numbers.map(number => ({
      name: words.numbers[number.id].name,
      value: (row: Row) => number.value(row),
      show: (row: Row & { readonly key: string | null }) => figure(number, row, row)
    }))
  ]
  return (
    <section class="card stack" aria-labelledby={name}>
      <h2 id={name}>{title}</h2>
      <Shown of={of.state} again={of.again}>
        {report => (
          <>
            {chart?.(report)}
            <dl class="sums">
              {numbers.map(number => (
                <div key={number.id}>
                  <dt title={words.numbers[number.id].means}>{words.numbers[number.id].name}</dt>
                  <dd>{figure(number, report.total)}</dd>
                </div>
              ))}
            </dl>
            <Unfolded summary={words.asTable}>
              {() => (
                <Table
                  caption={title}
                  rows={report.groups}
                  keyOf={({ key }) => String(key)}
                  columns={columns}
                />
              )}
            </Unfolded>
            <Meaning numbers={numbers} definition={report.definition} />
          </>
        )}
      </Shown>
    </section>
  )
}

/** What each number counts, in the reader's language, and as the desk itself says it. */
function Meaning<Row>({
  numbers,
  definition
}: {
  numbers: readonly ReportNumber<Row>[]
  definition: string
}) {
  const words = reportsWords.value
  return (
    <details>
      <summary>{words.definition}</summary>
      <dl class="facts">
        {numbers.map(({ id }) => (
          <>
            <dt>{words.numbers[id].name}</dt>
            <dd>{words.numbers[id].means}</dd>
          </>
        ))}
      </dl>
      <p class="muted" lang="en">
        {definition}
      </p>
    </details>
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

/** A number, as the way to the tickets behind it. */
export function Figure<Row>(props: {
  name: ReportName
  now: Asked
  range: Range
  groupBy: string
  number: ReportNumber<Row>
  value: number | null
  /** Undefined: of the total. */
  group?: { readonly key: string | null } | undefined
}) {
  const { name, now, range, groupBy, number, value, group } = props
  const words = reportsWords.value
  if (value === null) return <span class="muted">{common.value.none}</span>
  const label = words.numbers[number.id].name
  const query = {
    ...queryOf(now, range),
    group_by: groupBy,
    of: number.of,
    ...(name === 'times' && { metric: now.metric, clock: now.clock }),
    ...(group && (group.key === null ? { none: '1' } : { key: group.key })),
    back: new URLSearchParams(addressOf(now)).toString()
  }
  return (
    <a href={hrefOf(`reports/${name}`, query)}>
      {number.show ? number.show(value) : value}
      <span class="visually-hidden">
        {' '}
        {words.show(group ? `${label}, ${keyWords(group.key, groupBy)}` : label)}
      </span>
    </a>
  )
}
