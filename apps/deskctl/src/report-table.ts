import { isJsonObject, type Json, type JsonObject } from '#kernel'
import { show } from './text.js'

/** A number of a report, also one that stands within another: `first_reply.n`. */
export interface ReportColumn {
  readonly name: string
  readonly of: (line: JsonObject) => Json | undefined
}

export const columnsOf = (total: JsonObject): readonly ReportColumn[] =>
  Object.entries(total).flatMap(([name, value]): readonly ReportColumn[] =>
    isJsonObject(value)
      ? columnsOf(value).map(({ name: inner, of }) => ({
          name: `${name}.${inner}`,
          of: line => {
            const within = line[name]
            return isJsonObject(within) ? of(within) : null
          }
        }))
      : [{ name, of: line => line[name] }]
  )

/** Spans of time as people say them, shares in percent. */
export function shownCell({ name }: ReportColumn, value: Json | undefined): string {
  if (typeof value !== 'number') return show(value)
  if (name.endsWith('_s')) return spanOf(value)
  return /share|rate$/.test(name) ? `${(value * 100).toFixed(1)} %` : show(value)
}

function spanOf(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))} h`
  return `${(seconds / 86_400).toFixed(1)} d`
}

/** As of RFC 4180. */
export const csvLine = (cells: readonly (Json | undefined)[]): string =>
  `${cells
    .map(cell => (cell === null || cell === undefined ? '' : String(cell)))
    .map(text => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',')}\r\n`

const widest = 40
const eighths = ' ▏▎▍▌▋▊▉█'

/** A bar of the first number beside each line of a group, as long as there is room; the head and the total have none. */
export function withBars(
  lines: readonly string[],
  groups: readonly JsonObject[],
  column: ReportColumn | undefined,
  width: number
): readonly string[] {
  const values = groups.map(group => Number(column?.of(group) ?? 0))
  const most = Math.max(0, ...values)
  const used = Math.max(...lines.map(line => line.length)) + 2
  const room = Math.min(widest, width - used - 1)
  if (groups.length < 2 || most === 0 || room < 8) return lines
  return lines.map((line, i) => {
    const value = values[i - 1]
    if (i === 0) return `${line.padEnd(used)}${column?.name ?? ''}`
    return value === undefined ? line : `${line.padEnd(used)}${barOf((value / most) * room)}`.trimEnd()
  })
}

const barOf = (length: number): string => {
  const whole = Math.floor(length)
  return `${'█'.repeat(whole)}${eighths[Math.round((length - whole) * 8)] ?? ''}`
}
