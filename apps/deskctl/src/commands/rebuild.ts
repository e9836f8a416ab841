import type { Command } from 'commander'
import { isJsonObject, type JsonObject } from '#kernel'
import { connect } from '../connect.js'
import { type DeskClient, Refused } from '../desk-client.js'
import { Failure, UsageMistake } from '../failure.js'
import { ProgressLine } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { grouped, show } from '../text.js'

const base = 'api/v1/admin/views'
const lookEveryMs = 250

export function addRebuild(program: Command, terminal: Terminal): void {
  program
    .command('rebuild')
    .description('build a view anew beside the running one; goes on in the desk when this is interrupted')
    .argument('[view]')
    .option('--all', 'every view, one after the other')
    .action(async (view: string | undefined, options: { all?: boolean }, command: Command) => {
      if ((view === undefined) !== (options.all === true)) {
        throw new UsageMistake('name one view, or give --all')
      }
      const desk = await connect(command, terminal)
      const names = view === undefined ? await namesOf(desk) : [view]
      for (const name of names) await rebuild(desk, name, terminal)
    })
}

async function namesOf(desk: DeskClient): Promise<string[]> {
  const names: string[] = []
  // This list has one page and takes no paging.
  const { data } = await desk.get(base)
  for (const view of Array.isArray(data) ? data : []) if (isJsonObject(view)) names.push(String(view['name']))
  return names
}

async function rebuild(desk: DeskClient, name: string, terminal: Terminal): Promise<void> {
  const path = `${base}/${encodeURIComponent(name)}`
  const line = new ProgressLine(terminal)
  const began = terminal.io.clock.monotonic()
  for (let report = await start(desk, path, name, terminal); ; report = await desk.get(path)) {
    const run = isJsonObject(report['rebuild']) ? report['rebuild'] : undefined
    if (!run) throw new Failure(`${name}: the rebuild is gone, the desk was started anew: begin again`)
    if (run['state'] === 'running') {
      line.show(`${name}: ${run['events'] === 0 ? 'begins' : progressOf(run)}`)
      await terminal.io.clock.sleep(lookEveryMs)
      continue
    }
    line.clear()
    if (run['state'] === 'failed') {
      throw new Failure(`${name}: the rebuild failed, the view is read as before: ${show(run['error'])}`)
    }
    const seconds = ((terminal.io.clock.monotonic() - began) / 1000).toFixed(1)
    return terminal.print(`${name}: rebuilt, ${progressOf(run)}, ${seconds} s`)
  }
}

/** Also where one is at work already: then that one is shown. */
async function start(desk: DeskClient, path: string, name: string, terminal: Terminal): Promise<JsonObject> {
  try {
    return await desk.post(`${path}/rebuilds`)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (error.status === 404)
      throw new Failure(`there is no view ${name}: ${(await namesOf(desk)).join(', ')}`)
    if (error.problem !== 'rebuild_running') throw error
    terminal.complain(`${name}: a rebuild is at work already, this is how far it is`)
    return desk.get(path)
  }
}

function progressOf({ events, total, events_per_second }: JsonObject): string {
  const done = Number(events)
  const of = typeof total === 'number' ? ` of ${grouped(total)}` : ''
  const percent = typeof total === 'number' && total > 0 ? ` (${Math.floor((100 * done) / total)} %)` : ''
  return `${grouped(done)}${of} events${percent}, ${grouped(Math.round(Number(events_per_second)))} events/s`
}
