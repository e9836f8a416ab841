import type { Command } from 'commander'
import { type LogVerdict, verifySqliteLog } from '#event-log/sqlite'
import { findFiles } from '../files.js'
import { ProgressLine } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { counted, grouped, show, table } from '../text.js'

export function addVerify(program: Command, terminal: Terminal): void {
  program
    .command('verify')
    .description(
      'check every event of the log: checksums, gaps, order; reads only, also beside a running desk'
    )
    .option('--data-dir <dir>', 'instead of DESK_DATA_DIR')
    .option('--json', 'the verdict as one JSON object')
    .action(async (options: { dataDir?: string; json?: boolean }) => {
      const { log } = findFiles(terminal, options.dataDir)
      const line = new ProgressLine(terminal, true)
      const verdict = await verifySqliteLog(log, (done, total) =>
        line.show(`${grouped(done)} of ${grouped(total)} events`)
      )
      line.clear()
      await terminal.write(
        options.json === true ? `${jsonOf(verdict, log)}\n` : `${textOf(verdict, log).join('\n')}\n`
      )
      if (verdict.problems.length > 0) terminal.exitCode = 1
    })
}

const jsonOf = ({ logId, events, head, problems }: LogVerdict, log: string): string =>
  JSON.stringify({ log, log_id: logId, events, head: head ?? null, ok: problems.length === 0, problems })

function textOf({ logId, events, head, problems }: LogVerdict, log: string): string[] {
  const summary = table(
    ['log', log],
    [
      ['log id', show(logId)],
      ['events', head === undefined ? 'none' : `${grouped(events)}, the last at position ${head}`]
    ]
  )
  if (problems.length === 0)
    return [...summary, 'sound: every checksum, revision and position is as it was written']
  const rows = problems.map(({ position, stream, revision, why }) => [
    position ?? 'the file',
    show(stream),
    revision < 0 ? '-' : String(revision),
    show(why)
  ])
  return [
    ...summary,
    '',
    ...table(['POSITION', 'STREAM', 'REVISION', 'PROBLEM'], rows),
    '',
    `${counted(problems.length, 'problem')}: restore a backup; \`deskctl export\` writes what is readable`
  ]
}
