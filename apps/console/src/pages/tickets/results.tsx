import type { Signal } from '@preact/signals'
import { hrefOf } from '../../route.js'
import { Table } from '../../ui/table.js'
import { common } from '../../words/common.js'
import { refusalWords } from '../../words/refusals.js'
import { ticketsWords } from '../../words/tickets.js'
import type { Work } from './bulk.js'

/** How far a command on many tickets is, and what came of each. */
export function Results({ work, codes }: { work: Signal<Work | null>; codes: ReadonlyMap<string, string> }) {
  const words = ticketsWords.value
  if (!work.value) return null
  const { job, of, says } = work.value
  const refused = job.results.filter(({ status }) => status >= 400).length
  const nameOf = (id: string) => codes.get(id) ?? id.slice(0, 12)
  const resultOf = ({ status, type }: (typeof job.results)[number]) =>
    status < 400 ? words.bulk.ok : (refusalWords(type ?? '') ?? words.bulk.refused(type))
  return (
    <section class="card stack small results" aria-labelledby="results">
      <div class="row between">
        <h2 id="results">
          {words.bulk.title}: <bdi>{says}</bdi>
        </h2>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            work.value = null
          }}
        >
          {common.value.close}
        </button>
      </div>
      <p class="row" role="status">
        <progress max={of} value={job.results.length} aria-label={words.bulk.title} />
        {words.bulk.running(job.results.length, of)}
        {refused > 0 && <strong class="bad">{words.bulk.refusedOf(refused)}</strong>}
        {job.state === 'failed' && <strong class="bad">{words.bulk.broke}</strong>}
      </p>
      {job.results.length > 0 && (
        <details open={refused > 0}>
          <summary>{words.bulk.each}</summary>
          <Table
            caption={words.bulk.title}
            rows={job.results}
            keyOf={({ ticket_id }) => ticket_id}
            columns={[
              {
                name: words.ticket,
                value: ({ ticket_id }) => nameOf(ticket_id),
                show: ({ ticket_id }) => <a href={hrefOf(`tickets/${ticket_id}`)}>{nameOf(ticket_id)}</a>
              },
              {
                name: words.bulk.title,
                value: resultOf,
                show: result => <span class={result.status < 400 ? 'good' : 'bad'}>{resultOf(result)}</span>
              }
            ]}
          />
        </details>
      )}
    </section>
  )
}
