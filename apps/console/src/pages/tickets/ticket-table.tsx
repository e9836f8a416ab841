import type { Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { agentName, queueName } from '../../directory.js'
import { hrefOf } from '../../route.js'
import { Name, Priority, Status, Tag } from '../../ui/badges.js'
import { Scroll } from '../../ui/scroll.js'
import { Ago, zone } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { ticketsWords } from '../../words/tickets.js'
import type { Ticket } from './read-tickets.js'
import { isTyping } from './tickets.js'

interface Props {
  readonly rows: readonly Ticket[]
  readonly gone: ReadonlySet<string>
  readonly chosen: Signal<ReadonlySet<string>>
}

export function TicketTable({ rows, gone, chosen }: Props) {
  const words = ticketsWords.value
  const body = useRef<HTMLTableSectionElement>(null)
  useEffect(() => {
    const move = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTextField(event.target)) return
      const links = [...(body.current?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])]
      const at = links.findIndex(link => link.closest('tr')?.contains(document.activeElement))
      if (event.key === 'j') links[Math.min(at + 1, links.length - 1)]?.focus()
      else if (event.key === 'k') links[Math.max(at - 1, 0)]?.focus()
      else if (event.key === 'x' && at >= 0) toggle(chosen, rows[at]?.id ?? '')
      else return
      event.preventDefault()
    }
    addEventListener('keydown', move)
    return () => removeEventListener('keydown', move)
  }, [rows])
  const areAll = rows.every(({ id }) => chosen.value.has(id))
  return (
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
            <th scope="col">{words.ticket}</th>
            <th scope="col">{words.customer}</th>
            <th scope="col">{words.status}</th>
            <th scope="col">{words.priority}</th>
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
  )
}

const isTextField = (target: EventTarget | null): boolean =>
  isTyping(target) && !(target instanceof HTMLInputElement && target.type === 'checkbox')

function toggle(chosen: Signal<ReadonlySet<string>>, id: string): void {
  const next = new Set(chosen.value)
  if (!next.delete(id)) next.add(id)
  chosen.value = next
}

function Row({ ticket, isGone, chosen }: { ticket: Ticket; isGone: boolean; chosen: Props['chosen'] }) {
  const words = ticketsWords.value
  const { id, code, title, customer, status, priority, queue_id, assigned_agent_id, tags, created_at } =
    ticket
  const said = ticket.last_customer_message_at ?? created_at
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
        {assigned_agent_id === null ? (
          <span class="muted">{words.nobody}</span>
        ) : (
          <bdi>{agentName(assigned_agent_id)}</bdi>
        )}
      </td>
      <td data-label={words.waiting}>
        <Ago at={said} />
      </td>
    </tr>
  )
}
