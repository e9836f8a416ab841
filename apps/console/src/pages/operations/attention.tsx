import { api, got, once } from '../../api/client.js'
import { may } from '../../api/session.js'
import { useLoaded } from '../../load.js'
import { hrefOf } from '../../route.js'
import { act } from '../../ui/act.js'
import { Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { operationsWords } from '../../words/operations.js'
import { Part } from './operations.js'

const limit = 100

export function Parked() {
  const words = operationsWords.value
  const { state, again } = useLoaded('parked', async () => {
    const { data } = await got(api.GET('/api/v1/admin/parked', { params: { query: { limit } } }))
    return data
  })
  const move = (process: string, sequence: string, how: 'retry' | 'skip') => {
    if (how === 'skip' && !confirm(words.sure(words.skip))) return
    const call = { params: { path: { process, sequence } }, headers: once(), body: {} }
    void act(() => api.POST(`/api/v1/admin/parked/{process}/{sequence}/${how}`, call as never), again)
  }
  return (
    <Part id="parked" title={words.parked} hint={words.parkedHint}>
      <Shown of={state} again={again}>
        {rows =>
          rows.length === 0 ? (
            <p>{words.noParked}</p>
          ) : (
            <Table
              caption={words.parked}
              rows={rows}
              keyOf={({ process, sequence }) => `${process} ${sequence}`}
              columns={[
                { name: words.process, value: ({ process }) => process },
                { name: words.sequence, value: ({ sequence }) => sequence },
                { name: words.error, value: row => ('error' in row ? String(row.error) : null) },
                {
                  name: common.value.more,
                  value: () => null,
                  show: ({ process, sequence }) =>
                    may('admin') && (
                      <div class="row">
                        <button type="button" onClick={() => move(process, sequence, 'retry')}>
                          {words.retry}
                        </button>
                        <button type="button" class="danger" onClick={() => move(process, sequence, 'skip')}>
                          {words.skip}
                        </button>
                      </div>
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

export function Deliveries() {
  const words = operationsWords.value
  const { state, again } = useLoaded('deliveries', async () => {
    const read = (of: 'failed' | 'uncertain') =>
      got(api.GET('/api/v1/admin/deliveries', { params: { query: { state: of, limit } } }))
    const [failed, uncertain] = await Promise.all([read('failed'), read('uncertain')])
    return [...failed.data, ...uncertain.data]
  })
  const again1 = (id: string) => {
    const call = { params: { path: { id } }, headers: once(), body: {} }
    void act(() => api.POST('/api/v1/admin/deliveries/{id}/retry', call as never), again)
  }
  return (
    <Part id="deliveries" title={words.deliveries}>
      <Shown of={state} again={again}>
        {rows =>
          rows.length === 0 ? (
            <p>{words.noDeliveries}</p>
          ) : (
            <Table
              caption={words.deliveries}
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                { name: words.kind, value: ({ kind }) => kind },
                { name: words.state, value: row => row.state },
                { name: words.reason, value: ({ reason }) => reason },
                {
                  name: words.ticket,
                  value: ({ ticket_id }) => ticket_id,
                  show: ({ ticket_id }) =>
                    ticket_id === null ? (
                      common.value.none
                    ) : (
                      <a href={hrefOf(`tickets/${ticket_id}`)}>{ticket_id.slice(0, 12)}</a>
                    )
                },
                {
                  name: words.asked,
                  value: ({ asked_at }) => asked_at,
                  show: row => <Ago at={row.asked_at} />
                },
                {
                  name: common.value.more,
                  value: () => null,
                  show: ({ id }) =>
                    may('admin') && (
                      <button type="button" onClick={() => again1(id)}>
                        {words.sendAgain}
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
