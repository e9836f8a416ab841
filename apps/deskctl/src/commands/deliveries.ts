import { type Command, Option } from 'commander'
import type { JsonObject } from '#kernel'
import { deliveryStates } from '#views'
import { connect } from '../connect.js'
import type { Terminal } from '../terminal.js'
import { show, table } from '../text.js'

const base = 'api/v1/admin/deliveries'
const columns = ['id', 'kind', 'state', 'attempts', 'asked_at', 'retry_at', 'ticket_id', 'code', 'reason']

export function addDeliveries(program: Command, terminal: Terminal): void {
  const deliveries = program
    .command('deliveries')
    .description('what was asked for and is not done at Telegram')

  deliveries
    .command('list')
    .description('oldest first')
    .addOption(new Option('--state <state>', 'only these').choices(deliveryStates))
    .action(async (options: { state?: string }, command: Command) => {
      const desk = await connect(command, terminal)
      const rows: string[][] = []
      const filters = options.state === undefined ? {} : { state: options.state }
      for await (const one of desk.list(base, filters)) rows.push(columns.map(name => show(one[name])))
      if (rows.length === 0)
        return terminal.print(options.state ? `none is ${options.state}` : 'nothing is pending')
      const head = columns.map(name => name.replace('_', ' ').toUpperCase())
      await terminal.write(`${table(head, rows).join('\n')}\n`)
    })

  deliveries
    .command('retry')
    .description('try a failed or uncertain delivery once more')
    .argument('<id>', 'as listed: dlv_…')
    .action(async (id: string, _options, command: Command) => {
      const desk = await connect(command, terminal)
      terminal.print(resultOf(id, await desk.post(`${base}/${encodeURIComponent(id)}/retry`)))
    })
}

const resultOf = (id: string, { retry_id }: JsonObject): string =>
  typeof retry_id === 'string'
    ? `${id} is done again as ${retry_id}`
    : `${id}: nothing to do, it will be sent`
