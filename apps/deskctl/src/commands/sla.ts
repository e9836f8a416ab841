import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { isJsonObject, type JsonObject } from '#kernel'
import { connect } from '../connect.js'
import { objectsIn } from '../desk-client.js'
import { draftIn } from '../draft.js'
import type { Terminal } from '../terminal.js'
import { counted, show, table } from '../text.js'
import { addRecompute } from './sla-recompute.js'

interface Options {
  readonly from: string
  readonly to: string
  readonly kind: 'policy' | 'calendar'
  readonly json?: boolean
}

export function addSla(program: Command, terminal: Terminal): void {
  const sla = program.command('sla').description('service levels')
  addRecompute(sla, terminal)
  sla
    .command('simulate')
    .description('what a draft would have changed for the tickets opened in a period; writes nothing')
    .argument('<id>', 'the policy or calendar that the draft would replace, or a new one')
    .argument('<file>', 'the draft: a JSON document as for the REST API')
    .requiredOption('--from <time>', 'RFC 3339, inclusive')
    .requiredOption('--to <time>', 'RFC 3339, exclusive')
    .addOption(
      new Option('--kind <kind>', 'what the draft is').choices(['policy', 'calendar']).default('policy')
    )
    .option('--json', 'the whole answer as JSON, with each ticket')
    .action(async (id: string, file: string, options: Options, command: Command) => {
      const desk = await connect(command, terminal)
      const { from, to, kind, json } = options
      const draft = await draftIn(resolve(file))
      const body = { from, to, [`${kind}_id`]: id, [kind]: draft }
      const answer = await desk.post('api/v1/sla/simulations', body)
      await terminal.write(json ? `${JSON.stringify(answer, null, 2)}\n` : `${summary(answer).join('\n')}\n`)
    })
}

const states = ['met', 'breached', 'open']

function summary({ ticket_count, changed_count, sum }: JsonObject): string[] {
  const rows = objectsIn(sum).map(({ metric, before, after }) => [
    show(metric),
    ...states.map(state => {
      const cell = (side: unknown) => show(isJsonObject(side) ? side[state] : undefined)
      return `${cell(before)} -> ${cell(after)}`
    })
  ])
  const line = `${show(changed_count)} of ${counted(Number(ticket_count), 'ticket')} would have changed`
  return rows.length === 0 ? [line] : [line, '', ...table(['METRIC', 'MET', 'BREACHED', 'OPEN'], rows)]
}
