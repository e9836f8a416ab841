import type { ComponentChildren } from 'preact'
import { agents, queues } from '../../directory.js'
import { hrefOf, replaceQuery, route } from '../../route.js'
import { common } from '../../words/common.js'
import { ticketsWords } from '../../words/tickets.js'
import { type Filters, forTeam, priorities, statuses } from './known.js'

const orders = ['-created_at', 'created_at', 'breach_at', '-priority', 'updated_at'] as const
const dueWithin = '3600'

/** All that the address says, also what this page has no field for: the desk says what is wrong with it. */
export const filters = (): Filters =>
  Object.fromEntries([...route.value.query].filter(([, value]) => value !== ''))

export const setFilters = (changed: Filters): void => replaceQuery({ ...filters(), ...changed })

const Choice = (props: {
  label: string
  value: string | undefined
  choose: (value: string) => void
  children: ComponentChildren
}) => (
  <label class="filter">
    <span>{props.label}</span>
    <select value={props.value ?? ''} onChange={({ currentTarget }) => props.choose(currentTarget.value)}>
      {props.children}
    </select>
  </label>
)

/** A value of the address that is none of these: shown as it stands there. */
const Other = ({ value, known }: { value: string | undefined; known: readonly string[] }) =>
  value !== undefined && !known.includes(value) ? <option value={value}>{value}</option> : null

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
    <Choice label={label} value={now[name]} choose={value => setFilters({ [name]: value })}>
      <option value="">{usual}</option>
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
      <Other value={now[name]} known={options.map(([value]) => value)} />
    </Choice>
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
      >
        <option value="">{words.any}</option>
        <option value={`due ${dueWithin}`}>{words.due}</option>
        <option value="at_risk">{words.slaOf.at_risk}</option>
        <option value="breached">{words.slaOf.breached}</option>
        {now['due_within_s'] === undefined ? (
          <Other value={now['sla']} known={['at_risk', 'breached']} />
        ) : (
          <Other value={`due ${now['due_within_s']}`} known={[`due ${dueWithin}`]} />
        )}
      </Choice>
      <Choice
        label={words.escalated}
        value={now['escalated']}
        choose={value => setFilters({ escalated: value })}
      >
        <option value="">{words.any}</option>
        <option value="true">{common.value.yes}</option>
        <option value="false">{common.value.no}</option>
        <Other value={now['escalated']} known={['true', 'false']} />
      </Choice>
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
