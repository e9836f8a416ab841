import { useRef } from 'preact/hooks'
import { api, got, once, type Schemas } from '../../api/client.js'
import { may } from '../../api/session.js'
import { useLive, useLoaded } from '../../load.js'
import { hrefOf } from '../../route.js'
import { act } from '../../ui/act.js'
import { Name, Status, Tag } from '../../ui/badges.js'
import { Shown } from '../../ui/states.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { customerWords } from '../../words/customer.js'
import { Privacy } from './privacy.js'

export type Customer = Schemas['Customer']

const most = 6

async function read(id: string) {
  const params = { path: { id } }
  const [customer, tickets] = await Promise.all([
    got(api.GET('/api/v1/customers/{id}', { params })),
    got(api.GET('/api/v1/customers/{id}/tickets', { params: { ...params, query: { limit: most } } }))
  ])
  return { customer, tickets: tickets.data }
}

/** Who a person is, what else they wrote for, and what the law lets them ask for; beside the ticket `beside`. */
export function CustomerCard({ id, beside }: { id: string; beside: string }) {
  const words = customerWords.value
  const { state, again } = useLoaded(id, () => read(id))
  useLive(({ type, data }) => data.ticket?.id === beside || type.startsWith('customer.'), again)
  return (
    <section class="card stack" aria-labelledby="customer">
      <h2 id="customer">{words.title}</h2>
      <Shown of={state} again={again}>
        {({ customer, tickets }) => {
          const others = tickets.filter(ticket => ticket.id !== beside)
          return (
            <>
              <Known customer={customer} />
              {may('tickets:write') && customer.forgotten_at === null && (
                <Classify key={`${customer.tier} ${customer.tags}`} customer={customer} again={again} />
              )}
              <h3 id="others">{words.others}</h3>
              {others.length === 0 ? (
                <p class="muted">{words.noOthers}</p>
              ) : (
                <ul class="stack small" aria-labelledby="others">
                  {others.map(({ id: other, code, status, created_at }) => (
                    <li key={other} class="row between">
                      <a href={hrefOf(`tickets/${other}`)}>{code}</a>
                      <span class="row">
                        <Ago at={created_at} /> <Status of={status} />
                      </span>
                    </li>
                  ))}
                </ul>
              )}
              {others.length > 0 && (
                <p>
                  <a href={hrefOf('tickets', { customer: id, status: 'any' })}>{words.all}</a>
                </p>
              )}
              {may('privacy:manage') && <Privacy customer={customer} again={again} />}
            </>
          )
        }}
      </Shown>
    </section>
  )
}

function Known({ customer }: { customer: Customer }) {
  const words = customerWords.value
  const { display_name, username, language, tier, tags, first_seen_at, reachable } = customer
  return (
    <>
      <p class="row">
        <strong>
          <Name of={display_name} />
        </strong>
        {username !== null && <bdi class="muted">@{username}</bdi>}
        {[tier, ...tags].map(one => one !== null && <Tag key={one}>{one}</Tag>)}
      </p>
      <dl class="facts">
        {language !== null && (
          <>
            <dt>{words.language}</dt>
            <dd>{language}</dd>
          </>
        )}
        {first_seen_at !== null && (
          <>
            <dt>{words.since}</dt>
            <dd>
              <Ago at={first_seen_at} />
            </dd>
          </>
        )}
      </dl>
      {!reachable && customer.forgotten_at === null && <p class="note warn">{words.unreachable}</p>}
    </>
  )
}

function Classify({ customer, again }: { customer: Customer; again: () => void }) {
  const words = customerWords.value
  const tier = useRef<HTMLInputElement>(null)
  const tags = useRef<HTMLInputElement>(null)
  const save = () => {
    const written = (input: { current: HTMLInputElement | null }) => input.current?.value.trim() ?? ''
    const all = written(tags)
      .split(',')
      .flatMap(tag => (tag.trim() === '' ? [] : [tag.trim()]))
    const body = { tier: written(tier) || null, tags: all }
    const call = { params: { path: { id: customer.id } }, headers: once(), body }
    void act(() => api.PATCH('/api/v1/customers/{id}', call), again, common.value.done)
  }
  return (
    <form
      class="stack small"
      onSubmit={event => {
        event.preventDefault()
        save()
      }}
    >
      <label class="filter">
        <span>{words.tier}</span>
        <input ref={tier} maxLength={50} defaultValue={customer.tier ?? ''} />
      </label>
      <label class="filter">
        <span>{words.tags}</span>
        <input ref={tags} defaultValue={customer.tags.join(', ')} />
      </label>
      <div>
        <button type="submit">{common.value.save}</button>
      </div>
    </form>
  )
}
