import { useSignal } from '@preact/signals'
import { api, ask, got, Refused, type Schemas } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { hrefOf } from '../../route.js'
import { inWords, Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { common } from '../../words/common.js'
import { settingsWords } from '../../words/settings.js'
import type { Document } from './schema.js'

type Tried = Schemas['RuleSimulated']
type Row = Tried['tickets'][number]
const monthMs = 30 * 86_400_000
const lookAgainMs = 500
/** So many tickets are told by name. */
const mostNamed = 50

/** What a rule would have done, before it is published. */
export function Trial({ id, rule }: { id: string; rule: Document }) {
  const words = settingsWords.value
  const tried = useSignal<Tried | null>(null)
  const failed = useSignal<string | null>(null)
  async function run(): Promise<void> {
    failed.value = null
    const to = new Date()
    const from = new Date(to.getTime() - monthMs)
    const body = { from: from.toISOString(), to: to.toISOString(), rule_id: id, rule }
    try {
      const begun = await ask(api.POST('/api/v1/rules/simulations', { body: body as never }))
      tried.value = begun.value
      while (tried.value.state === 'running') {
        await new Promise(resolve => setTimeout(resolve, lookAgainMs))
        const path = { id: begun.value.id }
        tried.value = await got(api.GET('/api/v1/rules/simulations/{id}', { params: { path } }))
      }
    } catch (error) {
      failed.value = error instanceof Refused ? inWords(error) : common.value.broken
    }
  }
  const isRunning = tried.value?.state === 'running' && failed.value === null
  return (
    <section class="card stack" aria-labelledby="trial">
      <h2 id="trial">{words.tryTitle}</h2>
      <p class="muted">{words.tryHint}</p>
      <div>
        <button type="button" aria-disabled={isRunning} onClick={() => !isRunning && void run()}>
          {isRunning ? common.value.sending : words.try}
        </button>
      </div>
      <div role="status" class="stack small">
        {failed.value && <p class="note bad">{failed.value}</p>}
        {tried.value && <Outcome of={tried.value} />}
      </div>
      {tried.value?.state === 'done' && tried.value.tickets.length > 0 && (
        <Tickets key={tried.value.id} of={tried.value} />
      )}
    </section>
  )
}

function Outcome({ of: { state, sum } }: { of: Tried }) {
  const words = settingsWords.value
  const { ticket_count: count = 0, changed_count: changed = 0, unknown_count: unknown = 0, acted } = sum ?? {}
  if (state === 'failed') return <p class="note bad">{words.tryFailed}</p>
  if (state === 'running') return <p>{words.trying(count)}</p>
  return (
    <>
      <p>
        <strong>{words.tried(changed, count)}</strong>
      </p>
      {acted && <p>{words.triedActed(acted.before, acted.after)}</p>}
      {unknown > 0 && <p>{words.triedUnknown(unknown)}</p>}
    </>
  )
}

/** The tickets that would be other than they are, and what it would have done to them. */
function Tickets({ of: { id, tickets } }: { of: Tried }) {
  const words = settingsWords.value
  const { state, again } = useLoaded(id, () =>
    Promise.all(
      tickets.slice(0, mostNamed).map(async row => {
        const params = { path: { id: row.ticket_id } }
        return { row, ticket: await got(api.GET('/api/v1/tickets/{id}', { params })) }
      })
    )
  )
  return (
    <Shown of={state} again={again}>
      {named => (
        <>
          <Table
            caption={words.triedTickets}
            rows={named}
            keyOf={({ row }) => row.ticket_id}
            columns={[
              {
                name: words.ticket,
                value: ({ ticket }) => ticket.code,
                show: ({ ticket }) => <a href={hrefOf(`tickets/${ticket.id}`)}>{ticket.code}</a>
              },
              {
                name: words.about,
                value: ({ ticket }) => ticket.title ?? ticket.customer.display_name,
                show: ({ ticket }) => <bdi>{ticket.title ?? ticket.customer.display_name}</bdi>
              },
              { name: words.didBefore, value: ({ row }) => actsIn(row.before) },
              {
                name: words.wouldDo,
                value: ({ row }) => (row.unknown ? words.untold : actsIn(row.after))
              }
            ]}
          />
          {tickets.length > named.length && (
            <p class="muted">{words.moreTried(tickets.length - named.length)}</p>
          )}
        </>
      )}
    </Shown>
  )
}

const actsIn = (acts: Row['before']): string =>
  acts.flatMap(({ actions }) => actions).join(', ') || settingsWords.value.nothing
