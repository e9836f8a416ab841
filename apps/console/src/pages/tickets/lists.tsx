import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { api, got } from '../../api/client.js'
import { may, ownAgentId } from '../../api/session.js'
import { useLoaded } from '../../load.js'
import { go, hrefOf } from '../../route.js'
import { act } from '../../ui/act.js'
import { common } from '../../words/common.js'
import { ticketsWords } from '../../words/tickets.js'
import type { Filters } from './known.js'
import { addressOf, idOfList, savedListOf } from './saved-list.js'

/** The lists that everybody has, and those that the desk keeps. */
export function Lists({ now }: { now: Filters }) {
  const words = ticketsWords.value
  const { state, again } = useLoaded('lists', async () =>
    may('settings:read')
      ? (await got(api.GET('/api/v1/saved-lists', { params: { query: { limit: 100 } } }))).data
      : []
  )
  const own = ownAgentId.value
  const built: readonly (readonly [string, Filters])[] = [
    [words.list.open, {}],
    ...(own === null ? [] : ([[words.list.mine, { assignee: own }]] as const)),
    [words.list.unassigned, { assignee: 'none' }],
    [words.list.breached, { sla: 'breached', sort: 'breach_at' }],
    [words.list.all, { status: 'any' }]
  ]
  const saved = state.value.kind === 'ready' ? state.value.value : []
  const all = [...built, ...saved.map(list => [list.name, addressOf(list)] as const)]
  const present = inOrder(now)
  const isKnown = all.some(([, query]) => inOrder(query) === present)
  return (
    <div class="row between lists">
      <nav class="tabs" aria-label={words.lists}>
        {all.map(([name, query]) => (
          <a
            key={name + inOrder(query)}
            href={hrefOf('tickets', query)}
            aria-current={inOrder(query) === present ? 'true' : undefined}
          >
            <bdi>{name}</bdi>
          </a>
        ))}
      </nav>
      {may('settings:write') && !isKnown && now['q'] === undefined && <SaveList now={now} again={again} />}
    </div>
  )
}

/** The same filters are the same list, in whatever order they stand in the address. */
const inOrder = (query: Filters): string => JSON.stringify(Object.entries(query).sort())

function SaveList({ now, again }: { now: Filters; again: () => void }) {
  const words = ticketsWords.value
  const isOpen = useSignal(false)
  const name = useRef<HTMLInputElement>(null)
  // At once: whoever has opened it goes on typing.
  useLayoutEffect(() => name.current?.focus(), [isOpen.value])
  async function save(): Promise<void> {
    const given = name.current?.value.trim() ?? ''
    if (given === '') return
    const body = savedListOf(given, now)
    const params = { path: { id: idOfList(given, Date.now()) }, header: { 'If-None-Match': '*' as const } }
    const done = await act(
      () => api.PUT('/api/v1/saved-lists/{id}', { params, body }),
      again,
      words.savedList,
      {
        precondition_failed: words.listExists
      }
    )
    if (!done) return
    isOpen.value = false
    go(hrefOf('tickets', addressOf(body)))
  }
  if (!isOpen.value)
    return (
      <button
        type="button"
        class="quiet"
        onClick={() => {
          isOpen.value = true
        }}
      >
        {words.saveList}
      </button>
    )
  return (
    <form
      class="row nowrap"
      onSubmit={event => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={({ key }) => {
        if (key === 'Escape') isOpen.value = false
      }}
    >
      <input ref={name} aria-label={words.listName} placeholder={words.listName} maxLength={100} required />
      <button type="submit">{common.value.save}</button>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          isOpen.value = false
        }}
      >
        {common.value.cancel}
      </button>
    </form>
  )
}
