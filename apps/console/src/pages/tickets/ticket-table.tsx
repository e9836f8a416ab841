import type { Signal } from '@preact/signals'
import { useCallback, useRef } from 'preact/hooks'
import { agentName, queueName } from '../../directory.js'
import { hrefOf } from '../../route.js'
import { Name, Priority, Status, Tag } from '../../ui/badges.js'
import { useKeys } from '../../ui/keys.js'
import { Scroll } from '../../ui/scroll.js'
import { TakeAlong } from '../../ui/take-along.js'
import { Ago } from '../../ui/time.js'
import { zone } from '../../ui/zone.js'
import { common } from '../../words/common.js'
import { ticketsWords } from '../../words/tickets.js'
import { filters, setFilters } from './filters.js'
import type { Ticket } from './read-tickets.js'

interface Props {
  readonly rows: readonly Ticket[]
  readonly gone: ReadonlySet<string>
  readonly chosen: Signal<ReadonlySet<string>>
}

const saidAt = ({ last_customer_message_at, created_at }: Ticket): string =>
  last_customer_message_at ?? created_at
const holder = ({ assigned_agent_id: id }: Ticket): string =>
  id === null ? ticketsWords.value.nobody : agentName(id)

export function TicketTable({ rows, gone, chosen }: Props) {
  const words = ticketsWords.value
  const body = useRef<HTMLTableSectionElement>(null)
  const press = useCallback(
    (key: string) => {
      const links = [...(body.current?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])]
      const at = links.findIndex(link => link.closest('tr')?.contains(document.activeElement))
      if (key === 'j') links[Math.min(at + 1, links.length - 1)]?.focus()
      else if (key === 'k') links[Math.max(at - 1, 0)]?.focus()
      else if (key === 'x' && at >= 0) toggle(chosen, rows[at]?.id ?? '')
      else return false
      return true
    },
    [rows]
  )
  useKeys(press)
  const areAll = rows.every(({ id }) => chosen.value.has(id))
  const lines = () => [
    [words.ticket, words.title, words.tags, words.customer, words.status, words.priority, words.queue].concat(
      [words.assignee, words.created, words.waiting]
    ),
    ...rows.map(ticket => [
      ticket.code,
      ticket.title,
      ticket.tags.join(' '),
      ticket.customer.display_name,
      common.value.status[ticket.status],
      common.value.priority[ticket.priority],
      queueName(ticket.queue_id),
      holder(ticket),
      ticket.created_at,
      saidAt(ticket)
    ])
  ]
  return (
    <>
      <TakeAlong name={words.caption} lines={lines} />
      <Scroll label={words.caption}>
        <table class="tickets">
          <caption class="visually-hidden">{words.caption}</caption>
          <thead>
            <tr>
              <th class="check">
                <input
                  type="checkbox"
                  aria-label={words.selectAll}
                  checked={areAll}
                  onChange={() => {
                    chosen.value = new Set(areAll ? [] : rows.map(({ id }) => id))
                  }}
                />
              </th>
              <Sorted name={words.ticket} up="created_at" down="-created_at" first="down" usual />
              <th scope="col">{words.customer}</th>
              <th scope="col">{words.status}</th>
              <Sorted name={words.priority} up="priority" down="-priority" first="down" />
              <th scope="col">{words.queue}</th>
              <th scope="col">{words.assignee}</th>
              <th scope="col" title={common.value.zone(zone)}>
                {words.waiting}
              </th>
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.map(ticket => (
              <Row key={ticket.id} ticket={ticket} isGone={gone.has(ticket.id)} chosen={chosen} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  )
}

/** By this the desk itself sorts, over all pages. `usual`: so it is sorted where the address says nothing. */
function Sorted(props: { name: string; up: string; down: string; first: 'up' | 'down'; usual?: boolean }) {
  const { name, up, down, first, usual } = props
  const sort = filters()['sort'] ?? (usual ? down : undefined)
  const now = sort === up ? 'ascending' : sort === down ? 'descending' : 'none'
  const next = now === 'none' ? props[first] : now === 'ascending' ? down : up
  return (
    <th scope="col" aria-sort={now}>
      <button type="button" onClick={() => setFilters({ sort: next })}>
        {name}
      </button>
    </th>
  )
}

function toggle(chosen: Signal<ReadonlySet<string>>, id: string): void {
  const next = new Set(chosen.value)
  if (!next.delete(id)) next.add(id)
  chosen.value = next
}

function Row({ ticket, isGone, chosen }: { ticket: Ticket; isGone: boolean; chosen: Props['chosen'] }) {
  const words = ticketsWords.value
  const { id, code, title, customer, status, priority, queue_id, assigned_agent_id, tags } = ticket
  return (
    <tr class={isGone ? 'gone' : undefined}>
      <td class="check">
        <input
          type="checkbox"
          aria-label={words.select(code)}
          checked={chosen.value.has(id)}
          onChange={() => toggle(chosen, id)}
        />
      </td>
      <td class="what">
        <a href={hrefOf(`tickets/${id}`)} data-row>
          {code}
        </a>
        {title !== null && (
          <span class="title">
            <bdi>{title}</bdi>
          </span>
        )}
        {tags.map(tag => (
          <Tag key={tag}>{tag}</Tag>
        ))}
        {isGone && <small class="muted">{words.gone}</small>}
      </td>
      <td data-label={words.customer}>
        <Name of={customer.display_name} />
      </td>
      <td data-label={words.status}>
        <Status of={status} />
      </td>
      <td data-label={words.priority}>
        <Priority of={priority} />
      </td>
      <td data-label={words.queue}>{queueName(queue_id)}</td>
      <td data-label={words.assignee}>
        {assigned_agent_id === null ? <span class="muted">{words.nobody}</span> : <bdi>{holder(ticket)}</bdi>}
      </td>
      <td data-label={words.waiting}>
        <Ago at={saidAt(ticket)} />
      </td>
    </tr>
  )
}
