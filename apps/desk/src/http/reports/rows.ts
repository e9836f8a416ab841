import { Readable } from 'node:stream'
import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { Request } from 'express'
import type { ReportRow, ReportRows } from '#application'
import { ticketIdText } from '#kernel'
import { type Answer, found } from '../answer.js'
import { time } from '../tickets/present-ticket.js'

const columns = ['ticket_id', 'code', 'began_at', 'ended_at', 'value_s'] as const

/** What a number is made of, as it is shown. */
export const rowBody = ({ ticketId, code, beganAt, endedAt, valueMs }: ReportRow) => ({
  ticket_id: ticketIdText(ticketId),
  code,
  began_at: time(beganAt),
  ended_at: endedAt === null ? null : time(endedAt),
  value_s: valueMs === null ? null : Math.floor(valueMs / 1000)
})

/** Whether the rows are wanted as a file more than as JSON. */
export const AsCsv = createParamDecorator(
  (_: unknown, context: ExecutionContext): boolean =>
    context.switchToHttp().getRequest<Request>().accepts(['application/json', 'text/csv']) === 'text/csv'
)

/** As of RFC 4180, a line of names first. Ids, codes, times and numbers: nothing in it needs quotes. */
function* csvOf(pages: Iterable<readonly ReportRow[]>): Generator<string> {
  yield `${columns.join(',')}\r\n`
  for (const rows of pages) {
    yield rows
      .map(rowBody)
      .map(line => `${columns.map(column => line[column] ?? '').join(',')}\r\n`)
      .join('')
  }
}

/** All of them as a file. */
export const csvAnswer = (name: string, rows: ReportRows, reflects: Parameters<typeof found>[1]): Answer => ({
  ...found({}, reflects, {
    Vary: 'Accept',
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="${name}.csv"`,
    'Cache-Control': 'no-store'
  }),
  file: Readable.from(csvOf(rows.all()))
})
