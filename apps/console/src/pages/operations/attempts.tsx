import { api, got, type Schemas } from '../../api/client.js'
import { replaceQuery, route } from '../../route.js'
import { Choice } from '../../ui/choice.js'
import { Listing } from '../../ui/listing.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { operationsWords } from '../../words/operations.js'
import { valueWords } from '../../words/settings.js'
import { Part } from './part.js'

type Delivery = Schemas['WebhookDelivery']
const states = ['pending', 'delivered', 'given_up'] as const

/** What was sent to an endpoint, with each attempt and what came of it. */
export function Attempts({ id }: { id: string }) {
  const words = operationsWords.value
  const asked = route.value.query.get('state')
  const state = states.find(one => one === asked)
  const path = { id }
  return (
    <Part id="attempts" title={words.sent}>
      <div class="filters">
        <Choice
          label={words.state}
          value={state ?? ''}
          choose={next => replaceQuery({ part: 'webhooks', id, state: next })}
          options={[['', words.all], ...states.map(one => [one, valueWords(one)] as const)]}
        />
      </div>
      <Listing
        of={`deliveries ${id} ${state}`}
        caption={words.sent}
        read={query => {
          const narrowed = { ...query, ...(state && { state }) }
          return got(api.GET('/api/v1/webhooks/{id}/deliveries', { params: { path, query: narrowed } }))
        }}
        keyOf={one => one.id}
        columns={() => [
          { name: words.kind, value: ({ type }) => type },
          { name: words.state, value: one => valueWords(one.state) },
          {
            name: words.last,
            value: ({ attempts }) => attempts.at(-1)?.at ?? null,
            show: ({ attempts }) => {
              const at = attempts.at(-1)?.at ?? null
              return at === null ? common.value.none : <Ago at={at} />
            }
          },
          {
            name: words.attempts,
            value: ({ attempts }) => attempts.length,
            show: one => <Each of={one} />
          },
          { name: 'webhook-id', value: one => one.id, show: one => <code>{one.id}</code> }
        ]}
      />
    </Part>
  )
}

function Each({ of: { attempts, body } }: { of: Delivery }) {
  const words = operationsWords.value
  if (attempts.length === 0 && body === null) return <>0</>
  return (
    <details>
      <summary>{attempts.length}</summary>
      <ol class="stack small">
        {attempts.map(({ at, status, duration_ms, error, answer }, n) => (
          <li key={n}>
            {at !== null && <Ago at={at} />} · {status ?? error}
            {duration_ms !== null && ` · ${duration_ms} ms`}
            {answer !== null && answer !== '' && (
              <pre>
                <code>{answer}</code>
              </pre>
            )}
          </li>
        ))}
      </ol>
      {body !== null && (
        <>
          <h3>{words.body}</h3>
          <pre>
            <code>{body}</code>
          </pre>
        </>
      )}
    </details>
  )
}
