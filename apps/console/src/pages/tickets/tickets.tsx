import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { readDirectory } from '../../directory.js'
import { useLive, useLoaded } from '../../load.js'
import { replaceQuery } from '../../route.js'
import { Empty, Shown } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { ticketsWords } from '../../words/tickets.js'
import { BulkBar } from './bulk.js'
import { Filters, filters } from './filters.js'
import { Lists } from './lists.js'
import { readTickets, type Ticket, type TicketPage } from './read-tickets.js'
import { asTheyCame, type Settled, settled } from './settled.js'
import { TicketTable } from './ticket-table.js'

export function Tickets() {
  const words = ticketsWords.value
  const now = filters()
  const key = JSON.stringify(now)
  const cursors = useSignal<readonly string[]>([])
  const cursor = cursors.value.at(-1)
  const { state, again } = useLoaded(`${key} ${cursor ?? ''}`, () => readTickets(now, cursor))
  const chosen = useSignal<ReadonlySet<string>>(new Set())
  const search = useRef<HTMLInputElement>(null)

  useEffect(() => void readDirectory().catch(() => {}), [])
  useEffect(() => {
    cursors.value = []
    chosen.value = new Set()
  }, [key])
  useLive(({ type }) => type.startsWith('ticket.') || type.startsWith('sla.'), again)
  useEffect(() => {
    const slash = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTyping(event.target)) return
      event.preventDefault()
      search.current?.focus()
    }
    addEventListener('keydown', slash)
    return () => removeEventListener('keydown', slash)
  }, [])

  return (
    <>
      <div class="head">
        <h1>{common.value.pages.tickets}</h1>
        <search>
          <form
            onSubmit={event => {
              event.preventDefault()
              const q = search.current?.value.trim() ?? ''
              replaceQuery({ ...now, q })
            }}
          >
            <label class="visually-hidden" for="search">
              {words.searchLabel}
            </label>
            <input id="search" ref={search} type="search" placeholder={words.search} value={now.q ?? ''} />
          </form>
        </search>
      </div>
      <Lists now={now} />
      <Filters />
      {chosen.value.size > 0 && <BulkBar chosen={chosen} again={again} />}
      <Shown of={state} again={again}>
        {page => (
          <Listed
            key={`${key} ${cursor ?? ''}`}
            page={page}
            chosen={chosen}
            isFiltered={Object.keys(now).length > 0}
          />
        )}
      </Shown>
      {state.value.kind === 'ready' && (cursors.value.length > 0 || state.value.value.next !== null) && (
        <div class="pager">
          <button
            type="button"
            disabled={cursors.value.length === 0}
            onClick={() => {
              cursors.value = cursors.value.slice(0, -1)
            }}
          >
            {common.value.previous}
          </button>
          <button
            type="button"
            disabled={state.value.value.next === null}
            onClick={() => {
              const loaded = state.value
              if (loaded.kind === 'ready' && loaded.value.next !== null)
                cursors.value = [...cursors.value, loaded.value.next]
            }}
          >
            {common.value.next}
          </button>
        </div>
      )}
      <p class="hint">{words.keys}</p>
    </>
  )
}

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)

function Listed(props: { page: TicketPage; chosen: Signal<ReadonlySet<string>>; isFiltered: boolean }) {
  const words = ticketsWords.value
  const isHeld = useRef(false)
  const shown = useSignal<Settled<Ticket>>(asTheyCame(props.page.tickets))
  useEffect(() => {
    shown.value = settled(shown.value.rows, props.page.tickets, isHeld.current)
  }, [props.page])
  const { rows, gone, waiting } = shown.value
  if (rows.length === 0)
    return <Empty title={words.emptyTitle}>{props.isFiltered ? words.empty : words.emptyDesk}</Empty>
  return (
    <div
      class="listed"
      onPointerEnter={() => {
        isHeld.current = true
      }}
      onPointerLeave={() => {
        isHeld.current = false
      }}
      onFocusIn={() => {
        isHeld.current = true
      }}
      onFocusOut={() => {
        isHeld.current = false
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
