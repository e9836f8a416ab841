import type { Command } from 'commander'
import { connect } from '../connect.js'
import { Failure, UsageMistake } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { show, table } from '../text.js'

const base = 'api/v1/api-keys'
const columns = ['id', 'name', 'state']

export function addApiKey(program: Command, terminal: Terminal): void {
  const keys = program.command('api-key').description('keys of the REST API')

  keys
    .command('new')
    .description('make one more key and print it: the only time it is seen')
    .option('--name <name>', 'what it is for', 'made with deskctl')
    .option('--scopes <scopes>', 'what it may, with commas between', 'admin')
    .action(async ({ name, scopes }: { name: string; scopes: string }, command: Command) => {
      const desk = await connect(command, terminal)
      const asked = { name, scopes: scopes.split(',').map(scope => scope.trim()) }
      tell(await desk.post(base, asked), terminal)
    })

  keys
    .command('list')
    .description('a line per key: id, name and state; oldest first')
    .action(async (_options, command: Command) => {
      const desk = await connect(command, terminal)
      const rows: string[][] = []
      for await (const key of desk.list(base)) rows.push(columns.map(name => show(key[name])))
      const [head, ...others] = rows
      if (head) await terminal.write(`${table(head, others).join('\n')}\n`)
    })

  keys
    .command('rotate')
    .description('make a key anew under the same id and print it: the only time it is seen')
    .argument('<id>', 'as listed: key_…')
    .option('--overlap <seconds>', 'so long the former key holds beside it', '0')
    .action(async (id: string, { overlap }: { overlap: string }, command: Command) => {
      if (!/^\d{1,7}$/.test(overlap)) throw new UsageMistake('--overlap must be a whole number of seconds')
      const desk = await connect(command, terminal)
      tell(await desk.post(`${pathOf(id)}/rotations`, { overlap_s: Number(overlap) }), terminal)
    })

  keys
    .command('revoke')
    .description('end a key: within two seconds no process takes it any more')
    .argument('<id>', 'as listed: key_…')
    .action(async (id: string, _options, command: Command) => {
      const desk = await connect(command, terminal)
      await desk.delete(pathOf(id))
      terminal.print(`${id} is revoked`)
    })
}

const pathOf = (id: string): string => `${base}/${encodeURIComponent(id)}`

function tell({ key }: { readonly [name: string]: unknown }, terminal: Terminal): void {
  if (typeof key !== 'string') throw new Failure('the desk answered without a key')
  terminal.print(key)
  terminal.complain('The desk keeps only its hash: store it now.')
}
