import type { Command } from 'commander'
import { connect } from '../connect.js'
import { Failure } from '../failure.js'
import type { Terminal } from '../terminal.js'

export function addApiKey(program: Command, terminal: Terminal): void {
  program
    .command('api-key')
    .description('keys of the REST API')
    .command('new')
    .description('make one more key and print it: the only time it is seen')
    .action(async (_options, command: Command) => {
      const desk = await connect(command, terminal)
      const { key } = await desk.post('api/v1/admin/api-keys')
      if (typeof key !== 'string') throw new Failure('the desk answered without a key')
      terminal.print(key)
      terminal.complain('The desk keeps only its hash: store it now.')
    })
}
