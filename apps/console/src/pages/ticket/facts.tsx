import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { api } from '../../api/client.js'
import { may } from '../../api/session.js'
import { agentName, queueName } from '../../directory.js'
import { hrefOf } from '../../route.js'
import { Name } from '../../ui/badges.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { ticketWords } from '../../words/ticket.js'
import { change as changeTicket } from './change.js'
import type { Ticket } from './read-ticket.js'

const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

export function Facts(props: { ticket: Ticket; isPast: boolean; again: () => void }) {
  const { ticket, isPast } = props
  const words = ticketWords.value
  const { customer, assigned_agent_id, queue_id, previous_ticket_id, rating, escalation } = ticket
  const time = (name: string, at: string | null) =>
    at !== null && (
      <Fact name={name}>
        <Ago at={at} />
      </Fact>
    )
  return (
    <section class="card stack" aria-labelledby="facts">
      <h2 id="facts">{words.facts}</h2>
      <dl class="facts">
        <Fact name={words.customer}>
          {customer.id === null ? (
            <Name of={customer.display_name} />
          ) : (
            <a href={hrefOf('tickets', { customer: customer.id, status: 'any' })}>
              <Name of={customer.display_name} />
            </a>
          )}
        </Fact>
        {isPast && (
          <>
            {customer.username !== null && (
              <Fact name={words.username}>
                <bdi>@{customer.username}</bdi>
              </Fact>
            )}
            {customer.language !== null && <Fact name={words.language}>{customer.language}</Fact>}
            {customer.tier !== null && <Fact name={words.tier}>{customer.tier}</Fact>}
          </>
        )}
        {(isPast || !may('tickets:write')) && (
          <>
            <Fact name={words.assignee}>
              {assigned_agent_id === null ? words.nobody : <bdi>{agentName(assigned_agent_id)}</bdi>}
            </Fact>
            <Fact name={words.queue}>{queueName(queue_id)}</Fact>
          </>
        )}
        {ticket.team_id !== null && <Fact name={words.team}>{ticket.team_id}</Fact>}
        {escalation && (
          <Fact name={words.escalated}>
            {escalation.team_id}, <Ago at={escalation.at} />
          </Fact>
        )}
        {rating && (
          <Fact name={words.rating}>
            {'★'.repeat(rating.score)} ({rating.score}/5)
          </Fact>
        )}
        {Object.entries(ticket.fields ?? {}).map(([id, value]) => (
          <Fact key={id} name={id}>
            <span dir="auto">{value === null ? common.value.hidden : String(value)}</span>
          </Fact>
        ))}
        {time(words.created, ticket.created_at)}
        {time(words.firstReply, ticket.first_response_at)}
        {time(words.resolved, ticket.resolved_at)}
        {previous_ticket_id !== null && (
          <Fact name={words.previous}>
            <a href={hrefOf(`tickets/${previous_ticket_id}`)}>{previous_ticket_id.slice(0, 12)}</a>
          </Fact>
        )}
      </dl>
      <Tags {...props} />
    </section>
  )
}

function Tags({ ticket, isPast, again }: { ticket: Ticket; isPast: boolean; again: () => void }) {
  const words = ticketWords.value
  const input = useRef<HTMLInputElement>(null)
  const isFixed = isPast || !may('tickets:write') || ticket.status === 'closed'
  const change = (body: { add?: string[]; remove?: string[] }) => {
    const params = { path: { id: ticket.id } }
    return changeTicket(ticket, again, headers =>
      api.POST('/api/v1/tickets/{id}/tag-changes', { params, headers, body })
    )
  }
  if (isFixed && ticket.tags.length === 0) return null
  return (
    <div class="stack small">
      <h3>{words.tags}</h3>
      <ul class="row">
        {ticket.tags.map(tag => (
          <li key={tag} class="tag">
            {tag}
            {!isFixed && (
              <button
                type="button"
                aria-label={words.removeTag(tag)}
                onClick={() => void change({ remove: [tag] })}
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {!isFixed && (
        <form
          onSubmit={event => {
            event.preventDefault()
            const tag = input.current?.value.trim() ?? ''
            if (tag !== '')
              void change({ add: [tag] }).then(done => {
                if (done && input.current) input.current.value = ''
              })
          }}
        >
          <input ref={input} aria-label={words.addTag} placeholder={words.addTag} maxLength={50} />
        </form>
      )}
    </div>
  )
}
