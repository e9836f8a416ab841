import type { Command } from 'commander'
import type { JsonObject } from '#kernel'
import { ticketCodeIn, ticketIdIn } from '#kernel'
import { connect } from '../connect.js'
import { UsageMistake } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { noTicketName } from '../ticket-name.js'

interface Options {
  readonly ticket?: string
  readonly telegramUser?: string
  readonly yes?: boolean
}

export function addForget(program: Command, terminal: Terminal): void {
  program
    .command('forget')
    .description('forget a person: what is about them can never be read again')
    .option('--ticket <code or id>', 'the customer of this ticket: its code, or tkt_…')
    .option('--telegram-user <id>', 'this Telegram user')
    .option('--yes', 'do not ask')
    .action(async (options: Options, command: Command) => {
      const { name, body } = whoOf(options)
      const desk = await connect(command, terminal)
      if (options.yes !== true)
        await terminal.confirm(`Everything personal of ${name} becomes unreadable for ever.`, 'forget')
      const { forgotten } = await desk.post('api/v1/admin/forgettings', body)
      if (forgotten !== true)
        return terminal.print(`nothing to forget: nothing is known of ${name}, or no longer`)
      terminal.print(
        `${name} is forgotten`,
        'Raw updates stay readable until the keys of their days are destroyed (DESK_INBOX_RETENTION); topics and cards lose the name as Telegram allows.'
      )
    })
}

function whoOf({ ticket, telegramUser }: Options): { name: string; body: JsonObject } {
  if (ticket !== undefined && telegramUser === undefined) {
    const id = ticketIdIn(ticket) === undefined ? ticketCodeIn(ticket) : ticket
    if (id === undefined) throw noTicketName()
    return { name: `the customer of ${id}`, body: { ticket_id: id } }
  }
  if (ticket === undefined && telegramUser !== undefined) {
    const id = Number(telegramUser)
    if (!/^[1-9]\d*$/.test(telegramUser) || !Number.isSafeInteger(id)) {
      throw new UsageMistake("--telegram-user must be a user's number")
    }
    return { name: `Telegram user ${id}`, body: { telegram_user_id: id } }
  }
  throw new UsageMistake('give either --ticket or --telegram-user')
}
