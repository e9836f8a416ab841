import { agents, queues } from '../../directory.js'
import { hrefOf, replaceQuery, route } from '../../route.js'
import { Choice } from '../../ui/choice.js'
import { common } from '../../words/common.js'
import { ticketsWords } from '../../words/tickets.js'
import { type Filters, forTeam, priorities, statuses } from './known.js'

const orders = ['-created_at', 'created_at', 'breach_at', '-priority', 'updated_at'] as const
const dueWithin = '3600'

/** All that the address says, also what this page has no field for: the desk says what is wrong with it. */
export const filters = (): Filters =>
  Object.fromEntries([...route.value.query].filter(([, value]) => value !== ''))

export const setFilters = (changed: Filters): void => replaceQuery({ ...filters(), ...changed })

/** One value each; what the address says beyond that stays as it is and is shown as it is. */
export function FilterFields() {
  const words = ticketsWords.value
  const now = filters()
  const choice = (
    name: 'status' | 'queue' | 'assignee' | 'priority' | 'sort',
    label: string,
    options: readonly (readonly [value: string, text: string])[],
    usual: string = words.any
  ) => (
    <Choice
      label={label}
      value={now[name]}
      choose={value => setFilters({ [name]: value })}
      options={[['', usual], ...options]}
    />
  )
  return (
    <fieldset class="filters" aria-label={words.filters}>
      {choice(
        'status',
        words.status,
        [
          ['any', words.any],
          [forTeam, words.forUs],
          ...statuses.map(one => [one, common.value.status[one]] as const)
        ],
        words.allOpen
      )}
      {choice(
        'queue',
        words.queue,
        [...queues.value.values()].map(({ id, name }) => [id, name])
      )}
      {choice('assignee', words.assignee, [
        ['none', words.nobody],
        ...[...agents.value.values()].map(({ id, display_name }) => [id, display_name ?? id] as const)
      ])}
      {choice(
        'priority',
        words.priority,
        priorities.map(one => [one, common.value.priority[one]])
      )}
      <Choice
        label={words.sla}
        value={now['due_within_s'] === undefined ? now['sla'] : `due ${now['due_within_s']}`}
        choose={value => {
          const [due, within = ''] = value.split(' ')
          setFilters(due === 'due' ? { due_within_s: within, sla: '' } : { due_within_s: '', sla: value })
        }}
        options={[
          ['', words.any],
          [`due ${dueWithin}`, words.due],
          ['at_risk', words.slaOf.at_risk],
          ['breached', words.slaOf.breached]
        ]}
      />
      <Choice
        label={words.escalated}
        value={now['escalated']}
        choose={value => setFilters({ escalated: value })}
        options={[
          ['', words.any],
          ['true', common.value.yes],
          ['false', common.value.no]
        ]}
      />
      <label class="filter">
        <span>{words.tag}</span>
        <input
          value={now['tag'] ?? ''}
          onChange={({ currentTarget }) => setFilters({ tag: currentTarget.value.trim() })}
        />
      </label>
      {choice(
        'sort',
        words.sort,
        orders.slice(1).map(one => [one, words.order[one]]),
        words.order['-created_at']
      )}
      {Object.keys(now).length > 0 && (
        <a class="button quiet" href={hrefOf('tickets')}>
          {words.clear}
        </a>
      )}
    </fieldset>
  )
}
