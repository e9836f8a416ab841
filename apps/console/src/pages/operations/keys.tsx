import { useSignal } from '@preact/signals'
import { api, got, type Schemas } from '../../api/client.js'
import { may } from '../../api/session.js'
import { act } from '../../ui/act.js'
import { Listing } from '../../ui/listing.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { operationsWords } from '../../words/operations.js'
import { valueWords } from '../../words/settings.js'
import { type Document, type Schema, wordsIn } from '../settings/schema.js'
import { Asked } from './asked.js'
import { Part } from './part.js'
import { Secret } from './secret.js'

type Key = Schemas['ApiKey']

/** Nobody gives what they have not themselves. */
const ownScopes = (schema: Schema): Schema => {
  const { scopes = {} } = schema.properties ?? {}
  const given = { ...scopes, items: { enum: wordsIn(scopes.items ?? {}).filter(may) } }
  return { ...schema, properties: { ...schema.properties, scopes: given } }
}
/** How long the former key holds beside the new one. */
const overlapS = 3600

export function Keys() {
  const words = operationsWords.value
  const secret = useSignal<string | null>(null)
  const made = useSignal(0)
  const revoke = ({ id, name }: Key, again: () => void) => {
    if (!confirm(words.sure(`${words.revoke} ${name ?? id}`))) return
    void act(() => api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }), again)
  }
  const rotate = ({ id }: Key, again: () => void) => {
    const call = { params: { path: { id } }, body: { overlap_s: overlapS } }
    void act(async () => {
      const answer = await api.POST('/api/v1/api-keys/{id}/rotations', call)
      if (answer.data) secret.value = answer.data.key
      return answer
    }, again)
  }
  async function make(body: Document) {
    const answer = await api.POST('/api/v1/api-keys', { body: body as Schemas['ApiKeyAsked'] })
    if (answer.data) {
      secret.value = answer.data.key
      made.value++
    }
    return answer
  }
  return (
    <Part id="keys" title={words.part.keys}>
      <Secret of={secret} />
      <Listing
        of={`keys ${made.value}`}
        caption={words.part.keys}
        read={query => got(api.GET('/api/v1/api-keys', { params: { query } }))}
        keyOf={({ id }) => id}
        columns={again => [
          {
            name: words.name,
            value: ({ name, id }) => name ?? id,
            show: ({ name, id }) => <bdi>{name ?? id}</bdi>
          },
          { name: words.state, value: ({ state }) => valueWords(state) },
          { name: words.scopes, value: ({ scopes }) => scopes.join(', ') },
          {
            name: words.only,
            value: ({ queues, cidrs }) => [...(queues ?? []), ...(cidrs ?? [])].join(', ') || null
          },
          { name: words.used, value: ({ last_used_on }) => last_used_on },
          {
            name: words.expires,
            value: ({ expires_at }) => expires_at,
            show: ({ expires_at }) => (expires_at === null ? common.value.none : <Ago at={expires_at} />)
          },
          {
            name: common.value.more,
            show: key =>
              (key.state === 'active' || key.state === 'rotating') &&
              key.scopes.every(may) && (
                <div class="row nowrap">
                  <button type="button" title={words.rotateHint} onClick={() => rotate(key, again)}>
                    {words.rotate}
                  </button>
                  <button type="button" class="danger" onClick={() => revoke(key, again)}>
                    {words.revoke}
                  </button>
                </div>
              )
          }
        ]}
      />
      <details class="card">
        <summary>{words.newKey}</summary>
        <Asked of="ApiKeyAsked" button={words.make} send={make} offer={ownScopes} />
      </details>
    </Part>
  )
}
