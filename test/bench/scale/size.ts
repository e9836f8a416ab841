import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { askChild } from '../child.js'
import type { Figure, Row } from '../figure.js'
import { history } from '../history/index.js'
import type { RebuildAnswer, RebuildQuestion } from '../rebuild/child.js'

/** What a ticket costs in events and bytes: the realistic histories, on SQLite. */
export const size: Figure = {
  name: 'size',
  async run(context) {
    const directory = await history(context)
    const views = new URL('../rebuild/child.js', import.meta.url)
    if (!existsSync(join(directory, 'views.db')))
      await askChild<RebuildAnswer>(views, { of: 'views', directory } satisfies RebuildQuestion)
    const log = new DatabaseSync(join(directory, 'log.db'), { readOnly: true })
    const number = (sql: string) => Number(Object.values(log.prepare(sql).get() ?? {})[0] ?? 0)
    const tickets = number("SELECT count(*) FROM events WHERE type = 'TicketOpened'")
    const events = number('SELECT count(*) FROM events')
    const parts = log
      .prepare(
        `SELECT substr(stream, 1, instr(stream, '-') - 1) AS part, count(*) AS events,
           sum(length(CAST(data AS BLOB)) + length(CAST(meta AS BLOB)) + coalesce(length(personal), 0)) AS bytes
         FROM events GROUP BY part ORDER BY bytes DESC`
      )
      .all()
    log.close()
    const perTicket = (figure: string, value: number, unit: string, details: Row['details'] = {}): Row => ({
      figure,
      value: value / tickets,
      unit,
      details
    })
    const fileOf = (name: string) =>
      ['', '-wal'].reduce((sum, end) => {
        const path = join(directory, name + end)
        return sum + (existsSync(path) ? statSync(path).size : 0)
      }, 0)
    return [
      perTicket('events per ticket', events, 'events', { tickets, events }),
      perTicket('log.db per ticket, indexes included', fileOf('log.db'), 'bytes'),
      ...parts.map(({ part, events: count, bytes }) =>
        perTicket(`of these in ${part}- streams`, Number(bytes), 'bytes', {
          'events per ticket': Number(count) / tickets
        })
      ),
      perTicket('views.db per ticket', fileOf('views.db'), 'bytes'),
      perTicket('vault.db per ticket', fileOf('vault.db'), 'bytes')
    ]
  }
}
