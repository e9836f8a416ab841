import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import { isJsonObject, type JsonObject } from '#kernel'
import { connect } from '../connect.js'
import { objectsIn } from '../desk-client.js'
import { draftIn } from '../draft.js'
import { Failure } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { counted, show, table } from '../text.js'

interface Options {
  readonly from: string
  readonly to: string
  readonly json?: boolean
}

const lookEveryMs = 1000

export function addRules(program: Command, terminal: Terminal): void {
  program
    .command('rules')
    .description('what the desk does with tickets by itself')
    .command('simulate')
    .description('what a draft of a rule would have done with the tickets opened in a period; writes nothing')
    .argument('<id>', 'the rule that the draft would replace, or a new one')
    .argument('<file>', 'the draft: a JSON document as for the REST API')
    .requiredOption('--from <time>', 'RFC 3339, inclusive')
    .requiredOption('--to <time>', 'RFC 3339, exclusive')
    .option('--json', 'the whole answer as JSON, with each ticket')
    .action(async (id: string, file: string, { from, to, json }: Options, command: Command) => {
      const desk = await connect(command, terminal)
      const rule = await draftIn(resolve(file))
      let answer = await desk.post('api/v1/rules/simulations', { from, to, rule_id: id, rule })
      while (answer['state'] === 'running') {
        const { ticket_count } = isJsonObject(answer['sum']) ? answer['sum'] : {}
        terminal.complain(`${counted(Number(ticket_count ?? 0), 'ticket')} so far`)
        await setTimeout(lookEveryMs)
        answer = await desk.get(`api/v1/rules/simulations/${show(answer['id'])}`)
      }
      if (answer['state'] !== 'done') throw new Failure('the simulation failed: ask for it again')
      await terminal.write(json ? `${JSON.stringify(answer, null, 2)}\n` : `${summary(answer).join('\n')}\n`)
    })
}

function summary({ sum, tickets }: JsonObject): string[] {
  const { ticket_count, changed_count, unknown_count, acted } = isJsonObject(sum) ? sum : {}
  const { before, after } = isJsonObject(acted) ? acted : {}
  const rows = objectsIn(tickets).map(ticket => [
    show(ticket['ticket_id']),
    String(objectsIn(ticket['before']).length),
    objectsIn(ticket['after'])
      .map(({ at, actions }) => `${show(at)} ${Array.isArray(actions) ? actions.join(', ') : ''}`)
      .join('; ') || '-'
  ])
  const lines = [
    `${show(changed_count)} of ${counted(Number(ticket_count), 'ticket')} would have been treated otherwise`,
    `acted ${show(before)} times, would have acted ${show(after)} times; ${show(unknown_count)} can not be told`
  ]
  return rows.length === 0 ? lines : [...lines, '', ...table(['TICKET', 'ACTED', 'WOULD HAVE'], rows)]
}
