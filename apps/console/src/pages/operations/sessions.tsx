import { api, got } from '../../api/client.js'
import { act } from '../../ui/act.js'
import { Name } from '../../ui/badges.js'
import { Listing } from '../../ui/listing.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { operationsWords } from '../../words/operations.js'
import { Part } from './part.js'

export function Sessions() {
  const words = operationsWords.value
  const end = (id: string, again: () => void) =>
    void act(
      () => api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } }),
      again,
      common.value.done
    )
  return (
    <Part id="sessions" title={words.part.sessions}>
      <Listing
        of="sessions"
        caption={words.part.sessions}
        read={query => got(api.GET('/api/v1/sessions', { params: { query } }))}
        keyOf={({ id }) => id}
        columns={again => [
          {
            name: words.who,
            value: ({ principal }) => principal.display_name ?? principal.id,
            show: ({ principal }) => <Name of={principal.display_name} absent={principal.id} />
          },
          {
            name: words.role,
            value: ({ role }) => (role === null ? common.value.byKey : common.value.role[role])
          },
          {
            name: words.begun,
            value: ({ begun_at }) => begun_at,
            show: ({ begun_at }) => <Ago at={begun_at} />
          },
          {
            name: words.expires,
            value: ({ expires_at }) => expires_at,
            show: ({ expires_at }) => (expires_at === null ? common.value.none : <Ago at={expires_at} />)
          },
          {
            name: common.value.more,
            show: ({ id, principal }) => (
              <button type="button" class="danger" onClick={() => end(id, again)}>
                {words.end} <span class="visually-hidden">{principal.display_name ?? principal.id}</span>
              </button>
            )
          }
        ]}
      />
    </Part>
  )
}
