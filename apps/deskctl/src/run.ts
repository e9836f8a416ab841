import { Command, CommanderError } from 'commander'
import { addApiKey } from './commands/api-key.js'
import { addAudit } from './commands/audit.js'
import { addCalendar } from './commands/calendar.js'
import { addCopy } from './commands/copy.js'
import { addDeliveries } from './commands/deliveries.js'
import { addExport } from './commands/export.js'
import { addForget } from './commands/forget.js'
import { addLink } from './commands/link.js'
import { addParked } from './commands/parked.js'
import { addProcesses } from './commands/processes.js'
import { addRebuild } from './commands/rebuild.js'
import { addReport } from './commands/report.js'
import { addRules } from './commands/rules.js'
import { addSla } from './commands/sla.js'
import { addStatus } from './commands/status.js'
import { addStores } from './commands/stores.js'
import { addVerify } from './commands/verify.js'
import { addWhy } from './commands/why.js'
import { addWitness } from './commands/witness.js'
import { codeOf, messageOf, UsageMistake } from './failure.js'
import { Terminal, type TerminalIo } from './terminal.js'

/** Runs one command; answers the exit code: 0 done, 1 it did not work, 2 the command line or the settings are wrong. */
export async function runDeskctl(args: readonly string[], io: TerminalIo): Promise<number> {
  const terminal = new Terminal(io)
  try {
    await programOn(terminal).parseAsync(args, { from: 'user' })
    return terminal.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (codeOf(error) === 'EPIPE') return terminal.exitCode
    terminal.complain(`deskctl: ${messageOf(error)}`)
    return error instanceof UsageMistake ? 2 : 1
  }
}

function programOn(terminal: Terminal): Command {
  const { stdout, stderr } = terminal.io
  const program = new Command('deskctl')
    .description('The command line of operators and auditors.')
    .option('--url <url>', 'the running desk; else HOST and PORT')
    .option('--key-file <file>', 'holds the API key, - for stdin; else DESK_API_KEY')
    .exitOverride()
    .configureOutput({
      writeOut: text => stdout.write(text),
      writeErr: text => stderr.write(text),
      outputError: (text, write) =>
        write(
          `deskctl: ${text
            .trim()
            .replace(/^error: /, '')
            .replace(/\n+/g, ' ')}\n`
        )
    })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', '\nExit codes: 0 done, 1 it did not work, 2 wrong use or settings.')
  for (const add of [
    addStatus,
    addParked,
    addRebuild,
    addDeliveries,
    addVerify,
    addAudit,
    addWitness,
    addCopy,
    addExport,
    addForget,
    addLink,
    addApiKey,
    addProcesses,
    addStores,
    addCalendar,
    addRules,
    addSla,
    addReport,
    addWhy
  ]) {
    add(program, terminal)
  }
  return program
}
