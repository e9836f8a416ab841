import { type Signal, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { api, got, once, Refused, type Schemas } from '../../api/client.js'
import { agents, queues } from '../../directory.js'
import { Options } from '../../ui/choice.js'
import { inWords } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { ticketsWords } from '../../words/tickets.js'
import { priorities, statuses } from './known.js'

type Command = Schemas['BulkCommand']['command']
const lookAgainMs = 400

export interface Work {
  readonly job: Schemas['Job']
  readonly of: number
  readonly says: string
}

/** One command on all that are chosen: how far it is, and what came of each. */
export function BulkBar(props: {
  chosen: Signal<ReadonlySet<string>>
  work: Signal<Work | null>
  again: () => void
}) {
  const { chosen, work, again } = props
  const words = ticketsWords.value
  const failed = useSignal<string | null>(null)
  const tag = useRef<HTMLInputElement>(null)

  async function run(command: Command, says: string): Promise<void> {
    const ids = [...chosen.value]
    failed.value = null
    try {
      const body = { ids, command }
      const { id } = await got(api.POST('/api/v1/tickets/bulk', { body, headers: once() }))
      for (;;) {
        const job = await got(api.GET('/api/v1/jobs/{id}', { params: { path: { id } } }))
        work.value = { job, of: ids.length, says }
        if (job.state !== 'running') break
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
          const [, name = ''] = options.find(([one]) => one === value) ?? []
          if (value !== '') void run(make(value), `${label}: ${name}`)
        }}
      >
        <option value="">{words.bulk.choose}</option>
        <Options of={options} />
      </select>
    </label>
  )
  const changeTag = (how: 'add' | 'remove') => {
    const name = tag.current?.value.trim() ?? ''
    if (name === '') tag.current?.focus()
    else void run({ type: 'tag-changes', [how]: [name] }, `${words.bulk.tags[how]}: ${name}`)
  }

  const people = [...agents.value.values()].filter(({ active }) => active)
  return (
    <section class="bulk" aria-label={words.selected(chosen.value.size)}>
      <strong>{words.selected(chosen.value.size)}</strong>
      {choice(
        words.bulk.assign,
        [['none', words.nobody], ...people.map(({ id, display_name }) => [id, display_name ?? id] as const)],
        agent_id =>
          agent_id === 'none' ? { type: 'assignments', unassign: true } : { type: 'assignments', agent_id }
      )}
      {choice(
        words.bulk.queue,
        [...queues.value.values()].map(({ id, name }) => [id, name]),
        queue_id => ({ type: 'transfers', queue_id })
      )}
      {choice(
        words.bulk.priority,
        priorities.map(one => [one, common.value.priority[one]]),
        value => ({ type: 'priority-changes', priority: among(priorities, value) })
      )}
      {choice(
        words.bulk.status,
        statuses.map(one => [one, common.value.status[one]]),
        value => ({ type: 'status-changes', to: among(statuses, value) })
      )}
      <form
        class="filter tagging"
        onSubmit={event => {
          event.preventDefault()
          changeTag('add')
        }}
      >
        <label>
          <span>{words.tag}</span>
          <input ref={tag} maxLength={50} />
        </label>
        <span class="row nowrap">
          <button type="submit">{words.bulk.tags.add}</button>
          <button type="button" onClick={() => changeTag('remove')}>
            {words.bulk.tags.remove}
          </button>
        </span>
      </form>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          chosen.value = new Set()
        }}
      >
        {words.bulk.none}
      </button>
      {failed.value && (
        <p class="note bad" role="alert">
          {failed.value}
        </p>
      )}
    </section>
  )
}

/** Of the options that were offered. */
function among<T extends string>(all: readonly T[], value: string): T {
  const found = all.find(one => one === value)
  if (found === undefined) throw new Error(`${value} was not offered`)
  return found
}
