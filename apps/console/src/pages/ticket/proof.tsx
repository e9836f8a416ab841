import { api, got } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { number } from '../../words/language.js'
import { ticketWords } from '../../words/ticket.js'
import type { Ticket, TicketEvent } from './read-ticket.js'

/** Whether the last event stands under a checkpoint, and the evidence to take away. */
export function Proof({ ticket, events }: { ticket: Ticket; events: readonly TicketEvent[] }) {
  const words = ticketWords.value
  const last = events.at(-1)
  const { state } = useLoaded(last?.id ?? '', async () => {
    const { data } = await got(api.GET('/api/v1/audit/checkpoints', { params: { query: { limit: 1 } } }))
    return data[0] ?? null
  })
  const sealed = state.value.kind === 'ready' ? state.value.value : null
  const covers = sealed !== null && last !== undefined && last.recorded_at < sealed.sealed_at
  return (
    <section class="card stack" aria-labelledby="proof">
      <div class="row between">
        <h2 id="proof">{words.proof}</h2>
        {covers && <span class="badge good-badge">{words.sealed}</span>}
      </div>
      {state.value.kind === 'ready' && (
        <p class="muted">{covers ? words.sealedIn(number(sealed.size)) : words.notSealed}</p>
      )}
      <p>
        <a class="button" href={`/api/v1/tickets/${ticket.id}/audit-bundle`} download={`${ticket.code}.zip`}>
          {words.bundle}
        </a>
      </p>
      <p class="muted">{words.bundleHint}</p>
      <pre>
        <code>python3 verify_bundle.py {ticket.code}.zip VKEY</code>
      </pre>
    </section>
  )
}
