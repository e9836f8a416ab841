import type { ComponentChildren } from 'preact'
import { agents, queues } from '../../directory.js'
import { hrefOf, type Query, replaceQuery, route } from '../../route.js'
import { common } from '../../words/common.js'
import { ticketsWords } from '../../words/tickets.js'

export const statuses = [
  'open',
  'assigned',
  'in_progress',
  'waiting_on_customer',
  'on_hold',
  'resolved',
  'closed'
] as const
export const priorities = ['low', 'normal', 'high', 'urgent'] as const
/** What is neither resolved nor closed. */
export const active = statuses.slice(0, 5).join(',')
const orders = ['-created_at', 'created_at', 'breach_at', '-priority'] as const

export const filterNames = ['status', 'queue', 'assignee', 'priority', 'sla', 'tag', 'sort', 'q'] as const

/** The filters of the address, as they stand there. */
export const filters = (): { readonly [name in (typeof filterNames)[number]]?: string } =>
  Object.fromEntries(
    filterNames.flatMap(name => {
      const value = route.value.query.get(name)
      return value ? [[name, value]] : []
    })
  )

const set = (name: string, value: string) => replaceQuery({ ...(filters() as Query), [name]: value })

const Choice = (props: {
  name: string
  label: string
  value: string | undefined
  children: ComponentChildren
}) => (
  <label class="filter">
    <span>{props.label}</span>
    <select value={props.value ?? ''} onChange={({ currentTarget }) => set(props.name, currentTarget.value)}>
      {props.children}
    </select>
  </label>
)

/** One value each; what the address says beyond that stays as it is and is shown as it is. */
export function Filters() {
  const words = ticketsWords.value
  const now = filters()
  const other = (value: string | undefined, known: readonly string[]) =>
    value !== undefined && !known.includes(value) && <option value={value}>{value}</option>
  const any = <option value="">{words.any}</option>
  const statusWords = [active, 'any', ...statuses]
  return (
    <fieldset class="filters" aria-label={words.filters}>
      <Choice name="status" label={words.status} value={now.status}>
        <option value="">{words.list.open}</option>
        <option value="any">{words.any}</option>
        {statuses.map(one => (
          <option key={one} value={one}>
            {common.value.status[one]}
          </option>
        ))}
        {other(now.status, statusWords.slice(1))}
      </Choice>
      <Choice name="queue" label={words.queue} value={now.queue}>
        {any}
        {[...queues.value.values()].map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        {other(now.queue, [...queues.value.keys()])}
      </Choice>
      <Choice name="assignee" label={words.assignee} value={now.assignee}>
        {any}
        <option value="none">{words.nobody}</option>
        {[...agents.value.values()].map(({ id, display_name }) => (
          <option key={id} value={id}>
            {display_name ?? id}
          </option>
        ))}
        {other(now.assignee, ['none', ...agents.value.keys()])}
      </Choice>
      <Choice name="priority" label={words.priority} value={now.priority}>
        {any}
        {priorities.map(one => (
          <option key={one} value={one}>
            {common.value.priority[one]}
          </option>
        ))}
        {other(now.priority, priorities)}
      </Choice>
      <Choice name="sla" label={words.sla} value={now.sla}>
        {any}
        <option value="at_risk">{words.slaOf.at_risk}</option>
        <option value="breached">{words.slaOf.breached}</option>
        {other(now.sla, ['at_risk', 'breached'])}
      </Choice>
      <label class="filter">
        <span>{words.tag}</span>
        <input
          value={now.tag ?? ''}
          onChange={({ currentTarget }) => set('tag', currentTarget.value.trim())}
        />
      </label>
      <Choice name="sort" label={words.sort} value={now.sort}>
        <option value="">{words.order['-created_at']}</option>
        {orders.slice(1).map(one => (
          <option key={one} value={one}>
            {words.order[one]}
          </option>
        ))}
        {other(now.sort, orders)}
      </Choice>
      {Object.keys(now).length > 0 && (
        <a class="button quiet" href={hrefOf('tickets')}>
          {words.clear}
        </a>
      )}
    </fieldset>
  )
}
