import type { Command } from 'commander'
import { exitCodeOf, type Finding } from '#audit'
import type { LogVerdict } from '#event-log'
import { AuditedDesk } from '../audit/audited-desk.js'
import type { AuditedLog } from '../audit/audited-log.js'
import { keysGiven, noteGiven } from '../audit/given.js'
import { verifyBundleFile } from '../audit/verify-bundle-file.js'
import { verifyExport } from '../audit/verify-export.js'
import { SealedCheck, type SealedVerdict } from '../audit/verify-sealed.js'
import { codeOf, Failure, messageOf, UsageMistake } from '../failure.js'
import { ProgressLine } from '../progress.js'
import type { Terminal } from '../terminal.js'
import { counted, grouped, show, table } from '../text.js'

interface Options {
  readonly dataDir?: string
  readonly json?: boolean
  readonly bundle?: string
  readonly export?: string
  readonly key: readonly string[]
  readonly checkpoint?: string
}

const collect = (value: string, before: readonly string[]) => [...before, value]

export function addVerify(program: Command, terminal: Terminal): void {
  program
    .command('verify')
    .description(
      'check every event of the log, in files or on a server: checksums, gaps, order, and that it is what was sealed; or a bundle, or an export. ' +
        'Reads only, also beside a running desk'
    )
    .option('--data-dir <dir>', 'instead of DESK_DATA_DIR')
    .option('--bundle <file>', 'an audit bundle instead of the log; needs --key')
    .option('--export <dir>', 'an export of the whole log (deskctl audit export); needs --key')
    .option(
      '--key <vkey>',
      'a verifier key of the desk, as deskctl audit key prints it; may be repeated. Of the log: instead of those of its key file',
      collect,
      []
    )
    .option('--checkpoint <file>', 'a checkpoint that came from elsewhere')
    .option('--json', 'the verdict as one JSON object')
    .addHelpText(
      'after',
      '\nExit codes: 0 sound, 1 differs, 2 wrong use, 3 something is missing, 4 signed by no key that was given.'
    )
    .action(async (options: Options) => {
      const { bundle, export: exported, checkpoint, key } = options
      const asked = { key, json: options.json === true, ...(checkpoint === undefined ? {} : { checkpoint }) }
      if (bundle !== undefined && exported !== undefined)
        throw new UsageMistake('--bundle and --export exclude each other')
      const verifying =
        bundle !== undefined
          ? verifyBundleFile(terminal, bundle, asked)
          : exported !== undefined
            ? verifyExport(terminal, exported, asked)
            : verifyLog(terminal, options)
      return verifying.catch(error => {
        if (error instanceof Failure || codeOf(error) === 'EPIPE') throw error
        cannotRead(error)
      })
    })
}

async function verifyLog(terminal: Terminal, { dataDir, json, checkpoint, key }: Options): Promise<void> {
  await using desk = await AuditedDesk.open(terminal, dataDir).catch(cannotRead)
  const elsewhere =
    checkpoint === undefined ? undefined : { what: checkpoint, note: noteGiven(checkpoint, terminal) }
  const { place } = desk.log
  const check = await SealedCheck.open(desk, { elsewhere, keys: keysGiven(key) }).catch(cannotRead)
  const line = new ProgressLine(terminal, true)
  const verdict = await desk.log.verify(
    (done, total) =>
      line.show(
        total === undefined ? counted(done, 'event') : `${grouped(done)} of ${grouped(total)} events`
      ),
    event => check.add(event)
  )
  line.clear()
  const sealed = await check.finish()
  await terminal.write(
    json === true
      ? `${jsonOf(verdict, sealed, place)}\n`
      : `${textOf(verdict, sealed, desk.log).join('\n')}\n`
  )
  const damage: Finding[] = verdict.problems.map(({ why }) => ({ kind: 'differs', what: why }))
  terminal.exitCode = exitCodeOf([...damage, ...sealed.findings])
}

/** A log or a vault that can't be read is no log that differs. */
const cannotRead = (error: unknown): never => {
  throw new UsageMistake(messageOf(error), { cause: error })
}

const jsonOf = ({ logId, events, head, problems }: LogVerdict, sealed: SealedVerdict, log: string): string =>
  JSON.stringify({
    log,
    log_id: logId,
    events,
    head: head ?? null,
    ok: problems.length === 0 && sealed.findings.length === 0,
    problems,
    sealed: sealed.sealed,
    checkpoints: sealed.checkpoints,
    signatures_checked: sealed.signaturesChecked,
    state_compared: sealed.stateCompared,
    keys_without_signature: [...sealed.silent],
    findings: sealed.findings
  })

function textOf(
  { logId, events, head, problems }: LogVerdict,
  sealed: SealedVerdict,
  log: AuditedLog
): string[] {
  const summary = table(
    ['log', log.place],
    [
      ['log id', show(logId)],
      ['events', head === undefined ? 'none' : `${grouped(events)}, the last at position ${head}`],
      [
        'sealed',
        sealed.sealed === null
          ? sealed.checkpoints === 0
            ? 'nothing yet'
            : `${counted(sealed.checkpoints, 'checkpoint')}, none of which was found to hold`
          : `the first ${grouped(sealed.sealed)} events, ${counted(sealed.checkpoints, 'checkpoint')}`
      ],
      ...(sealed.checkpoints > 0 && !sealed.signaturesChecked
        ? [['signatures', 'not checked: no key is here, give --key']]
        : []),
      ...(sealed.checkpoints > 0 && !sealed.stateCompared
        ? [['signed last', 'not compared: the desk state is not here, give --checkpoint']]
        : []),
      ...sealed.silent.map(key => ['signed nothing', `${show(key)}, and confirms nothing`])
    ]
  )
  const found = sealed.findings.map(({ kind, what, stream, revision, event }) =>
    [
      kind,
      ...(stream === undefined ? [] : [`${show(stream)} revision ${revision} event ${show(event ?? '')}`]),
      show(what)
    ].join(': ')
  )
  if (problems.length === 0 && found.length === 0) return [...summary, `sound: ${log.sound}`]
  if (problems.length === 0) return [...summary, '', ...found]
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
    ...found,
    '',
    `${counted(problems.length, 'problem')}: restore a backup; \`deskctl export\` writes what is readable`
  ]
}
