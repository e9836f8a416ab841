import { api, got, type Schemas } from '../../api/client.js'
import { may, ownAgentId } from '../../api/session.js'
import { useLoaded } from '../../load.js'
import { hrefOf, type Query } from '../../route.js'
import { ticketsWords } from '../../words/tickets.js'
import type { filters } from './filters.js'

type SavedList = Schemas['PublishedSavedList']

/** The lists that everybody has, and those that the desk keeps. */
export function Lists({ now }: { now: ReturnType<typeof filters> }) {
  const words = ticketsWords.value
  const { state } = useLoaded('lists', async () =>
    may('settings:read') ? (await got(api.GET('/api/v1/saved-lists'))).data : []
  )
  const own = ownAgentId.value
  const built: readonly (readonly [string, Query])[] = [
    [words.list.open, {}],
    ...(own === null ? [] : ([[words.list.mine, { assignee: own }]] as const)),
    [words.list.unassigned, { assignee: 'none' }],
    [words.list.breached, { sla: 'breached', sort: 'breach_at' }],
    [words.list.all, { status: 'any' }]
  ]
  const saved = state.value.kind === 'ready' ? state.value.value : []
  const all = [...built, ...saved.map(list => [list.name, queryOf(list)] as const)]
  const present = hrefOf('tickets', now)
  return (
    <nav class="tabs" aria-label={words.lists}>
      {all.map(([name, query]) => {
        const href = hrefOf('tickets', query)
        return (
          <a key={href + name} href={href} aria-current={href === present ? 'true' : undefined}>
            <bdi>{name}</bdi>
          </a>
        )
      })}
    </nav>
  )
}

const queryOf = ({ filter, sort }: SavedList): Query => ({
  ...Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, [value].flat().join(',')])),
  ...(sort ? { sort } : {})
})
