import { agentName } from '../../directory.js'
import { useLoaded } from '../../load.js'
import { Scroll } from '../../ui/scroll.js'
import { Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { common } from '../../words/common.js'
import { eventWords } from '../../words/events.js'
import { ticketWords } from '../../words/ticket.js'
import { changesOf } from './changes.js'
import { sideOf } from './changes-words.js'
import { readTicket, type Ticket, type TicketEvent } from './read-ticket.js'

/** One step of a ticket's history: what happened, by whom, and what it changed. */
export function Step({ ticket, event }: { ticket: Ticket; event: TicketEvent }) {
  const words = ticketWords.value
  const { revision } = event
  const { state, again } = useLoaded(`${ticket.id} ${revision}`, async () =>
    changesOf(
      revision === 0 ? undefined : await readTicket(ticket.id, revision - 1),
      await readTicket(ticket.id, revision)
    )
  )
  return (
    <section class="card stack" aria-labelledby="step">
      <h2 id="step">{words.whatChanged}</h2>
      <p>
        {eventWords(event.type)} · <bdi>{actorOf(event)}</bdi>
      </p>
      <Shown of={state} again={again}>
        {changes =>
          changes.length === 0 ? (
            <p class="muted">{words.changedNothing}</p>
          ) : (
            <Table
              caption={words.whatChanged}
              rows={changes}
              keyOf={({ of }) => of}
              columns={[
                { name: words.field, value: ({ of }) => words.told[of] },
                { name: words.before, value: change => sideOf(change, 'before') },
                { name: words.after, value: change => sideOf(change, 'after') }
              ]}
            />
          )
        }
      </Shown>
      <details>
        <summary>{words.eventAsRecorded}</summary>
        <Scroll label={words.eventAsRecorded}>
          <pre class="json" dir="auto">
            {JSON.stringify(event, null, 2)}
          </pre>
        </Scroll>
      </details>
    </section>
  )
}

/** Who has done it, as people call them. */
function actorOf({ meta }: TicketEvent): string {
  const { actor } = meta as { readonly actor?: unknown }
  if (typeof actor !== 'string') return common.value.none
  const [kind = '', id = ''] = actor.split(/:(.*)/s)
  const words = ticketWords.value
  switch (kind) {
    case 'agent':
      return agentName(id.startsWith('agt_') ? id : `agt_${id}`)
    case 'customer':
      return words.from.customer
    case 'process':
      return `${words.from.bot} (${id})`
    case 'key':
      return `${common.value.byKey} ${id}`
    default:
      return actor
  }
}
