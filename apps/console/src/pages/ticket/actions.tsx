import { api } from '../../api/client.js'
import { may, ownAgentId } from '../../api/session.js'
import { agents, queues } from '../../directory.js'
import { act, onlyOn } from '../../ui/act.js'
import { common } from '../../words/common.js'
import { ticketWords } from '../../words/ticket.js'
import { priorities } from '../tickets/known.js'
import type { Ticket } from './read-ticket.js'

type To = Ticket['status']
/** What a person does with a ticket in each status; what the desk refuses all the same it says in words. */
const ways: {
  readonly [From in To]: readonly (readonly [
    To,
    'in_progress' | 'on_hold' | 'waiting_on_customer' | 'resolved' | 'closed' | 'reopen'
  ])[]
} = {
  open: [
    ['resolved', 'resolved'],
    ['on_hold', 'on_hold'],
    ['closed', 'closed']
  ],
  assigned: [
    ['resolved', 'resolved'],
    ['on_hold', 'on_hold'],
    ['waiting_on_customer', 'waiting_on_customer']
  ],
  in_progress: [
    ['resolved', 'resolved'],
    ['on_hold', 'on_hold'],
    ['waiting_on_customer', 'waiting_on_customer']
  ],
  waiting_on_customer: [
    ['resolved', 'resolved'],
    ['in_progress', 'in_progress'],
    ['on_hold', 'on_hold']
  ],
  on_hold: [
    ['in_progress', 'in_progress'],
    ['resolved', 'resolved']
  ],
  resolved: [
    ['in_progress', 'reopen'],
    ['closed', 'closed']
  ],
  closed: []
}

export function Actions({ ticket, again }: { ticket: Ticket; again: () => void }) {
  const words = ticketWords.value
  const own = ownAgentId.value
  const params = { path: { id: ticket.id } }
  const headers = onlyOn(ticket.revision)
  const to = (status: To) => {
    const call = { params, headers, body: { to: status } }
    void act(() => api.POST('/api/v1/tickets/{id}/status-changes', call as never), again)
  }
  const assign = (body: object) =>
    void act(() => api.POST('/api/v1/tickets/{id}/assignments', { params, headers, body } as never), again)
  const people = [...agents.value.values()].filter(({ active }) => active)
  if (ticket.status === 'closed') return null
  return (
    <section class="card stack actions">
      <div class="row">
        {ways[ticket.status].map(([status, name], n) => (
          <button key={name} type="button" class={n === 0 ? 'primary' : undefined} onClick={() => to(status)}>
            {words.do[name]}
          </button>
        ))}
        {own !== null && ticket.assigned_agent_id !== own && (
          <button type="button" onClick={() => assign({ agent_id: own })}>
            {words.take}
          </button>
        )}
      </div>
      <label class="filter">
        <span>{words.assignee}</span>
        <select
          value={ticket.assigned_agent_id ?? ''}
          disabled={!may('agents:read')}
          onChange={({ currentTarget: { value } }) =>
            assign(
              value === '' ? { unassign: true } : value === 'auto' ? { auto: true } : { agent_id: value }
            )
          }
        >
          <option value="">{words.nobody}</option>
          <option value="auto">{words.auto}</option>
          {people.map(({ id, display_name, availability }) => (
            <option key={id} value={id}>
              {display_name ?? id}
              {availability === 'available' ? '' : ` · ${common.value.availability[availability]}`}
            </option>
          ))}
        </select>
      </label>
      <label class="filter">
        <span>{words.priority}</span>
        <select
          value={ticket.priority}
          onChange={({ currentTarget: { value } }) => {
            const call = { params, headers, body: { priority: value } }
            void act(() => api.POST('/api/v1/tickets/{id}/priority-changes', call as never), again)
          }}
        >
          {priorities.map(one => (
            <option key={one} value={one}>
              {common.value.priority[one]}
            </option>
          ))}
        </select>
      </label>
      <label class="filter">
        <span>{words.queue}</span>
        <select
          value={ticket.queue_id}
          onChange={({ currentTarget: { value } }) => {
            const call = { params, headers, body: { queue_id: value } }
            void act(() => api.POST('/api/v1/tickets/{id}/transfers', call as never), again)
          }}
        >
          {!queues.value.has(ticket.queue_id) && <option value={ticket.queue_id}>{ticket.queue_id}</option>}
          {[...queues.value.values()].map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </section>
  )
}
