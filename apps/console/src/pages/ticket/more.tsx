import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { api, got, type Schemas } from '../../api/client.js'
import { may } from '../../api/session.js'
import { useLoaded } from '../../load.js'
import { useTeams } from '../../teams.js'
import { Options } from '../../ui/choice.js'
import { common } from '../../words/common.js'
import { language } from '../../words/language.js'
import { ticketWords } from '../../words/ticket.js'
import { change } from './change.js'
import type { Ticket } from './read-ticket.js'

interface Props {
  readonly ticket: Ticket
  readonly again: () => void
}

/** What is done less often: the title, fields, handing up, asking how it was. */
export function MoreActions({ ticket, again }: Props) {
  const words = ticketWords.value
  const params = { path: { id: ticket.id } }
  const rate = () =>
    void change(
      ticket,
      again,
      headers => api.POST('/api/v1/tickets/{id}/rating-requests', { params, headers, body: {} }),
      words.asked
    )
  return (
    <details class="card more">
      <summary>{common.value.more}</summary>
      <div class="stack">
        <Title ticket={ticket} again={again} />
        {may('settings:read') && <TicketFields ticket={ticket} again={again} />}
        {may('settings:read') && <Escalation ticket={ticket} again={again} />}
        {ticket.status === 'resolved' && (
          <button type="button" onClick={rate}>
            {words.askRating}
          </button>
        )}
        <Articles ticket={ticket} again={again} />
      </div>
    </details>
  )
}

/** Several at once, all or nothing, and only on what was seen. */
const patch = ({ ticket, again }: Props, body: Schemas['TicketPatch']) =>
  change(
    ticket,
    again,
    headers => api.PATCH('/api/v1/tickets/{id}', { params: { path: { id: ticket.id } }, headers, body }),
    common.value.done
  )

function Title(props: Props) {
  const words = ticketWords.value
  const input = useRef<HTMLInputElement>(null)
  return (
    <form
      class="field"
      onSubmit={event => {
        event.preventDefault()
        const title = input.current?.value.trim() ?? ''
        void patch(props, { title: title === '' ? null : title })
      }}
    >
      <label for="title">{words.title}</label>
      <div class="row nowrap">
        <input id="title" ref={input} dir="auto" maxLength={200} defaultValue={props.ticket.title ?? ''} />
        <button type="submit">{common.value.save}</button>
      </div>
    </form>
  )
}

function TicketFields(props: Props) {
  const { state } = useLoaded('fields', async () => {
    const { data } = await got(api.GET('/api/v1/ticket-fields', { params: { query: { limit: 100 } } }))
    return data
  })
  const all = state.value.kind === 'ready' ? state.value.value : []
  // Files, contacts and places are given by the customer alone.
  const written = all.filter(({ type }) => ['text', 'number', 'date', 'select', 'yes_no'].includes(type))
  const set = (id: string, value: string | number | boolean | null) =>
    void patch(props, { fields: { [id]: value } })
  return (
    <>
      {written.map(({ id, name, type, options }) => {
        const value = props.ticket.fields?.[id]
        const at = `field-${id}`
        return (
          <div key={id} class="field">
            <label for={at}>{name}</label>
            {type === 'select' || type === 'yes_no' ? (
              <select
                id={at}
                value={String(value ?? '')}
                onChange={({ currentTarget: { value: next } }) =>
                  set(id, next === '' ? null : type === 'yes_no' ? next === 'true' : next)
                }
              >
                <option value="" />
                <Options
                  of={
                    type === 'yes_no'
                      ? [
                          ['true', common.value.yes],
                          ['false', common.value.no]
                        ]
                      : (options ?? []).map(({ id: option, label }) => [
                          option,
                          label[language.value] ?? label.en ?? label.ru ?? option
                        ])
                  }
                />
              </select>
            ) : (
              <input
                id={at}
                dir="auto"
                inputMode={type === 'number' ? 'decimal' : 'text'}
                placeholder={type === 'date' ? '2026-12-31' : ''}
                defaultValue={String(value ?? '')}
                onChange={({ currentTarget: { value: next } }) =>
                  set(id, next === '' ? null : type === 'number' ? Number(next) : next)
                }
              />
            )}
          </div>
        )
      })}
    </>
  )
}

function Escalation({ ticket, again }: Props) {
  const words = ticketWords.value
  const team = useSignal('')
  const reason = useSignal('')
  const teams = useTeams()
  const params = { path: { id: ticket.id } }
  if (ticket.escalation && ticket.escalation.acknowledged_by === null)
    return (
      <button
        type="button"
        onClick={() =>
          void change(ticket, again, headers =>
            api.POST('/api/v1/tickets/{id}/acknowledgements', { params, headers, body: {} })
          )
        }
      >
        {words.acknowledge}
      </button>
    )
  if (teams.length === 0) return null
  return (
    <form
      class="stack small"
      onSubmit={event => {
        event.preventDefault()
        const why = reason.value.trim()
        const body = { team_id: team.value, ...(why !== '' && { reason: why }) }
        void change(
          ticket,
          again,
          headers => api.POST('/api/v1/tickets/{id}/escalations', { params, headers, body }),
          common.value.done
        )
      }}
    >
      <div class="field">
        <label for="escalate-to">{words.escalate}</label>
        <select
          id="escalate-to"
          required
          value={team.value}
          onChange={({ currentTarget }) => {
            team.value = currentTarget.value
          }}
        >
          <option value="" />
          <Options of={teams.map(({ id, name }) => [id, name] as const)} />
        </select>
      </div>
      <div class="field">
        <label for="escalate-why">{words.why}</label>
        <div class="row nowrap">
          <input
            id="escalate-why"
            maxLength={1000}
            dir="auto"
            value={reason.value}
            onInput={({ currentTarget }) => {
              reason.value = currentTarget.value
            }}
          />
          <button type="submit">{words.handUp}</button>
        </div>
      </div>
    </form>
  )
}

function Articles({ ticket, again }: Props) {
  const words = ticketWords.value
  const { state } = useLoaded(`${ticket.id} articles`, async () => {
    const params = { path: { id: ticket.id } }
    const { data } = await got(api.GET('/api/v1/tickets/{id}/article-suggestions', { params }))
    return data
  })
  const all = state.value.kind === 'ready' ? state.value.value : []
  if (all.length === 0) return null
  const link = (article_id: string, send: boolean) => {
    const params = { path: { id: ticket.id } }
    const body = { article_id, send }
    void change(
      ticket,
      again,
      headers => api.POST('/api/v1/tickets/{id}/article-links', { params, headers, body }),
      send ? words.sent : common.value.done
    )
  }
  return (
    <div class="stack small">
      <h3>{words.articles}</h3>
      <ul class="stack small">
        {all.map(({ id, title }) => (
          <li key={id} class="row between">
            <bdi>{title}</bdi>
            <span class="row nowrap">
              <button type="button" class="quiet" onClick={() => link(id, true)}>
                {words.send}
                <span class="visually-hidden"> {title}</span>
              </button>
              <button type="button" class="quiet" onClick={() => link(id, false)}>
                {words.linkOnly}
                <span class="visually-hidden"> {title}</span>
              </button>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
