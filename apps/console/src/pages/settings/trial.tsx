import { useSignal } from '@preact/signals'
import { api, ask, got, Refused } from '../../api/client.js'
import { hrefOf } from '../../route.js'
import { inWords } from '../../ui/states.js'
import { common } from '../../words/common.js'
import { settingsWords } from '../../words/settings.js'
import type { Document } from './schema.js'

interface Tried {
  readonly state: 'running' | 'done' | 'failed'
  readonly sum?: { readonly [name: string]: unknown }
  readonly tickets?: readonly { readonly ticket_id?: string; readonly id?: string; readonly code?: string }[]
}
const monthMs = 30 * 86_400_000
const lookAgainMs = 500

/** What a rule would have done, before it is published. */
export function Trial({ id, rule }: { id: string; rule: Document }) {
  const words = settingsWords.value
  const tried = useSignal<Tried | null>(null)
  const failed = useSignal<string | null>(null)
  async function run(): Promise<void> {
    failed.value = null
    const to = new Date()
    const body = {
      from: new Date(to.getTime() - monthMs).toISOString(),
      to: to.toISOString(),
      rule_id: id,
      rule
    }
    try {
      const begun = api.POST('/api/v1/rules/simulations' as never, { body } as never)
      const { value, response } = await ask<unknown>(begun as never)
      const location = response.headers.get('location')
      let now = value as Tried
      tried.value = now
      while (now.state === 'running' && location !== null) {
        await new Promise(resolve => setTimeout(resolve, lookAgainMs))
        now = (await got<unknown>(api.GET(location as never) as never)) as Tried
        tried.value = now
      }
    } catch (error) {
      failed.value = error instanceof Refused ? inWords(error) : common.value.broken
    }
  }
  const { state, sum, tickets = [] } = tried.value ?? {}
  return (
    <section class="card stack" aria-labelledby="trial">
      <h2 id="trial">{words.tryTitle}</h2>
      <p class="muted">{words.tryHint}</p>
      <div>
        <button type="button" onClick={() => void run()}>
          {state === 'running' ? common.value.sending : words.try}
        </button>
      </div>
      <div role="status" class="stack small">
        {failed.value && <p class="note bad">{failed.value}</p>}
        {state === 'done' && <p>{words.tried(tickets.length)}</p>}
        {sum && (
          <dl class="facts">
            {Object.entries(sum).map(([name, value]) => (
              <>
                <dt>{name.replaceAll('_', ' ')}</dt>
                <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
              </>
            ))}
          </dl>
        )}
        <ul class="row">
          {tickets.slice(0, 100).map(ticket => {
            const of = ticket.ticket_id ?? ticket.id ?? ''
            return (
              <li key={of}>
                <a href={hrefOf(`tickets/${of}`)}>{ticket.code ?? of.slice(0, 12)}</a>
              </li>
            )
          })}
        </ul>
      </div>
    </section>
  )
}
