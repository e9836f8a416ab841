import { useRef } from 'preact/hooks'
import { api, got, once, type Schemas } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { act } from '../../ui/act.js'
import { Options } from '../../ui/choice.js'
import { Shown } from '../../ui/states.js'
import { At } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { customerWords } from '../../words/customer.js'
import type { Customer } from './card.js'

interface Props {
  readonly customer: Customer
  readonly again: () => void
}

/** What is done for a person by law: everything of them given away, kept, or forgotten. */
export function Privacy({ customer, again }: Props) {
  const words = customerWords.value
  const { id, forgotten_at, legal_hold_until } = customer
  return (
    <>
      <h3>{words.privacy}</h3>
      {forgotten_at !== null ? (
        <Forgotten id={id} />
      ) : (
        <>
          {legal_hold_until !== null && (
            <p class="note warn">
              {words.held} <At at={legal_hold_until} />
            </p>
          )}
          <p>
            <a class="button" href={`/api/v1/customers/${id}/export`} download={`${id}.zip`}>
              {words.export}
            </a>{' '}
            <small class="muted">{words.exportHint}</small>
          </p>
          <Hold customer={customer} again={again} />
          {legal_hold_until === null && <Forget customer={customer} again={again} />}
        </>
      )}
    </>
  )
}

function Hold({ customer: { id, legal_hold_until }, again }: Props) {
  const words = customerWords.value
  const until = useRef<HTMLInputElement>(null)
  const reason = useRef<HTMLInputElement>(null)
  const params = { path: { id } }
  const set = () => {
    const body = {
      until: new Date(until.current?.value ?? '').toISOString(),
      reason: reason.current?.value.trim() ?? ''
    }
    const call = { params, headers: once(), body }
    void act(() => api.POST('/api/v1/customers/{id}/legal-holds', call), again, common.value.done)
  }
  const lift = () => {
    if (!confirm(words.sureLift)) return
    void act(() => api.DELETE('/api/v1/customers/{id}/legal-holds', { params }), again, common.value.done)
  }
  if (legal_hold_until !== null)
    return (
      <div>
        <button type="button" onClick={lift}>
          {words.lift}
        </button>
      </div>
    )
  return (
    <details>
      <summary>{words.hold}</summary>
      <form
        class="stack small"
        onSubmit={event => {
          event.preventDefault()
          set()
        }}
      >
        <p class="muted">{words.holdHint}</p>
        <label class="field">
          {words.until}
          <input ref={until} type="datetime-local" required />
        </label>
        <label class="field">
          {words.why}
          <input ref={reason} required maxLength={2000} dir="auto" />
        </label>
        <div>
          <button type="submit">{words.setHold}</button>
        </div>
      </form>
    </details>
  )
}

const codes = ['request', 'retention', 'other'] as const

/** Asked for with the reason and a word that one knows what it means: nothing brings it back. */
function Forget({ customer: { id }, again }: Props) {
  const words = customerWords.value
  const code = useRef<HTMLSelectElement>(null)
  const file = useRef<HTMLInputElement>(null)
  const forget = () => {
    const number = file.current?.value.trim() ?? ''
    const body: Schemas['ForgettingAsked'] = {
      code: codes.find(one => one === code.current?.value) ?? 'request',
      ...(number !== '' && { case: number })
    }
    const call = { params: { path: { id } }, headers: once(), body }
    void act(() => api.POST('/api/v1/customers/{id}/forgettings', call), again, words.forgotten)
  }
  return (
    <details>
      <summary>{words.forget}</summary>
      <form
        class="stack small"
        onSubmit={event => {
          event.preventDefault()
          forget()
        }}
      >
        <p class="note warn">{words.forgetHint}</p>
        <label class="field">
          {words.code}
          <select ref={code}>
            <Options of={codes.map(one => [one, words.codes[one]] as const)} />
          </select>
        </label>
        <label class="field">
          {words.case}
          <input ref={file} pattern="[A-Za-z0-9._\/\-]{1,64}" title="A-Z a-z 0-9 . _ / -" />
        </label>
        <label class="row nowrap">
          <input type="checkbox" required /> {words.sure}
        </label>
        <div>
          <button type="submit" class="danger">
            {words.doForget}
          </button>
        </div>
      </form>
    </details>
  )
}

function Forgotten({ id }: { id: string }) {
  const words = customerWords.value
  const { state, again } = useLoaded(`${id} forgotten`, () =>
    got(api.GET('/api/v1/customers/{id}/forgettings', { params: { path: { id } } }))
  )
  return (
    <Shown of={state} again={again}>
      {({ at, code, case: file, state: progress, reached }) => (
        <div class="note stack small">
          <p>
            {words.forgotten} <At at={at} />: {words.codes[code]}
            {file !== null && ` (${file})`}.
          </p>
          <p>{words.reached(reached.topics, reached.cards)}</p>
          {reached.topics_left + reached.cards_left > 0 && (
            <p>{words.left(reached.topics_left, reached.cards_left)}</p>
          )}
          <p>{words.shown(reached.relays_shown)}</p>
          {progress === 'running' && (
            <p class="row">
              {words.running}
              <button type="button" class="quiet" onClick={again}>
                {common.value.again}
              </button>
            </p>
          )}
        </div>
      )}
    </Shown>
  )
}
