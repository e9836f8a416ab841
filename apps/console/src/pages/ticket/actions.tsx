import { useSignal } from '@preact/signals'
import { api, type Schemas } from '../../api/client.js'
import { may, ownAgentId } from '../../api/session.js'
import { agents, queues } from '../../directory.js'
import { useTeams } from '../../teams.js'
import { Choice } from '../../ui/choice.js'
import { inWords } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { ticketWords } from '../../words/ticket.js'
import { priorities } from '../tickets/known.js'
import { change } from './change.js'
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

type Assign = Schemas['Assignment']
/** Refused, and done all the same by whoever insists. */
interface Insistence {
  readonly agentId: string
  readonly why: string
}

export function Actions({ ticket, again }: { ticket: Ticket; again: () => void }) {
  const words = ticketWords.value
  const own = ownAgentId.value
  const comment = useSignal('')
  const insistence = useSignal<Insistence | null>(null)
  const path = { id: ticket.id }
  const params = { path }
  async function to(status: To): Promise<void> {
    const body = { to: status, ...(comment.value.trim() !== '' && { comment: comment.value.trim() }) }
    const done = await change(ticket, again, headers =>
      api.POST('/api/v1/tickets/{id}/status-changes', { params, headers, body })
    )
    if (done) comment.value = ''
  }
  async function assign(body: Assign): Promise<void> {
    insistence.value = null
    await change(
      ticket,
      again,
      headers => api.POST('/api/v1/tickets/{id}/assignments', { params, headers, body }),
      undefined,
      refused => {
        if (!('agent_id' in body) || !insists.includes(refused.type)) return false
        insistence.value = { agentId: body.agent_id, why: inWords(refused) }
        return true
      }
    )
  }
  const people = [...agents.value.values()].filter(({ active }) => active)
  if (ticket.status === 'closed') return null
  return (
    <section class="card stack actions">
      <div class="row">
        {ways[ticket.status].map(([status, name], n) => (
          <button
            key={name}
            type="button"
            class={n === 0 ? 'primary' : undefined}
            onClick={() => void to(status)}
          >
            {words.do[name]}
          </button>
        ))}
        {own !== null && ticket.assigned_agent_id !== own && (
          <button type="button" onClick={() => void assign({ agent_id: own })}>
            {words.take}
          </button>
        )}
      </div>
      <input
        dir="auto"
        aria-label={words.comment}
        placeholder={words.comment}
        value={comment.value}
        onInput={({ currentTarget }) => {
          comment.value = currentTarget.value
        }}
      />
      {insistence.value && (
        <div class="note warn row between" role="alert">
          {insistence.value.why}
          <button
            type="button"
            onClick={() =>
              insistence.value && void assign({ agent_id: insistence.value.agentId, force: true })
            }
          >
            {words.force}
          </button>
        </div>
      )}
      <Choice
        label={words.assignee}
        value={ticket.assigned_agent_id ?? ''}
        disabled={!may('agents:read')}
        choose={value =>
          void assign(
            value === '' ? { unassign: true } : value === 'auto' ? { auto: true } : { agent_id: value }
          )
        }
        options={[
          ['', words.nobody],
          ['auto', words.auto],
          ...people.map(
            ({ id, display_name, availability }) =>
              [
                id,
                (display_name ?? id) +
                  (availability === 'available' ? '' : ` · ${common.value.availability[availability]}`)
              ] as const
          )
        ]}
      />
      {may('settings:read') && <TeamOf ticket={ticket} give={team_id => void assign({ team_id })} />}
      <Choice
        label={words.priority}
        value={ticket.priority}
        choose={value => {
          const priority = priorities.find(one => one === value)
          const body = { priority: priority ?? ticket.priority }
          void change(ticket, again, headers =>
            api.POST('/api/v1/tickets/{id}/priority-changes', { params, headers, body })
          )
        }}
        options={priorities.map(one => [one, common.value.priority[one]] as const)}
      />
      <Choice
        label={words.queue}
        value={ticket.queue_id}
        choose={queue_id => {
          const body = { queue_id }
          void change(ticket, again, headers =>
            api.POST('/api/v1/tickets/{id}/transfers', { params, headers, body })
          )
        }}
        options={[...queues.value.values()].map(({ id, name }) => [id, name] as const)}
      />
    </section>
  )
}

const insists: readonly string[] = ['agent_at_capacity', 'agent_away']

/** Nothing where there is no team to give it to. */
function TeamOf({ ticket, give }: { ticket: Ticket; give: (team: string | null) => void }) {
  const words = ticketWords.value
  const teams = useTeams()
  if (teams.length === 0 && ticket.team_id === null) return null
  return (
    <Choice
      label={words.team}
      value={ticket.team_id ?? ''}
      choose={value => give(value === '' ? null : value)}
      options={[['', words.noTeam], ...teams.map(({ id, name }) => [id, name] as const)]}
    />
  )
}
