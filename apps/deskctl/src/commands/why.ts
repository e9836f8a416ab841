import type { Command } from 'commander'
import { isJsonObject, type JsonObject, ticketCodeIn, ticketIdIn } from '#kernel'
import { connect } from '../connect.js'
import { type DeskClient, objectsIn } from '../desk-client.js'
import { Failure, UsageMistake } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { show } from '../text.js'

export function addWhy(program: Command, terminal: Terminal): void {
  program
    .command('why')
    .description('what the desk did with a ticket by itself, and why, in sentences')
    .argument('<ticket>', 'its code, e.g. 7K3Q-X9M2, or its id: tkt_…')
    .action(async (ticket: string, _options, command: Command) => {
      if (ticketIdIn(ticket) === undefined && ticketCodeIn(ticket) === undefined)
        throw new UsageMistake('the ticket must be a code such as 7K3Q-X9M2, or an id: tkt_…')
      const desk = await connect(command, terminal)
      const id = await idOf(desk, ticket)
      let none = true
      for await (const decision of desk.list(`api/v1/tickets/${id}/decisions`)) {
        none = false
        terminal.print(...linesOf(decision))
      }
      if (none) terminal.print('The desk has decided nothing on it by itself.')
    })
}

async function idOf(desk: DeskClient, ticket: string): Promise<string> {
  if (ticketIdIn(ticket) !== undefined) return ticket
  const query = new URLSearchParams({ code: ticketCodeIn(ticket) ?? ticket })
  const [found] = objectsIn((await desk.get(`api/v1/tickets?${query}`))['data'])
  if (!found) throw new Failure(`there is no ticket ${ticket}`)
  return String(found['id'])
}

function linesOf({ at, because, candidates }: JsonObject): string[] {
  const seen = Array.isArray(candidates) ? candidates.filter(isJsonObject) : []
  return [
    `${show(at)}  ${show(because)}`,
    ...seen.map(({ id, display_name: name, why_not: whyNot, load, limit }) => {
      const carries = limit === null ? `carried ${show(load)}` : `carried ${show(load)} of ${show(limit)}`
      return `    ${show(name ?? id)}: ${whyNot === null ? 'could have had it' : show(whyNot).replaceAll('_', ' ')}, ${carries}`
    })
  ]
}
