import { type Signal, useSignal } from '@preact/signals'
import { api, got, once, Refused, type Schemas } from '../../api/client.js'
import { may } from '../../api/session.js'
import { agents } from '../../directory.js'
import { inWords } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { ticketsWords } from '../../words/tickets.js'
import { priorities, statuses } from './filters.js'

type Command = Schemas['BulkCommand']['command']
type Job = Schemas['Job']
const lookAgainMs = 400

/** One command on all that are chosen: how far it is, and what came of each. */
export function BulkBar({ chosen, again }: { chosen: Signal<ReadonlySet<string>>; again: () => void }) {
  const words = ticketsWords.value
  const job = useSignal<{ job: Job; of: number } | null>(null)
  const failed = useSignal<string | null>(null)
  if (!may('tickets:write')) return null

  async function run(command: Command): Promise<void> {
    const ids = [...chosen.value]
    failed.value = null
    try {
      const body = { ids, command }
      const { id } = await got(api.POST('/api/v1/tickets/bulk', { body, headers: once() } as never))
      for (;;) {
        const now = await got(api.GET('/api/v1/jobs/{id}', { params: { path: { id } } }))
        job.value = { job: now, of: ids.length }
        if (now.state !== 'running') break
        await new Promise(resolve => setTimeout(resolve, lookAgainMs))
      }
    } catch (error) {
      failed.value = error instanceof Refused ? inWords(error) : common.value.broken
    }
    again()
  }

  const choice = (
    label: string,
    options: readonly (readonly [string, string])[],
    make: (value: string) => Command
  ) => (
    <label class="filter">
      <span>{label}</span>
      <select
        value=""
        onChange={({ currentTarget }) => {
          const { value } = currentTarget
          currentTarget.value = ''
          if (value !== '') void run(make(value))
        }}
      >
        <option value="">{words.bulk.choose}</option>
        {options.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )

  const people = [...agents.value.values()].filter(({ active }) => active)
  return (
    <section class="bulk" aria-label={words.selected(chosen.value.size)}>
      <strong>{words.selected(chosen.value.size)}</strong>
      {choice(
        words.bulk.assign,
        people.map(({ id, display_name }) => [id, display_name ?? id]),
        agent_id => ({ type: 'assignments', agent_id }) as Command
      )}
      {choice(
        words.bulk.priority,
        priorities.map(one => [one, common.value.priority[one]]),
        priority => ({ type: 'priority-changes', priority }) as Command
      )}
      {choice(
        words.bulk.status,
        statuses.map(one => [one, common.value.status[one]]),
        to => ({ type: 'status-changes', to }) as Command
      )}
      {failed.value && (
        <p class="note bad" role="alert">
          {failed.value}
        </p>
      )}
      {job.value && <Progress job={job.value.job} of={job.value.of} />}
    </section>
  )
}

function Progress({ job, of }: { job: Job; of: number }) {
  const words = ticketsWords.value
  const refused = job.results.filter(({ status }) => status >= 400)
  return (
    <div class="progress" role="status">
      <progress max={of} value={job.results.length} aria-label={words.bulk.title} />
      {words.bulk.running(job.results.length, of)}
      {refused.length > 0 && (
        <ul>
          {refused.map(({ ticket_id, type }) => (
            <li key={ticket_id}>
              <a href={`#/tickets/${ticket_id}`}>{ticket_id.slice(0, 12)}</a>: {words.bulk.refused(type)}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
