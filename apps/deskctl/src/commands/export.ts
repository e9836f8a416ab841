import type { Command } from 'commander'
import { exportSqliteLog } from '#event-log/sqlite'
import { eventLine } from '../exported-event.js'
import { Failure } from '../failure.js'
import { type DeskFiles, findFiles } from '../files.js'
import { Output } from '../output.js'
import { type Opener, openerFor } from '../personal-data.js'
import { ProgressLine } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { counted } from '../text.js'
import { ticketNamed } from '../ticket-name.js'

interface Options {
  readonly ticket?: string
  readonly out?: string
  readonly open?: boolean
  readonly dataDir?: string
}

export function addExport(program: Command, terminal: Terminal): void {
  program
    .command('export')
    .description('write events as recorded, one JSON object per line; of a damaged log what is readable')
    .option('--ticket <ticket>', 'only the history of this ticket: its code or tkt_…')
    .option('--out <file>', 'a new file instead of stdout')
    .option('--open', 'open personal data with the vault; null where the person is forgotten')
    .option('--data-dir <dir>', 'instead of DESK_DATA_DIR')
    .action(async (options: Options) => {
      const files = findFiles(terminal, options.dataDir)
      const opener = options.open === true ? await openerFor(files, terminal.io.clock) : undefined
      try {
        await write(files, options, opener, terminal)
      } finally {
        await opener?.close()
      }
    })
}

async function write(
  { log }: DeskFiles,
  { ticket, out }: Options,
  opener: Opener | undefined,
  terminal: Terminal
): Promise<void> {
  const wanted = ticket === undefined ? () => true : ticketNamed(ticket)
  const progress = new ProgressLine(terminal, true)
  let events = 0
  let unreadable = 0
  const complain = (line: string) => {
    unreadable++
    progress.clear()
    terminal.complain(`deskctl: ${line}`)
  }
  await using output = await Output.to(out, terminal)
  for await (const item of exportSqliteLog(log)) {
    if (item.kind === 'unreadable') {
      const { from, to, stream, revision, why } = item
      const which = stream === '' ? '' : ` (stream ${stream}, revision ${revision})`
      complain(`unreadable: positions ${from} to ${to}${which}: ${why}`)
      continue
    }
    if (!wanted(item.event.stream)) continue
    await output.line(await eventLine(item.event, opener, complain))
    events++
    if (out !== undefined && events % 1000 === 0) progress.show(`${counted(events, 'event')} written`)
  }
  progress.clear()
  if (ticket !== undefined && events === 0) {
    await output.discard()
    throw new Failure(`no event of ticket ${ticket} ${unreadable > 0 ? 'could be read' : 'is in this log'}`)
  }
  if (out !== undefined) terminal.complain(`${counted(events, 'event')} written to ${out}`)
  if (unreadable > 0) terminal.exitCode = 1
}
