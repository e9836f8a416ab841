import type { Signal } from '@preact/signals'
import { withFresh } from '../../ui/settled.js'
import { Settling } from '../../ui/settling.js'
import { Empty } from '../../ui/states.js'
import { ticketsWords } from '../../words/tickets.js'
import { readByCode, type Ticket, type TicketPage } from './read-tickets.js'
import { TicketTable } from './ticket-table.js'

const keyOf = ({ id }: Ticket): string => id

/** A list that follows what happens. */
export function Listed(props: {
  page: TicketPage
  chosen: Signal<ReadonlySet<string>>
  isFiltered: boolean
}) {
  const words = ticketsWords.value
  return (
    <Settling
      fresh={props.page.tickets}
      keyOf={keyOf}
      told={waiting => `${words.show}: ${words.fresh(waiting)}`}
      settled={({ rows, gone }, show) => {
        if (gone.size === 0) return
        // They are on another page by now, or fit no more: what becomes of them is to be seen all the same.
        const codes = rows.flatMap(({ id, code }) => (gone.has(id) ? [code] : []))
        readByCode(codes).then(
          found => show(withFresh(rows, found, keyOf)),
          () => {}
        )
      }}
    >
      {(rows, gone) =>
        rows.length === 0 ? (
          <Empty title={words.emptyTitle}>{props.isFiltered ? words.empty : words.emptyDesk}</Empty>
        ) : (
          <TicketTable rows={rows} gone={gone} chosen={props.chosen} />
        )
      }
    </Settling>
  )
}
