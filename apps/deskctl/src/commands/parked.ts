import type { Command } from 'commander'
import { isJsonObject, type JsonObject } from '#kernel'
import { connect } from '../connect.js'
import type { Terminal } from '../terminal.js'
import { counted, show, table } from '../text.js'

const base = 'api/v1/admin/parked'

export function addParked(program: Command, terminal: Terminal): void {
  const parked = program
    .command('parked')
    .description('events that were set aside because one failed by itself')

  parked
    .command('list')
    .description('the sequences that wait, oldest first')
    .action(async (_options, command: Command) => {
      const desk = await connect(command, terminal)
      const sequences = new Map<string, JsonObject[]>()
      for await (const event of desk.list(base)) {
        const key = JSON.stringify([event['process'], event['sequence']])
        sequences.set(key, [...(sequences.get(key) ?? []), event])
      }
      if (sequences.size === 0) return terminal.print('nothing is parked')
      const head = ['PROCESS', 'SEQUENCE', 'EVENTS', 'ATTEMPTS', 'SINCE', 'ERROR']
      terminal.print(...table(head, [...sequences.values()].map(rowOf)))
    })

  parked
    .command('show')
    .description('the events of one sequence')
    .argument('<process>', 'as listed')
    .argument('<sequence>', 'as listed')
    .action(async (process: string, sequence: string, _options, command: Command) => {
      const desk = await connect(command, terminal)
      for await (const one of desk.list(pathOf(process, sequence))) terminal.print(...described(one), '')
    })

  for (const [action, what] of [
    ['retry', 'handle the events of one sequence in order'],
    ['skip', 'give up the oldest event of one sequence, then handle the rest']
  ] as const) {
    parked
      .command(action)
      .description(what)
      .argument('<process>', 'as listed')
      .argument('<sequence>', 'as listed')
      .action(async (process: string, sequence: string, _options, command: Command) => {
        const desk = await connect(command, terminal)
        report(await desk.post(`${pathOf(process, sequence)}/${action}`), terminal)
      })
  }
}

const pathOf = (process: string, sequence: string) =>
  `${base}/${encodeURIComponent(process)}/${encodeURIComponent(sequence)}`

function rowOf(events: readonly JsonObject[]): string[] {
  const failed = events.find(event => event['error'] !== null) ?? events[0] ?? {}
  const { process, sequence, attempts, parked_at, error } = failed
  return [show(process), show(sequence), String(events.length), show(attempts), show(parked_at), show(error)]
}

function described(one: JsonObject): string[] {
  const event = isJsonObject(one['event']) ? one['event'] : undefined
  return table(
    ['position', show(one['position'])],
    [
      ['stream', `${show(one['stream'])}, revision ${show(one['revision'])}`],
      ['event', event ? `${show(event['type'])} ${show(one['event_id'])}` : 'can not be read'],
      ['recorded', show(event?.['recorded_at'])],
      ['parked', show(one['parked_at'])],
      ['error', one['error'] === null ? 'none: it waits behind an earlier one' : show(one['error'])],
      ['attempts', show(one['attempts'])],
      ['data', show(event?.['data'])]
    ]
  )
}

function report({ handled, left, error }: JsonObject, terminal: Terminal): void {
  terminal.print(
    `${counted(Number(handled), 'event')} handled, ${Number(left) === 0 ? 'none' : show(left)} left`
  )
  if (Number(left) === 0) return
  terminal.complain(`deskctl: the oldest failed again: ${show(error)}`)
  terminal.exitCode = 1
}
