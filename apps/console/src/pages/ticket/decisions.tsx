import { useLoaded } from '../../load.js'
import { Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { decisionWords } from '../../words/decisions.js'
import { ticketWords } from '../../words/ticket.js'
import { type Decision, readDecisions, type TicketEvent } from './read-ticket.js'

/** What the desk had decided by itself; `until`: by this step of the ticket, undefined by now. */
export function Decisions(props: {
  id: string
  events: readonly TicketEvent[]
  until: TicketEvent | undefined
}) {
  const { id, events, until } = props
  const words = ticketWords.value
  const { state, again } = useLoaded(`${id} ${events.length}`, () => readDecisions(id))
  const eventOf = new Map(events.map(event => [event.id, event]))
  const isThen = ({ event_id, at }: Decision): boolean => {
    if (until === undefined) return true
    const revision = eventOf.get(event_id)?.revision
    return revision === undefined ? at <= until.recorded_at : revision <= until.revision
  }
  return (
    <section class="card stack" aria-labelledby="decisions">
      <h2 id="decisions">{words.decisions}</h2>
      <Shown of={state} again={again}>
        {all => {
          const then = all.filter(isThen)
          return (
            <>
              {then.length === 0 && <p class="muted">{words.noDecisions}</p>}
              <ul class="stack small">
                {then.map(decision => (
                  <li key={decision.event_id + decision.what}>
                    {decisionWords.value(decision, eventOf.get(decision.event_id)?.data ?? {})}{' '}
                    <small class="muted">{<Ago at={decision.at} />}</small>
                    {decision.candidates.length > 0 && <Candidates of={decision} />}
                  </li>
                ))}
              </ul>
            </>
          )
        }}
      </Shown>
    </section>
  )
}

/** Who else there was, and why not them. */
function Candidates({ of: { candidates, more_candidates: more } }: { of: Decision }) {
  const words = ticketWords.value
  return (
    <details>
      <summary>{words.candidates(candidates.length + more)}</summary>
      <Table
        caption={words.candidates(candidates.length + more)}
        rows={candidates}
        keyOf={({ id }) => id}
        columns={[
          { name: words.assignee, value: ({ id, display_name }) => display_name ?? id },
          {
            name: words.whyNot,
            value: ({ why_not }) => (why_not === null ? common.value.none : words.notBecause[why_not])
          },
          {
            name: words.load,
            value: ({ load }) => load,
            show: ({ load, limit }) => (limit === null ? load : `${load} / ${limit}`)
          }
        ]}
      />
    </details>
  )
}
