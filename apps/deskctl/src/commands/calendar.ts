import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { isJsonObject } from '#kernel'
import { connect } from '../connect.js'
import { objectsIn } from '../desk-client.js'
import { Failure, messageOf } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { counted, show } from '../text.js'

export function addCalendar(program: Command, terminal: Terminal): void {
  program
    .command('calendar')
    .description('calendars')
    .command('import')
    .description('adds the days off that an iCalendar file names, from this year to the fifth after it')
    .argument('<id>', 'the calendar')
    .argument('<file>', 'an iCalendar file (.ics)')
    .action(async (id: string, file: string, _: object, command: Command) => {
      const desk = await connect(command, terminal)
      const path = `api/v1/calendars/${encodeURIComponent(id)}/holiday-imports`
      const answer = await desk.postText(
        path,
        'text/calendar',
        await contentOf(resolve(terminal.io.cwd, file))
      )
      const { added, known_count, skipped_count, skipped, calendar } = answer
      const version = isJsonObject(calendar) ? calendar['version'] : undefined
      const days = objectsIn(added)
      terminal.print(
        `version ${show(version)}: ${counted(days.length, 'day')} added, ${show(known_count)} known, ${show(skipped_count)} skipped`
      )
      for (const { date, name } of days) terminal.print(`+ ${show(date)}  ${show(name)}`)
      for (const { summary, why } of objectsIn(skipped)) {
        terminal.complain(`skipped: ${show(summary)} (${show(why).replaceAll('_', ' ')})`)
      }
    })
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Failure(`${file}: ${messageOf(error)}`)
  }
}
