import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { api, got, once } from '../../api/client.js'
import { may } from '../../api/session.js'
import { useLoaded } from '../../load.js'
import { go, hrefOf } from '../../route.js'
import { act } from '../../ui/act.js'
import { Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { At } from '../../ui/time.js'
import { auditWords } from '../../words/audit.js'
import { common } from '../../words/common.js'
import { number } from '../../words/language.js'
import { daysAgo } from '../reports/period.js'

export function Audit() {
  const words = auditWords.value
  const code = useRef<HTMLInputElement>(null)
  return (
    <>
      <div class="head">
        <h1>{common.value.pages.audit}</h1>
      </div>
      <div class="stack">
        {may('tickets:read') && (
          <section class="card stack" aria-labelledby="find">
            <h2 id="find">{words.find}</h2>
            <p class="muted">{words.findHint}</p>
            <form
              class="row create"
              onSubmit={event => {
                event.preventDefault()
                const q = code.current?.value.trim() ?? ''
                if (q !== '') go(hrefOf('tickets', { status: 'any', q }))
              }}
            >
              <label for="code">{words.code}</label>
              <input id="code" ref={code} required spellcheck={false} />
              <button type="submit">{words.open}</button>
            </form>
          </section>
        )}
        <Checkpoints />
        <Population />
        <Check />
      </div>
    </>
  )
}

function Checkpoints() {
  const words = auditWords.value
  const { state, again } = useLoaded('checkpoints', async () => {
    const { data } = await got(api.GET('/api/v1/audit/checkpoints', { params: { query: { limit: 25 } } }))
    return data
  })
  const seal = () =>
    void act(
      () => api.POST('/api/v1/audit/checkpoints', { headers: once(), body: {} } as never),
      again,
      words.sealedNow
    )
  return (
    <section class="card stack" aria-labelledby="checkpoints">
      <div class="row between">
        <h2 id="checkpoints">{words.checkpoints}</h2>
        {may('audit:read') && (
          <button type="button" onClick={seal}>
            {words.seal}
          </button>
        )}
      </div>
      <p class="muted">{words.checkpointsHint}</p>
      <Shown of={state} again={again}>
        {rows =>
          rows.length === 0 ? (
            <p>{words.noCheckpoint}</p>
          ) : (
            <Table
              caption={words.checkpoints}
              rows={rows}
              keyOf={({ size }) => String(size)}
              columns={[
                { name: words.size, value: ({ size }) => size, show: ({ size }) => number(size) },
                { name: words.sealed, value: row => row.sealed_at, show: row => <At at={row.sealed_at} /> },
                {
                  name: words.root,
                  value: ({ root }) => root,
                  show: ({ root }) => <code>{root.slice(0, 16)}…</code>
                },
                {
                  name: words.anchors,
                  value: ({ anchors }) => anchors.map(({ where }) => where).join(', ') || words.here
                }
              ]}
            />
          )
        }
      </Shown>
    </section>
  )
}

interface Drawn {
  readonly count: number
  readonly digest: string
  readonly sample: readonly { readonly id: string; readonly code: string }[]
}

function Population() {
  const words = auditWords.value
  const asked = useSignal({ from: daysAgo(30), to: daysAgo(-1), seed: '', n: 10 })
  const drawn = useSignal<Drawn | null>(null)
  const set = (name: string) => (event: { currentTarget: HTMLInputElement }) => {
    asked.value = { ...asked.value, [name]: event.currentTarget.value }
  }
  async function draw(): Promise<void> {
    const { from, to, seed, n } = asked.value
    const query = {
      from: new Date(`${from}T00:00:00`).toISOString(),
      to: new Date(`${to}T00:00:00`).toISOString(),
      seed,
      n: Number(n)
    }
    await act(
      async () => {
        const answer = await api.GET('/api/v1/audit/samples', { params: { query } })
        if (answer.data) drawn.value = answer.data
        return answer
      },
      () => {}
    )
  }
  const { from, to, seed, n } = asked.value
  return (
    <section class="card stack" aria-labelledby="population">
      <h2 id="population">{words.population}</h2>
      <p class="muted">{words.populationHint}</p>
      <form
        class="filters"
        onSubmit={event => {
          event.preventDefault()
          void draw()
        }}
      >
        <label class="filter">
          <span>{words.from}</span>
          <input type="date" required value={from} onInput={set('from')} />
        </label>
        <label class="filter">
          <span>{words.to}</span>
          <input type="date" required value={to} onInput={set('to')} />
        </label>
        <label class="filter">
          <span>{words.seed}</span>
          <input required maxLength={200} value={seed} onInput={set('seed')} />
        </label>
        <label class="filter">
          <span>{words.howMany}</span>
          <input type="number" required min={1} max={100} value={n} onInput={set('n')} />
        </label>
        <button type="submit">{words.draw}</button>
      </form>
      <div role="status" class="stack">
        {drawn.value && (
          <>
            <dl class="facts">
              <dt>{words.count}</dt>
              <dd>{number(drawn.value.count)}</dd>
              <dt>{words.digest}</dt>
              <dd>
                <code>{drawn.value.digest}</code>
              </dd>
            </dl>
            <Table
              caption={words.sample}
              rows={drawn.value.sample}
              keyOf={({ id }) => id}
              columns={[
                {
                  name: words.ticket,
                  value: ({ code }) => code,
                  show: ({ id, code }) => <a href={hrefOf(`tickets/${id}`)}>{code}</a>
                },
                { name: 'id', value: ({ id }) => id }
              ]}
            />
          </>
        )}
      </div>
    </section>
  )
}

function Check() {
  const words = auditWords.value
  const { state, again } = useLoaded('audit keys', async () => {
    const answer: unknown = await got(api.GET('/api/v1/audit/keys', { parseAs: 'text' }) as never)
    return String(answer)
  })
  return (
    <section class="card stack" aria-labelledby="check">
      <h2 id="check">{words.check}</h2>
      <p class="muted">{words.checkHint}</p>
      <Shown of={state} again={again}>
        {keys => (
          <>
            <h3>{words.keys}</h3>
            <pre>
              <code>{keys.trim()}</code>
            </pre>
          </>
        )}
      </Shown>
      <p>{words.bundleStep}</p>
      <pre>
        <code>python3 tools/verify_bundle.py CODE.zip 'VKEY'</code>
      </pre>
      <p>{words.exportStep}</p>
      <pre>
        <code>npm run deskctl -- verify</code>
      </pre>
    </section>
  )
}
