import { useLoaded } from '../../load.js'
import { Shown } from '../../ui/states.js'
import { Ago } from '../../ui/time.js'
import { ticketWords } from '../../words/ticket.js'
import { readDecisions } from './read-ticket.js'

export function Decisions({ id, revision }: { id: string; revision: number }) {
  const words = ticketWords.value
  const { state, again } = useLoaded(`${id} ${revision}`, () => readDecisions(id))
  return (
    <section class="card stack" aria-labelledby="decisions">
      <h2 id="decisions">{words.decisions}</h2>
      <Shown of={state} again={again}>
        {all => (
          <>
            {all.length === 0 && <p class="muted">{words.noDecisions}</p>}
            <ul class="stack small">
              {all.map(({ event_id, because, at }) => (
                <li key={event_id}>
                  {because} <small class="muted">{<Ago at={at} />}</small>
                </li>
              ))}
            </ul>
          </>
        )}
      </Shown>
    </section>
  )
}
