import { useSignal } from '@preact/signals'
import { api, got, once, type Schemas } from '../../api/client.js'
import { act } from '../../ui/act.js'
import { Copied } from '../../ui/copied.js'
import { Listing } from '../../ui/listing.js'
import { At } from '../../ui/time.js'
import { auditWords } from '../../words/audit.js'
import { number } from '../../words/language.js'

type Checkpoint = Schemas['Checkpoint']

export function Checkpoints() {
  const words = auditWords.value
  const sealed = useSignal(0)
  const seal = () =>
    void act(
      () => api.POST('/api/v1/audit/checkpoints', { headers: once() }),
      () => {
        sealed.value++
      },
      words.sealedNow
    )
  return (
    <section class="card stack" aria-labelledby="checkpoints">
      <div class="row between">
        <h2 id="checkpoints">{words.checkpoints}</h2>
        <button type="button" onClick={seal}>
          {words.seal}
        </button>
      </div>
      <p class="muted">{words.checkpointsHint}</p>
      <Listing
        of={`checkpoints ${sealed.value}`}
        caption={words.checkpoints}
        limit={10}
        read={query => got(api.GET('/api/v1/audit/checkpoints', { params: { query } }))}
        keyOf={({ size }) => String(size)}
        columns={() => [
          { name: words.size, value: ({ size }) => size, show: ({ size }) => number(size) },
          {
            name: words.sealed,
            value: ({ sealed_at }) => sealed_at,
            show: ({ sealed_at }) => <At at={sealed_at} />
          },
          { name: words.root, value: ({ root }) => root, show: row => <Note of={row} /> },
          {
            name: words.anchors,
            value: ({ anchors }) => anchors.map(({ kind, where, at }) => `${kind} ${where} ${at}`).join('; '),
            show: row => <Anchors of={row} />
          }
        ]}
      />
    </section>
  )
}

/** What is given to others, who then know if the log is another one day. */
const Note = ({ of: { root, note } }: { of: Checkpoint }) => (
  <details>
    <summary>
      <code>{root.slice(0, 16)}…</code>
    </summary>
    <Copied text={note} />
  </details>
)

const Anchors = ({ of: { anchors } }: { of: Checkpoint }) =>
  anchors.length === 0 ? (
    <span class="muted">{auditWords.value.here}</span>
  ) : (
    <ul>
      {anchors.map(({ kind, where, at }) => (
        <li key={`${kind} ${where}`}>
          {kind} · {where} · <At at={at} />
        </li>
      ))}
    </ul>
  )
