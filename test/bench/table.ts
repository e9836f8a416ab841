import type { Conditions } from './conditions.js'
import { isReached, type Row, ratioOf } from './figure.js'
import { round } from './latencies.js'

const shown = (value: number): string =>
  Number.isNaN(value)
    ? '-'
    : Math.abs(value) >= 1000
      ? Math.round(value).toLocaleString('en-US')
      : String(round(value))

function aimOf({ aim, unit }: Row): string {
  if (!aim) return ''
  const sign = aim.bound === 'at_least' ? '≥' : '≤'
  return `${sign} ${aim.limit}${aim.of === 'ratio' ? ' ×' : ` ${unit}`}`
}

/** A Markdown table, so that it can be published as it is. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(row => {
    const ratio = ratioOf(row)
    const reached = isReached(row)
    return [
      row.figure,
      `${shown(row.value)} ${row.unit}`,
      row.baseline ? `${shown(row.baseline.value)} (${row.baseline.what})` : '',
      ratio === undefined ? '' : ratio.toFixed(2),
      aimOf(row),
      reached === undefined ? '' : reached ? 'yes' : 'NO',
      Object.entries(row.details ?? {})
        .map(([name, value]) => `${name} ${typeof value === 'number' ? shown(value) : value}`)
        .join(', ')
    ]
  })
  const all = [['figure', 'measured', 'baseline', 'ratio', 'aim', 'reached', 'details'], ...lines]
  const widths = all[0]?.map((_, column) => Math.max(...all.map(line => line[column]?.length ?? 0))) ?? []
  const text = all.map(line => `| ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`)
  return [text[0], `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`, ...text.slice(1)].join('\n')
}

export function conditionsText(conditions: Conditions): string {
  const { date, commit, node, cpu, cores, memoryGiB, platform, load, fsync, quick } = conditions
  return [
    `${date}, commit ${commit}${quick ? ', --quick: a look, not to be published' : ''}`,
    `Node ${node} on ${platform}, ${cores} × ${cpu}, ${memoryGiB} GiB memory, load average ${load} at the start`,
    `fsync of 4 KiB appended to a file: p50 ${fsync.p50} ms, p99 ${fsync.p99} ms (${fsync.count} times)`
  ].join('\n')
}
