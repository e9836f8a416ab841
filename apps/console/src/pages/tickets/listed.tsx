import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Empty } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { ticketsWords } from '../../words/tickets.js'
import { readByCode, type Ticket, type TicketPage } from './read-tickets.js'
import { asTheyCame, type Settled, settled, withFresh } from './settled.js'
import { TicketTable } from './ticket-table.js'

/** A list that follows what happens, and moves nothing while somebody is at it. */
export function Listed(props: {
  page: TicketPage
  chosen: Signal<ReadonlySet<string>>
  isFiltered: boolean
}) {
  const words = ticketsWords.value
  const root = useRef<HTMLDivElement>(null)
  const isPointedAt = useRef(false)
  const shown = useSignal<Settled<Ticket>>(asTheyCame(props.page.tickets))
  /** Pointed at, gone through by keyboard, or scrolled into. */
  const isHeld = (): boolean =>
    isPointedAt.current ||
    root.current?.contains(document.activeElement) === true ||
    (root.current?.getBoundingClientRect().top ?? 0) < 0
  useEffect(() => {
    const now = settled(shown.value.rows, props.page.tickets, isHeld())
    shown.value = now
    if (now.gone.size === 0) return
    // They are on another page by now, or fit no more: what becomes of them is to be seen all the same.
    const codes = now.rows.flatMap(({ id, code }) => (now.gone.has(id) ? [code] : []))
    readByCode(codes).then(
      found => {
        if (shown.value === now) shown.value = { ...now, rows: withFresh(now.rows, found) }
      },
      () => {}
    )
  }, [props.page])
  const { rows, gone, waiting } = shown.value
  if (rows.length === 0)
    return <Empty title={words.emptyTitle}>{props.isFiltered ? words.empty : words.emptyDesk}</Empty>
  return (
    <div
      ref={root}
      class="listed"
      onPointerEnter={() => {
        isPointedAt.current = true
      }}
      onPointerLeave={() => {
        isPointedAt.current = false
      }}
    >
      <div role="status" class="fresh">
        {(waiting > 0 || gone.size > 0) && (
          <button
            type="button"
            class="pill"
            onClick={() => {
              shown.value = asTheyCame(props.page.tickets)
            }}
          >
            {waiting > 0 ? `${words.show}: ${words.fresh(waiting)}` : common.value.again}
          </button>
        )}
      </div>
      <TicketTable rows={rows} gone={gone} chosen={props.chosen} />
    </div>
  )
}
