import { useSignal } from '@preact/signals'
import { useCallback, useEffect, useRef } from 'preact/hooks'
import { may } from '../../api/session.js'
import { readDirectory } from '../../directory.js'
import { useLive, useLoaded } from '../../load.js'
import { hrefOf } from '../../route.js'
import { useKeys } from '../../ui/keys.js'
import { Pager } from '../../ui/pager.js'
import { Shown } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { ticketsWords } from '../../words/tickets.js'
import { BulkBar, type Work } from './bulk.js'
import { FilterFields, filters, setFilters } from './filters.js'
import { Listed } from './listed.js'
import { Lists } from './lists.js'
import { readTickets } from './read-tickets.js'
import { Results } from './results.js'

export function Tickets() {
  const words = ticketsWords.value
  const now = filters()
  const key = JSON.stringify(now)
  const cursors = useSignal<readonly string[]>([])
  const cursor = cursors.value.at(-1)
  const { state, again } = useLoaded(`${key} ${cursor ?? ''}`, () => readTickets(now, cursor))
  const chosen = useSignal<ReadonlySet<string>>(new Set())
  const work = useSignal<Work | null>(null)
  const search = useRef<HTMLInputElement>(null)

  useEffect(() => void readDirectory().catch(() => {}), [])
  useEffect(() => {
    cursors.value = []
    chosen.value = new Set()
  }, [key])
  useLive(({ type }) => type.startsWith('ticket.') || type.startsWith('sla.'), again)
  useKeys(
    useCallback(pressed => {
      if (pressed !== '/') return false
      search.current?.focus()
      return true
    }, [])
  )
  const page = state.value.kind === 'ready' ? state.value.value : null
  const codes = new Map(page?.tickets.map(({ id, code }) => [id, code]))

  return (
    <>
      <div class="head">
        <h1>{common.value.pages.tickets}</h1>
        <search>
          <form
            onSubmit={event => {
              event.preventDefault()
              setFilters({ q: search.current?.value.trim() ?? '' })
            }}
          >
            <label class="visually-hidden" for="search">
              {words.searchLabel}
            </label>
            <input id="search" ref={search} type="search" placeholder={words.search} value={now['q'] ?? ''} />
          </form>
        </search>
      </div>
      <Lists now={now} />
      <FilterFields />
      {may('tickets:write') && chosen.value.size > 0 && <BulkBar chosen={chosen} work={work} again={again} />}
      <Results work={work} codes={codes} />
      {state.value.kind === 'refused' && (
        <p class="note warn">
          <a href={hrefOf('tickets')}>{words.clear}</a>
        </p>
      )}
      <Shown of={state} again={again}>
        {shown => (
          <Listed
            key={`${key} ${cursor ?? ''}`}
            page={shown}
            chosen={chosen}
            isFiltered={Object.keys(now).length > 0}
          />
        )}
      </Shown>
      <Pager cursors={cursors} next={page?.next ?? null} />
      <p class="hint">{words.keys}</p>
    </>
  )
}
