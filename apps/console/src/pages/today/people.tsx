import { api, once } from '../../api/client.js'
import { may } from '../../api/session.js'
import { hrefOf } from '../../route.js'
import { act } from '../../ui/act.js'
import { Name } from '../../ui/badges.js'
import { Options } from '../../ui/choice.js'
import { Table } from '../../ui/table.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { todayWords } from '../../words/today.js'
import type { Agent } from './read-today.js'

const availabilities = ['available', 'busy', 'away'] as const
type Availability = (typeof availabilities)[number]
/** So long somebody is away, in seconds. */
const spells = ['3600', '14400', '86400'] as const

/** Who is here, and what each carries of what they may. */
export function People({ agents, again }: { agents: readonly Agent[]; again: () => void }) {
  const words = todayWords.value
  const set = (id: string, to: Availability, until: string | null) => {
    const call = { params: { path: { id } }, headers: once(), body: { to, until } }
    void act(() => api.POST('/api/v1/agents/{id}/availability-changes', call), again)
  }
  const choose = (id: string, value: string) => {
    const to = availabilities.find(one => one === value)
    if (to) set(id, to, null)
    else set(id, 'away', new Date(Date.now() + Number(value) * 1000).toISOString())
  }
  return (
    <section aria-labelledby="people" class="stack small">
      <h2 id="people">{words.people}</h2>
      {agents.length === 0 ? (
        <p class="muted">{words.noPeople}</p>
      ) : (
        <Table
          caption={words.people}
          rows={agents}
          keyOf={({ id }) => id}
          columns={[
            {
              name: words.person,
              value: ({ display_name }) => display_name,
              show: agent => <Name of={agent.display_name} />
            },
            {
              name: words.availability,
              value: ({ availability }) => availability,
              show: ({ id, availability, availability_until, display_name }) => (
                <div class="row">
                  {may('agents:write') ? (
                    <select
                      class="fitting"
                      aria-label={words.setAvailability(display_name ?? id)}
                      value={availability}
                      onChange={({ currentTarget }) => choose(id, currentTarget.value)}
                    >
                      <Options
                        of={availabilities.map(one => [one, common.value.availability[one]] as const)}
                      />
                      <Options of={spells.map(one => [one, words.awayFor[one]] as const)} />
                    </select>
                  ) : (
                    common.value.availability[availability]
                  )}
                  {availability_until !== null && (
                    <small class="muted">
                      {words.until} <Ago at={availability_until} />
                    </small>
                  )}
                </div>
              )
            },
            {
              name: words.load,
              value: ({ capacity }) => capacity.counting,
              show: ({ capacity: { counting, limit } }) => (
                <div class="load">
                  {limit !== null && (
                    <meter min={0} max={Math.max(limit, 1)} high={limit * 0.8} value={counting} />
                  )}
                  {words.ofLimit(counting, limit)}
                </div>
              )
            },
            {
              name: words.oldestOf,
              value: ({ oldest_open_at }) => oldest_open_at,
              show: ({ id, oldest_open_at: at }) =>
                at === null ? (
                  common.value.none
                ) : (
                  <a href={hrefOf('tickets', { assignee: id, sort: 'created_at' })}>
                    <Ago at={at} />
                  </a>
                )
            },
            {
              name: words.tickets,
              value: ({ assigned_open }) => assigned_open,
              show: ({ id, assigned_open }) => (
                <a href={hrefOf('tickets', { assignee: id, sort: 'created_at' })}>{assigned_open}</a>
              )
            }
          ]}
        />
      )}
    </section>
  )
}
