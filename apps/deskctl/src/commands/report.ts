import { type Command, Option } from 'commander'
import { isTimeZone, reportGroups, reportMetrics } from '#domain'
import { isJsonObject, type JsonObject } from '#kernel'
import { connect } from '../connect.js'
import { type DeskClient, objectsIn, Refused } from '../desk-client.js'
import { UsageMistake } from '../failure.js'
import { columnsOf, csvLine, type ReportColumn, shownCell, withBars } from '../report-table.js'
import type { Terminal } from '../terminal.js'
import { show, table } from '../text.js'

interface Options {
  readonly from: string
  readonly to?: string
  readonly tz?: string
  readonly groupBy?: string
  readonly asOf?: string
  readonly metric?: string
  readonly clock?: string
  readonly queue?: string
  readonly csv?: true
}

const names = ['volume', 'times', 'agents', 'ratings'] as const

export function addReport(program: Command, terminal: Terminal): void {
  const report = program.command('report').description('what came, how long it took, who did it, how it went')
  for (const name of names) {
    const command = report
      .command(name)
      .description(`the report on ${name}, as /api/v1/reports/${name}`)
      .requiredOption('--from <time>', 'RFC 3339, inclusive; or a date: its beginning in the zone')
      .option('--to <time>', 'as --from, exclusive; else now')
      .option('--tz <zone>', "whose days they are; else the team's")
      .addOption(new Option('--group-by <group>', 'the lines of the table').choices(reportGroups))
      .option('--as-of <time>', 'as --from: only what was recorded by then')
      .option('--queue <ids>', 'only of these queues, with commas between')
      .option('--csv', 'comma-separated, with the names of the numbers first')
      .action((options: Options, self: Command) => printReport(name, options, self, terminal))
    if (name !== 'times') {
      command.option('--metric <name>', 'this of its numbers alone')
      continue
    }
    command
      .addOption(
        new Option('--metric <metric>', 'what took so long').choices(reportMetrics).makeOptionMandatory()
      )
      .addOption(new Option('--clock <clock>', 'which time counts').choices(['calendar', 'business']))
  }
}

async function printReport(
  name: (typeof names)[number],
  options: Options,
  self: Command,
  terminal: Terminal
): Promise<void> {
  const desk = await connect(self, terminal)
  const now = new Date(terminal.io.clock.now()).toISOString()
  const query = {
    from: await instantOf(options.from, options.tz, desk),
    to: options.to === undefined ? now : await instantOf(options.to, options.tz, desk),
    tz: options.tz,
    group_by: options.groupBy,
    as_of: options.asOf === undefined ? undefined : await instantOf(options.asOf, options.tz, desk),
    metric: name === 'times' ? options.metric : undefined,
    clock: options.clock,
    queue: options.queue
  }
  const report = await desk.get(`api/v1/reports/${name}?${asked(query)}`)
  const total = isJsonObject(report['total']) ? report['total'] : {}
  const columns = wantedOf(columnsOf(total), name === 'times' ? undefined : options.metric)
  const groups = objectsIn(report['groups'])
  if (options.csv) {
    const lines = groups.length > 0 ? groups : [{ key: 'total', ...total }]
    const cells = (line: JsonObject) => [line['key'], ...columns.map(({ of }) => of(line))]
    const head = ['key', ...columns.map(column => column.name)]
    for (const line of [head, ...lines.map(cells)]) await terminal.write(csvLine(line))
    return
  }
  const byAgent = options.groupBy === 'agent' || (name === 'agents' && options.groupBy === undefined)
  const names = byAgent ? await agentNames(desk) : new Map<string, string>()
  const labelOf = ({ key }: JsonObject) => (key === null ? 'none' : (names.get(show(key)) ?? show(key)))
  const rowOf = (label: string, line: JsonObject) => [
    label,
    ...columns.map(one => shownCell(one, one.of(line)))
  ]
  const rows = [...groups.map(group => rowOf(labelOf(group), group)), rowOf('total', total)]
  const head = ['', ...columns.map(column => column.name)]
  const lines = table(head, rows)
  terminal.print(...(terminal.isSeen ? withBars(lines, groups, chartedOf(columns), terminal.width) : lines))
  if (terminal.isSeen) terminal.print('', ...show(report['definition']).split(/(?<=[.;]) (?=[a-z0-9_, ]+:)/))
}

/** Of a number that has several within all of these. @throws UsageMistake */
function wantedOf(columns: readonly ReportColumn[], metric: string | undefined): readonly ReportColumn[] {
  const wanted = columns.filter(({ name }) => metric === undefined || `${name}.`.startsWith(`${metric}.`))
  if (wanted.length > 0) return wanted
  throw new UsageMistake(`${metric} is none of its numbers: ${columns.map(({ name }) => name).join(', ')}`)
}

const asked = (query: { readonly [name: string]: string | undefined }): URLSearchParams =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  )

/** What a small chart shows: the first number. */
const chartedOf = ([first]: readonly ReportColumn[]) => first

/** A date is its beginning in the zone of the report. @throws UsageMistake */
async function instantOf(text: string, tz: string | undefined, desk: DeskClient): Promise<string> {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return text
  const zone = tz ?? (await teamZone(desk))
  if (!isTimeZone(zone)) throw new UsageMistake(`${zone} is no IANA time zone, e.g. Europe/Berlin`)
  try {
    return Temporal.PlainDate.from(text).toZonedDateTime(zone).toInstant().toString()
  } catch {
    throw new UsageMistake(`${text} is no date: give yyyy-mm-dd`)
  }
}

/** Every report says in which zone it is. */
const teamZone = async (desk: DeskClient): Promise<string> =>
  show((await desk.get('api/v1/reports/volume?from=2020-01-01T00:00:00Z&to=2020-01-01T00:00:01Z'))['tz'])

/** None where the key may not see them. */
async function agentNames(desk: DeskClient): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  try {
    for await (const { id, display_name: name } of desk.list('api/v1/agents')) names.set(show(id), show(name))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
  return names
}
