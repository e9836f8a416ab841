import { api, got, once } from '../../api/client.js'
import { may } from '../../api/session.js'
import { hrefOf, replaceQuery, route } from '../../route.js'
import { act } from '../../ui/act.js'
import { Choice } from '../../ui/choice.js'
import { Listing } from '../../ui/listing.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { operationsWords } from '../../words/operations.js'
import { valueWords } from '../../words/settings.js'
import { Part } from './part.js'

export function Parked() {
  const words = operationsWords.value
  const move = (process: string, sequence: string, how: 'retry' | 'skip', again: () => void) => {
    if (how === 'skip' && !confirm(words.sure(words.skip))) return
    const call = { params: { path: { process, sequence } }, headers: once(), body: {} }
    void act(
      () => api.POST(`/api/v1/admin/parked/{process}/{sequence}/${how}`, call),
      again,
      common.value.done
    )
  }
  return (
    <Part id="parked" title={words.part.parked} hint={words.parkedHint}>
      <Listing
        of="parked"
        caption={words.part.parked}
        read={query => got(api.GET('/api/v1/admin/parked', { params: { query } }))}
        keyOf={({ event_id }) => event_id}
        columns={again => [
          { name: words.process, value: ({ process }) => process },
          { name: words.sequence, value: ({ sequence }) => sequence },
          { name: words.error, value: ({ error }) => error },
          { name: words.attempts, value: ({ attempts }) => attempts },
          {
            name: words.since,
            value: ({ parked_at }) => parked_at,
            show: ({ parked_at }) => <Ago at={parked_at} />
          },
          ...(may('admin')
            ? [
                {
                  name: common.value.more,
                  show: ({ process, sequence }: { process: string; sequence: string }) => (
                    <div class="row nowrap">
                      <button type="button" onClick={() => move(process, sequence, 'retry', again)}>
                        {words.retry}
                      </button>
                      <button
                        type="button"
                        class="danger"
                        onClick={() => move(process, sequence, 'skip', again)}
                      >
                        {words.skip}
                      </button>
                    </div>
                  )
                }
              ]
            : [])
        ]}
      />
    </Part>
  )
}

const troubled = ['uncertain', 'failed', 'abandoned'] as const

export function Deliveries() {
  const words = operationsWords.value
  const asked = route.value.query.get('state')
  const state = troubled.find(one => one === asked) ?? 'uncertain'
  const sendAgain = (id: string, again: () => void) => {
    const call = { params: { path: { id } }, headers: once(), body: {} }
    void act(() => api.POST('/api/v1/admin/deliveries/{id}/retry', call), again, words.sentAgain)
  }
  return (
    <Part id="deliveries" title={words.part.deliveries}>
      <div class="filters">
        <Choice
          label={words.state}
          value={state}
          choose={next => replaceQuery({ part: 'deliveries', state: next })}
          options={troubled.map(one => [one, valueWords(one)] as const)}
        />
      </div>
      <Listing
        of={`deliveries ${state}`}
        caption={valueWords(state)}
        read={query => got(api.GET('/api/v1/admin/deliveries', { params: { query: { ...query, state } } }))}
        keyOf={({ id }) => id}
        columns={again => [
          { name: words.kind, value: ({ kind }) => valueWords(kind) },
          {
            name: words.reason,
            value: ({ reason, code }) =>
              [reason !== null && valueWords(reason), code].filter(Boolean).join(', ')
          },
          { name: words.attempts, value: ({ attempts }) => attempts },
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
          { name: words.asked, value: ({ asked_at }) => asked_at, show: row => <Ago at={row.asked_at} /> },
          ...(may('admin') && state !== 'abandoned'
            ? [
                {
                  name: common.value.more,
                  show: ({ id }: { id: string }) => (
                    <button type="button" onClick={() => sendAgain(id, again)}>
                      {words.sendAgain}
                    </button>
                  )
                }
              ]
            : [])
        ]}
      />
    </Part>
  )
}
