import { type Command, Option } from 'commander'
import { isJsonObject, type JsonObject } from '#kernel'
import { connect } from '../connect.js'
import { type DeskClient, objectsIn } from '../desk-client.js'
import { UsageMistake } from '../failure.js'
import { ProgressLine } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { counted, show, table } from '../text.js'

const path = 'api/v1/sla/recomputations'
const lookEveryMs = 250
const mostShown = 20

interface Options {
  readonly kind: 'policy' | 'calendar'
  readonly apply?: true
  readonly reason?: string
}

export function addRecompute(sla: Command, terminal: Terminal): void {
  sla
    .command('recompute')
    .description(
      'applies the version in force of a calendar or policy to open tickets; only shows it without --apply'
    )
    .argument('<id>', 'the calendar or policy')
    .addOption(new Option('--kind <kind>', 'what it is').choices(['calendar', 'policy']).default('calendar'))
    .option('--apply', 'do it; the desk goes on when this is interrupted')
    .option('--reason <text>', 'why, for the record; needed with --apply')
    .action(async (id: string, { kind, apply, reason }: Options, command: Command) => {
      if (apply && reason === undefined) throw new UsageMistake('--apply needs --reason: it is recorded')
      if (!apply && reason !== undefined) throw new UsageMistake('--reason is recorded with --apply only')
      const desk = await connect(command, terminal)
      const named = { [`${kind}_id`]: id }
      const version = await preview(desk, named, terminal)
      if (apply) await recompute(desk, { ...named, version, reason: reason ?? '', dry_run: false }, terminal)
    })
}

/** Page after page; answers the version that was shown. */
async function preview(desk: DeskClient, named: JsonObject, terminal: Terminal): Promise<number> {
  const line = new ProgressLine(terminal)
  const rows: string[][] = []
  let looked = 0
  let changed = 0
  let cursor: JsonObject = {}
  for (;;) {
    const page = await desk.post(path, { ...named, ...cursor })
    looked += Number(page['looked'])
    for (const { ticket_id, clocks } of objectsIn(page['data'])) {
      changed++
      if (rows.length < mostShown)
        rows.push(...objectsIn(clocks).map(clock => [show(ticket_id), ...cells(clock)]))
    }
    line.show(`looked at ${counted(looked, 'open ticket')}`)
    const next = isJsonObject(page['page']) ? page['page']['next_cursor'] : null
    if (typeof next === 'string') {
      cursor = { cursor: next, version: page['version'] ?? null }
      continue
    }
    line.clear()
    terminal.print(
      `version ${show(page['version'])}: ${changed} of ${counted(looked, 'open ticket')} to change`
    )
    const head = ['TICKET', 'METRIC', 'STATE', 'BREACH']
    if (rows.length > 0) for (const row of ['', ...table(head, rows)]) terminal.print(row)
    if (changed > mostShown) terminal.print('…')
    return Number(page['version'])
  }
}

function cells({ metric, before, after }: JsonObject): string[] {
  const both = (field: string) =>
    [before, after].map(side => show(isJsonObject(side) ? side[field] : undefined)).join(' -> ')
  return [show(metric), both('state'), both('breach_at')]
}

async function recompute(desk: DeskClient, body: JsonObject, terminal: Terminal): Promise<void> {
  const line = new ProgressLine(terminal)
  const asked = await desk.post(path, body)
  for (let now = asked; ; now = await desk.get(`${path}/${show(asked['id'])}`)) {
    const far = `${show(asked['id'])}: ${show(now['changed'])} of ${counted(Number(now['looked']), 'ticket')} changed`
    if (now['state'] === 'finished') {
      line.clear()
      return terminal.print(far)
    }
    line.show(far)
    await terminal.io.clock.sleep(lookEveryMs)
  }
}
