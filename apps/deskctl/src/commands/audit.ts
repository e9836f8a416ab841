import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { vkeyOf } from '#audit'
import { ticketCodeIn, ticketIdIn } from '#kernel'
import { exportLog } from '../audit/export-log.js'
import { noteGiven } from '../audit/given.js'
import { keysOfLog } from '../audit/keys-of-log.js'
import { connect } from '../connect.js'
import type { DeskClient } from '../desk-client.js'
import { codeOf, Failure, messageOf, UsageMistake } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { show } from '../text.js'

const base = 'api/v1/audit'
const admin = 'api/v1/admin/audit'

export function addAudit(program: Command, terminal: Terminal): void {
  program
    .command('seal')
    .description('seal the log now; prints the size of the latest checkpoint')
    .action(async (_options, command: Command) => {
      const desk = await connect(command, terminal)
      const { size, sealed_at } = await desk.post(`${base}/checkpoints`)
      terminal.print(`sealed: ${size} entries, ${show(sealed_at)}`)
    })

  const audit = program.command('audit').description('proofs: bundles, exports, keys, checkpoints')

  audit
    .command('bundle')
    .description('write the records of a ticket and their proofs into one file')
    .argument('<ticket>', 'its code or tkt_…')
    .requiredOption('--out <file>', 'a new file')
    .option('--personal', 'with texts and the secret of each; it is on record who got them')
    .action(
      async (ticket: string, { out, personal }: { out: string; personal?: boolean }, command: Command) => {
        const desk = await connect(command, terminal)
        const id = await idOf(desk, ticket)
        const file = await desk.file(`api/v1/tickets/${id}/audit-bundle?personal=${personal === true}`)
        write(resolve(terminal.io.cwd, out), file)
        terminal.print(`${file.length} bytes written to ${out}`)
      }
    )

  audit
    .command('export')
    .description('write the whole log as records, tiles and checkpoints; reads files and servers')
    .requiredOption('--out <dir>', 'a new folder')
    .option('--data-dir <dir>', 'instead of DESK_DATA_DIR')
    .action(({ out, dataDir }: { out: string; dataDir?: string }) => exportLog(terminal, out, dataDir))

  audit
    .command('key')
    .description('print the verifier keys, one a line: Ed25519, then ML-DSA-44')
    .option('--data-dir <dir>', 'instead of DESK_DATA_DIR')
    .action(async ({ dataDir }: { dataDir?: string }, command: Command) => {
      const keys = await keysOfLog(terminal, dataDir)
      if (keys) return terminal.print(...keys.map(vkeyOf))
      const desk = await connect(command, terminal)
      return terminal.write((await desk.file(`${base}/keys`)).toString())
    })

  audit
    .command('rotate-key')
    .description('begin a new pair of signing keys and print its verifier keys; for 30 days both sign')
    .action(async (_options, command: Command) => {
      const { keys } = await (await connect(command, terminal)).post(`${admin}/key-rotations`)
      if (!Array.isArray(keys)) throw new Failure('the desk answered without keys')
      terminal.print(...keys.map(String))
    })

  audit
    .command('check')
    .description(
      'whether a checkpoint from elsewhere fits this log: 0 it does, 1 not, 4 none of its keys signed it'
    )
    .argument('<file>', 'the checkpoint')
    .action(async (file: string, _options, command: Command) => {
      const note = noteGiven(file, terminal)
      const { fits, signed, detail } = await (await connect(command, terminal)).post(`${admin}/checks`, {
        note
      })
      terminal.print(`${fits === true ? 'fits' : 'does not fit'}: ${show(detail)}`)
      if (fits !== true) terminal.exitCode = signed === true ? 1 : 4
    })

  audit
    .command('new-origin')
    .description('go on under a new origin after the log was found to differ; says so in the log')
    .requiredOption('--reason <reason>', 'why; it stands in the log')
    .action(async ({ reason }: { reason: string }, command: Command) => {
      const { from, to } = await (await connect(command, terminal)).post(`${admin}/origins`, { reason })
      terminal.print(`${show(from)} ends; sealing goes on as ${show(to)}`)
    })
}

async function idOf(desk: DeskClient, name: string): Promise<string> {
  if (ticketIdIn(name) !== undefined) return name
  const code = ticketCodeIn(name)
  if (code === undefined) throw new UsageMistake('a ticket is named by its code, e.g. 7K3Q-X9M2, or tkt_…')
  for await (const { id } of desk.list('api/v1/tickets', { code })) return String(id)
  throw new Failure(`there is no ticket ${code}`)
}

/** For its owner alone, and nothing is replaced. */
function write(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new Failure(`${path} exists already: name a new file`)
    throw new Failure(`the file can't be made: ${messageOf(error)}`)
  }
}
