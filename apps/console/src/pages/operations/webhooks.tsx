import { useSignal } from '@preact/signals'
import { api, got, type Schemas } from '../../api/client.js'
import { hrefOf, route } from '../../route.js'
import { Listing } from '../../ui/listing.js'
import { common } from '../../words/common.js'
import { operationsWords } from '../../words/operations.js'
import { valueWords } from '../../words/settings.js'
import { Asked } from './asked.js'
import { Part } from './part.js'
import { Secret } from './secret.js'
import { Webhook } from './webhook.js'

/** The endpoints, or with `id` one of them. */
export function Webhooks() {
  const id = route.value.query.get('id')
  return id === null ? <Endpoints /> : <Webhook key={id} id={id} />
}

export const State = ({ of }: { of: Schemas['Webhook']['state'] }) => (
  <span class={`badge ${of === 'active' ? 'good-badge' : 'warn-badge'}`}>{valueWords(of)}</span>
)

function Endpoints() {
  const words = operationsWords.value
  const secret = useSignal<string | null>(null)
  const made = useSignal(0)
  return (
    <Part id="webhooks" title={words.part.webhooks}>
      <Secret of={secret} />
      <Listing
        of={`webhooks ${made.value}`}
        caption={words.part.webhooks}
        read={query => got(api.GET('/api/v1/webhooks', { params: { query } }))}
        keyOf={({ id }) => id}
        columns={() => [
          {
            name: words.name,
            value: ({ name }) => name,
            show: ({ id, name }) => (
              <a href={hrefOf('operations', { part: 'webhooks', id })}>
                <bdi>{name}</bdi>
              </a>
            )
          },
          { name: words.address, value: ({ url }) => url },
          { name: words.state, value: ({ state }) => state, show: ({ state }) => <State of={state} /> },
          { name: words.events, value: ({ events }) => events.join(', ') },
          { name: words.only, value: ({ queues }) => queues?.join(', ') ?? null }
        ]}
      />
      <details class="card">
        <summary>{words.newWebhook}</summary>
        <Asked
          of="WebhookAsked"
          button={common.value.save}
          send={async body => {
            const answer = await api.POST('/api/v1/webhooks', { body: body as Schemas['WebhookAsked'] })
            if (answer.data) {
              secret.value = answer.data.secret
              made.value++
            }
            return answer
          }}
        />
      </details>
    </Part>
  )
}
