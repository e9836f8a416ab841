import type { Command } from 'commander'
import { connect } from '../connect.js'
import { Failure, UsageMistake } from '../failure.js'
import type { Terminal } from '../terminal.js'

interface Options {
  readonly queue?: string
  readonly form?: string
  readonly field: readonly string[]
}

export function addLink(program: Command, terminal: Terminal): void {
  program
    .command('link')
    .description(
      'print a link to the bot that chooses the queue, the form and fields of the ticket it leads to'
    )
    .option('--queue <id>', 'the queue that the ticket opens in')
    .option('--form <id>', 'the form that the customer is asked by')
    .option(
      '--field <id=value>',
      'a field that is filled already; again for each',
      (one: string, before: readonly string[]) => [...before, one],
      []
    )
    .action(async ({ queue, form, field }: Options, command: Command) => {
      const fields = Object.fromEntries(field.map(pairOf))
      const desk = await connect(command, terminal)
      const asked = {
        ...(queue !== undefined && { queue_id: queue }),
        ...(form !== undefined && { form_id: form }),
        fields
      }
      const { url } = await desk.post('api/v1/admin/links', asked)
      if (typeof url !== 'string') throw new Failure('the desk answered without a link')
      terminal.print(url)
    })
}

function pairOf(given: string): readonly [string, string] {
  const at = given.indexOf('=')
  if (at < 1) throw new UsageMistake('--field must be id=value')
  return [given.slice(0, at), given.slice(at + 1)]
}
