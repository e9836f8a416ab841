import { api, got, once } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { act } from '../../ui/act.js'
import { Name } from '../../ui/badges.js'
import { Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { operationsWords } from '../../words/operations.js'
import { Part } from './operations.js'

const query = { limit: 100 }

export function Webhooks() {
  const words = operationsWords.value
  const { state, again } = useLoaded('webhooks', async () => {
    const { data } = await got(api.GET('/api/v1/webhooks', { params: { query } }))
    return data
  })
  return (
    <Part id="webhooks" title={words.webhooks}>
      <Shown of={state} again={again}>
        {rows =>
          rows.length === 0 ? (
            <p>{words.noWebhooks}</p>
          ) : (
            <Table
              caption={words.webhooks}
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                { name: words.name, value: ({ name }) => name },
                { name: words.address, value: ({ url }) => url },
                { name: words.state, value: row => row.state },
                {
                  name: common.value.more,
                  value: () => null,
                  show: ({ id, state: standing }) => {
                    const call = { params: { path: { id } }, headers: once(), body: {} }
                    return (
                      <div class="row">
                        <button
                          type="button"
                          onClick={() =>
                            void act(
                              () => api.POST('/api/v1/webhooks/{id}/tests', call as never),
                              again,
                              words.testSent
                            )
                          }
                        >
                          {words.test}
                        </button>
                        {standing === 'paused' && (
                          <button
                            type="button"
                            onClick={() =>
                              void act(
                                () => api.POST('/api/v1/webhooks/{id}/resumptions', call as never),
                                again
                              )
                            }
                          >
                            {words.resume}
                          </button>
                        )}
                      </div>
                    )
                  }
                }
              ]}
            />
          )
        }
      </Shown>
    </Part>
  )
}

export function Keys() {
  const words = operationsWords.value
  const { state, again } = useLoaded('keys', async () => {
    const { data } = await got(api.GET('/api/v1/api-keys', { params: { query } }))
    return data
  })
  const revoke = (id: string, name: string) => {
    if (!confirm(words.sure(`${words.revoke} ${name}`))) return
    void act(() => api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }), again)
  }
  return (
    <Part id="keys" title={words.keys}>
      <Shown of={state} again={again}>
        {rows =>
          rows.length === 0 ? (
            <p>{words.noKeys}</p>
          ) : (
            <Table
              caption={words.keys}
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                { name: words.name, value: ({ name, id }) => name ?? id },
                { name: words.state, value: row => row.state },
                { name: words.scopes, value: ({ scopes }) => scopes.join(', ') },
                { name: words.used, value: ({ last_used_on }) => last_used_on },
                {
                  name: common.value.more,
                  value: () => null,
                  show: ({ id, name, state: standing }) =>
                    standing !== 'revoked' && (
                      <button type="button" class="danger" onClick={() => revoke(id, name ?? id)}>
                        {words.revoke}
                      </button>
                    )
                }
              ]}
            />
          )
        }
      </Shown>
    </Part>
  )
}

export function People() {
  const words = operationsWords.value
  const { state, again } = useLoaded('sessions', async () => {
    const { data } = await got(api.GET('/api/v1/sessions', { params: { query } }))
    return data
  })
  const end = (id: string) =>
    void act(() => api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } }), again)
  return (
    <Part id="sessions" title={words.sessions}>
      <Shown of={state} again={again}>
        {rows => (
          <Table
            caption={words.sessions}
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
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
                show: row => <Ago at={row.begun_at} />
              },
              {
                name: words.expires,
                value: ({ expires_at }) => expires_at,
                show: ({ expires_at }) => (expires_at === null ? common.value.none : <Ago at={expires_at} />)
              },
              {
                name: common.value.more,
                value: () => null,
                show: ({ id }) => (
                  <button type="button" class="danger" onClick={() => end(id)}>
                    {words.end}
                  </button>
                )
              }
            ]}
          />
        )}
      </Shown>
    </Part>
  )
}
