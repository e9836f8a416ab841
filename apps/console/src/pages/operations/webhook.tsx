import { useRef } from 'preact/hooks'
import { api, got, once, type Schemas } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { go, hrefOf } from '../../route.js'
import { act } from '../../ui/act.js'
import { Shown } from '../../ui/states.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { operationsWords } from '../../words/operations.js'
import { Attempts } from './attempts.js'
import { Part } from './part.js'
import { State } from './webhooks.js'

/** One endpoint: how it stands, what can be done, and everything that was sent to it. */
export function Webhook({ id }: { id: string }) {
  const words = operationsWords.value
  const path = { id }
  const { state, again } = useLoaded(id, () => got(api.GET('/api/v1/webhooks/{id}', { params: { path } })))
  return (
    <>
      <p class="crumbs">
        <a href={hrefOf('operations', { part: 'webhooks' })}>{words.part.webhooks}</a>
      </p>
      <Shown of={state} again={again}>
        {webhook => (
          <Part id="webhook" title={webhook.name}>
            <dl class="facts">
              <dt>{words.state}</dt>
              <dd class="row">
                <State of={webhook.state} />
                {webhook.paused && words.pausedBy[webhook.paused.cause]}
              </dd>
              <dt>{words.address}</dt>
              <dd>{webhook.url}</dd>
              <dt>{words.events}</dt>
              <dd>{webhook.events.join(', ')}</dd>
              <dt>{words.begun}</dt>
              <dd>
                <Ago at={webhook.created_at} />
              </dd>
            </dl>
            <Doings webhook={webhook} again={again} />
          </Part>
        )}
      </Shown>
      <Attempts id={id} />
    </>
  )
}

function Doings({ webhook, again }: { webhook: Schemas['Webhook']; again: () => void }) {
  const words = operationsWords.value
  const from = useRef<HTMLInputElement>(null)
  const params = { path: { id: webhook.id } }
  const ask = (what: 'tests' | 'verifications' | 'resumptions', done: string) => () =>
    void act(
      () => api.POST(`/api/v1/webhooks/{id}/${what}`, { params, headers: once(), body: {} }),
      again,
      done
    )
  const replay = (body: Schemas['WebhookReplay']) =>
    void act(
      () => api.POST('/api/v1/webhooks/{id}/replays', { params, headers: once(), body }),
      again,
      words.replayed
    )
  async function remove(): Promise<void> {
    if (!confirm(words.sure(`${words.remove} ${webhook.name}`))) return
    const isDone = await act(
      () => api.DELETE('/api/v1/webhooks/{id}', { params }),
      () => {}
    )
    if (isDone) go(hrefOf('operations', { part: 'webhooks' }))
  }
  return (
    <>
      <div class="row">
        {webhook.state === 'unverified' && (
          <button type="button" class="primary" onClick={ask('verifications', words.verifySent)}>
            {words.verify}
          </button>
        )}
        {webhook.state === 'paused' && (
          <button type="button" class="primary" onClick={ask('resumptions', common.value.done)}>
            {words.resume}
          </button>
        )}
        {webhook.state !== 'unverified' && (
          <button type="button" onClick={ask('tests', words.testSent)}>
            {words.test}
          </button>
        )}
        <button type="button" class="danger" onClick={() => void remove()}>
          {words.remove}
        </button>
      </div>
      <form
        class="filters"
        onSubmit={event => {
          event.preventDefault()
          // Before it was made nothing was sent to it.
          const at = Math.max(Date.parse(from.current?.value ?? ''), Date.parse(webhook.created_at))
          replay({ from: new Date(at).toISOString() })
        }}
      >
        <button type="button" onClick={() => replay({ only: 'given_up' })}>
          {words.replayGivenUp}
        </button>
        <label class="filter">
          <span>{words.replayFrom}</span>
          <input ref={from} type="datetime-local" required />
        </label>
        <button type="submit">{words.replay}</button>
      </form>
    </>
  )
}
