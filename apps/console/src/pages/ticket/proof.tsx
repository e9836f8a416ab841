import { api, got, Refused, type Schemas } from '../../api/client.js'
import { may } from '../../api/session.js'
import { useLoaded } from '../../load.js'
import { hrefOf } from '../../route.js'
import { act } from '../../ui/act.js'
import { Shown } from '../../ui/states.js'
import { At } from '../../ui/time.js'
import { number } from '../../words/language.js'
import { ticketWords } from '../../words/ticket.js'
import { type Proven, provenBy } from './proven.js'
import type { Ticket, TicketEvent } from './read-ticket.js'

/** Null: not sealed yet. `checkpoint` null: it is none of the last hundred. */
type State = (Proven & { readonly checkpoint: Schemas['Checkpoint'] | null }) | null

async function readProof({ id, recorded_at }: TicketEvent): Promise<State> {
  const parts = { params: { query: { event: id } }, parseAs: 'text' } as const
  try {
    const query = { limit: 100 }
    const { data } = await got(api.GET('/api/v1/audit/checkpoints', { params: { query } }))
    // What came after the last one can't be under it, and is not asked for.
    if (!data.some(({ sealed_at }) => sealed_at >= recorded_at)) return null
    const text = await got<unknown>(api.GET('/api/v1/audit/proofs', parts))
    const proven = provenBy(String(text))
    return { ...proven, checkpoint: data.find(({ size }) => size === proven.size) ?? null }
  } catch (error) {
    if (error instanceof Refused && error.type === 'not_sealed_yet') return null
    throw error
  }
}

/** Whether an event stands under a checkpoint, by its proof, and the evidence to take away. */
export function Proof({ ticket, event }: { ticket: Ticket; event: TicketEvent }) {
  const words = ticketWords.value
  const { state, again } = useLoaded(event.id, () => readProof(event))
  const bundle = `/api/v1/tickets/${ticket.id}/audit-bundle`
  const sealed = state.value.kind === 'ready' && state.value.value !== null
  return (
    <section class="card stack" aria-labelledby="proof">
      <div class="row between">
        <h2 id="proof">{words.proof}</h2>
        {sealed && <span class="badge good-badge">{words.sealed}</span>}
      </div>
      <Shown of={state} again={again}>
        {proof =>
          proof === null ? (
            <div class="row">
              <p>{words.notSealed}</p>
              <button
                type="button"
                onClick={() => void act(() => api.POST('/api/v1/audit/checkpoints'), again)}
              >
                {words.sealNow}
              </button>
            </div>
          ) : (
            <>
              <p>{words.sealedIn(number(proof.index), number(proof.size))}</p>
              {proof.checkpoint && (
                <p class="muted">
                  {words.sealedAt} <At at={proof.checkpoint.sealed_at} />
                  {'. '}
                  {proof.checkpoint.anchors.length === 0
                    ? words.notAnchored
                    : words.anchored(proof.checkpoint.anchors.map(({ where }) => where).join(', '))}
                </p>
              )}
              <p>
                <a
                  href={`/api/v1/audit/proofs?event=${event.id}`}
                  download={`${ticket.code}-${event.revision}.tlog-proof`}
                >
                  {words.proofFile}
                </a>
              </p>
            </>
          )
        }
      </Shown>
      <p class="row">
        <a class="button" href={bundle} download={`${ticket.code}.zip`}>
          {words.bundle}
        </a>
        {may('tickets:personal') && (
          <a href={`${bundle}?personal=true`} download={`${ticket.code}-personal.zip`}>
            {words.bundlePersonal}
          </a>
        )}
      </p>
      <p class="muted">{words.bundleHint}</p>
      <pre>
        <code>python3 verify_bundle.py {ticket.code}.zip VKEY</code>
      </pre>
      <p class="muted">
        <a href={hrefOf('audit')}>{words.keysThere}</a>
      </p>
    </section>
  )
}
