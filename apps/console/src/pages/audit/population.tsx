import { useSignal } from '@preact/signals'
import { api } from '../../api/client.js'
import { may } from '../../api/session.js'
import { hrefOf } from '../../route.js'
import { act } from '../../ui/act.js'
import { Table } from '../../ui/table.js'
import { TakeAlong } from '../../ui/take-along.js'
import { auditWords } from '../../words/audit.js'
import { number } from '../../words/language.js'
import { daysAgo } from '../reports/period.js'

interface Drawn {
  readonly count: number
  readonly digest: string
  readonly ids: readonly string[]
  readonly size: number
  readonly sample?: readonly { readonly id: string; readonly code: string }[]
}

/** Which tickets there were, and without a seed nothing but that. */
export function Population() {
  const words = auditWords.value
  const asked = useSignal({ from: daysAgo(30), to: daysAgo(-1), seed: '', n: '10' })
  const drawn = useSignal<Drawn | null>(null)
  const set = (name: string) => (event: { currentTarget: HTMLInputElement }) => {
    asked.value = { ...asked.value, [name]: event.currentTarget.value }
  }
  const { from, to, seed, n } = asked.value
  async function draw(): Promise<void> {
    const narrowed = {
      from: new Date(`${from}T00:00:00`).toISOString(),
      to: new Date(`${to}T00:00:00`).toISOString()
    }
    await act(
      async () => {
        const answer =
          seed === ''
            ? await api.GET('/api/v1/audit/population', { params: { query: narrowed } })
            : await api.GET('/api/v1/audit/samples', {
                params: { query: { ...narrowed, seed, n: Number(n) } }
              })
        drawn.value = answer.data ?? null
        return answer
      },
      () => {}
    )
  }
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
          <input maxLength={200} value={seed} onInput={set('seed')} />
        </label>
        <label class="filter">
          <span>{words.howMany}</span>
          <input type="number" required min={1} max={10_000} value={n} onInput={set('n')} />
        </label>
        <button type="submit">{seed === '' ? words.countThem : words.draw}</button>
      </form>
      <div role="status" class="stack">
        {drawn.value && <Result of={drawn.value} />}
      </div>
    </section>
  )
}

function Result({ of: { count, digest, ids, size, sample } }: { of: Drawn }) {
  const words = auditWords.value
  return (
    <>
      <dl class="facts">
        <dt>{words.count}</dt>
        <dd>{number(count)}</dd>
        <dt>{words.digest}</dt>
        <dd>
          <code>{digest}</code>
        </dd>
        <dt>{words.asOf}</dt>
        <dd>{number(size)}</dd>
      </dl>
      {sample ? (
        <Table
          caption={words.sample}
          rows={sample}
          keyOf={({ id }) => id}
          columns={[
            {
              name: words.ticket,
              value: ({ code }) => code,
              show: ({ id, code }) =>
                may('tickets:read') ? <a href={hrefOf(`tickets/${id}`)}>{code}</a> : code
            },
            { name: 'id', value: ({ id }) => id }
          ]}
        />
      ) : (
        <TakeAlong name={words.population} lines={() => [['id'], ...ids.map(id => [id])]} />
      )}
    </>
  )
}
