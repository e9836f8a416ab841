import type { ComponentChildren } from 'preact'
import { api, got } from '../../api/client.js'
import { may } from '../../api/session.js'
import { useLoaded } from '../../load.js'
import { Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { operationsWords } from '../../words/operations.js'
import type { Alert } from '../today/read-today.js'
import { Keys, People, Webhooks } from './access.js'
import { Deliveries, Parked } from './attention.js'

export function Operations() {
  return (
    <>
      <div class="head">
        <h1>{common.value.pages.operations}</h1>
      </div>
      <div class="stack">
        {may('operations:read') && (
          <>
            <Health />
            <Parked />
            <Deliveries />
          </>
        )}
        {may('webhooks:manage') && <Webhooks />}
        {may('keys:manage') && <Keys />}
        {may('admin') && <People />}
      </div>
    </>
  )
}

export const Part = (props: { id: string; title: string; hint?: string; children: ComponentChildren }) => (
  <section aria-labelledby={props.id} class="stack small">
    <h2 id={props.id}>{props.title}</h2>
    {props.hint !== undefined && <p class="muted">{props.hint}</p>}
    {props.children}
  </section>
)

interface Process {
  readonly name: string
  readonly state: string
  readonly gap: number | null
  readonly lag_s: number | null
  readonly parked: number
  readonly last_error: string | null
}
interface Report {
  readonly status: string
  readonly alerts?: readonly Alert[]
  readonly warnings?: readonly string[]
  readonly processes?: readonly Process[]
}

function Health() {
  const words = operationsWords.value
  const { state, again } = useLoaded('health', async () => {
    const report: unknown = await got(api.GET('/api/v1/health'))
    // What it holds beyond these grows with the desk.
    return report as Report
  })
  return (
    <Shown of={state} again={again}>
      {({ alerts = [], warnings = [], processes = [] }) => (
        <>
          {alerts.length + warnings.length === 0 ? (
            <p class="note good">{words.well}</p>
          ) : (
            <Part id="alerts" title={words.alerts}>
              {alerts.map(({ name, since, detail }) => (
                <p key={name} class="note bad">
                  <strong>{name.replaceAll('_', ' ')}</strong> {words.since} <Ago at={since} />
                  {': '}
                  {typeof detail === 'string' ? detail : JSON.stringify(detail)}
                </p>
              ))}
              {warnings.map(warning => (
                <p key={warning} class="note warn">
                  {warning}
                </p>
              ))}
            </Part>
          )}
          <Part id="processes" title={words.processes}>
            <Table
              caption={words.processes}
              rows={processes}
              keyOf={({ name }) => name}
              columns={[
                { name: words.process, value: ({ name }) => name },
                {
                  name: words.state,
                  value: process => process.state,
                  show: process => (
                    <span class={`badge ${process.state === 'live' ? 'good-badge' : 'warn-badge'}`}>
                      {process.state}
                    </span>
                  )
                },
                {
                  name: words.behind,
                  value: ({ lag_s }) => lag_s,
                  show: ({ lag_s }) => `${(lag_s ?? 0).toFixed(1)} s`
                },
                { name: words.parkedCount, value: ({ parked }) => parked },
                { name: words.error, value: ({ last_error }) => last_error }
              ]}
            />
          </Part>
        </>
      )}
    </Shown>
  )
}
