import { may } from '../../api/session.js'
import { agents, queues } from '../../directory.js'
import { hrefOf } from '../../route.js'
import { useTeams } from '../../teams.js'
import { Choice } from '../../ui/choice.js'
import { common } from '../../words/common.js'
import { reportsWords } from '../../words/reports.js'
import { ticketWords } from '../../words/ticket.js'
import { ticketsWords } from '../../words/tickets.js'
import { priorities } from '../tickets/known.js'
import { type Asked, clocks, groupings, metrics } from './period.js'

interface Props {
  readonly now: Asked
  readonly set: (changed: { readonly [name: string]: string }) => void
}

/** Of when, and how it is cut. */
export function Shape({ now, set }: Props) {
  const words = reportsWords.value
  const choose = (name: string) => (value: string) => set({ [name]: value })
  return (
    <fieldset class="filters" aria-label={words.period}>
      {(['from', 'to'] as const).map(name => (
        <label key={name} class="filter">
          <span>{words[name]}</span>
          <input
            type="date"
            value={now[name]}
            onChange={({ currentTarget }) => set({ [name]: currentTarget.value })}
          />
        </label>
      ))}
      <Choice
        label={words.group}
        value={now.group_by}
        choose={choose('group_by')}
        options={groupings.map(one => [one, words.groups[one]])}
      />
      <Choice
        label={words.metric}
        value={now.metric}
        choose={choose('metric')}
        options={metrics.map(one => [one, ticketWords.value.metric[one]])}
      />
      <Choice
        label={words.clock}
        value={now.clock}
        choose={choose('clock')}
        options={clocks.map(one => [one, words.clocks[one]])}
      />
    </fieldset>
  )
}

/** Of what, and as of when. */
export function Narrowing({ now, set }: Props) {
  const words = reportsWords.value
  const tickets = ticketsWords.value
  const { others } = now
  const any = ['', tickets.any] as const
  return (
    <fieldset class="filters" aria-label={tickets.filters}>
      <Choice
        label={tickets.queue}
        value={others['queue']}
        choose={queue => set({ queue })}
        options={[any, ...[...queues.value.values()].map(({ id, name }) => [id, name] as const)]}
      />
      <Choice
        label={tickets.priority}
        value={others['priority']}
        choose={priority => set({ priority })}
        options={[any, ...priorities.map(one => [one, common.value.priority[one]] as const)]}
      />
      {may('settings:read') && <Team now={now} set={set} />}
      <Choice
        label={tickets.assignee}
        value={others['agent']}
        choose={agent => set({ agent })}
        options={[
          any,
          ['none', tickets.nobody],
          ...[...agents.value.values()].map(({ id, display_name }) => [id, display_name ?? id] as const)
        ]}
      />
      <label class="filter">
        <span>{tickets.tag}</span>
        <input
          value={others['tag'] ?? ''}
          onChange={({ currentTarget }) => set({ tag: currentTarget.value.trim() })}
        />
      </label>
      <label class="filter">
        <span>{words.asOf}</span>
        <input
          type="datetime-local"
          value={localOf(others['as_of'])}
          onChange={({ currentTarget: { value } }) =>
            set({ as_of: value === '' ? '' : new Date(value).toISOString() })
          }
        />
      </label>
      {Object.keys(others).length > 0 && (
        <a
          class="button quiet"
          href={hrefOf('reports', {
            from: now.from,
            to: now.to,
            group_by: now.group_by,
            metric: now.metric,
            clock: now.clock
          })}
        >
          {tickets.clear}
        </a>
      )}
    </fieldset>
  )
}

/** A team stands for the agents who are in it now. */
function Team({ now, set }: Props) {
  const teams = useTeams()
  const members = teams.flatMap(({ members: ids, name }) =>
    ids.length === 0
      ? []
      : [[ids.map(id => (id.startsWith('agt_') ? id : `agt_${id}`)).join(','), name] as const]
  )
  if (members.length === 0) return null
  const chosen = now.others['agent'] ?? ''
  return (
    <Choice
      label={ticketWords.value.team}
      value={members.some(([ids]) => ids === chosen) ? chosen : ''}
      choose={agent => set({ agent })}
      options={[['', ticketsWords.value.any], ...members]}
    />
  )
}

/** As a field for a date and time takes it; empty where it is none. */
function localOf(text: string | undefined): string {
  const at = new Date(text ?? '')
  if (Number.isNaN(at.getTime())) return ''
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
