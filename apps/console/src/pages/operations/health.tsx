import { api, got } from '../../api/client.js'
import { useLoaded, useNowAndThen } from '../../load.js'
import { Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Ago } from '../../ui/time.js'
import { language } from '../../words/language.js'
import { operationsWords } from '../../words/operations.js'
import { valueWords } from '../../words/settings.js'
import { Part } from './part.js'

interface Process {
  readonly name: string
  readonly state: string
  /** Of a view it is not told in time. */
  readonly lag_s?: number | null
  readonly gap: number | null
  readonly parked: number
  readonly last_error: string | null
}
interface Report {
  readonly alerts: readonly {
    readonly name: string
    readonly since: string
    readonly detail: string
    readonly remedy: string
  }[]
  readonly warnings: readonly string[]
  readonly processes: readonly Process[]
  readonly views: readonly Process[]
}

const halted: ReadonlySet<string> = new Set(['backoff', 'refused', 'stopped'])

/** What lasts and how to mend it, and how far everything that runs is. Looked at anew by itself. */
export function Health() {
  const words = operationsWords.value
  const { state, again } = useLoaded(`health ${language.value}`, async () => {
    const headers = { 'Accept-Language': language.value }
    const report: unknown = await got(api.GET('/api/v1/health', { headers }))
    // What it holds beyond these grows with the desk.
    return report as Report
  })
  useNowAndThen(again)
  return (
    <Shown of={state} again={again}>
      {({ alerts, warnings, processes, views }) => (
        <>
          <Part id="alerts" title={words.part.alerts}>
            {alerts.length + warnings.length === 0 && <p class="note good">{words.well}</p>}
            {alerts.map(({ name, since, detail, remedy }) => (
              <div key={name} class="note bad" role="alert">
                <p>
                  <strong>{detail}</strong> · {words.since} <Ago at={since} />
                </p>
                <p>{remedy}</p>
              </div>
            ))}
            {warnings
              .filter(warning => !alerts.some(({ detail }) => detail === warning))
              .map(warning => (
                <p key={warning} class="note warn">
                  {warning}
                </p>
              ))}
          </Part>
          <Part id="processes" title={words.processes}>
            <Table
              caption={words.processes}
              rows={[...processes, ...views.map(view => ({ ...view, name: `view:${view.name}` }))]}
              keyOf={({ name }) => name}
              columns={[
                { name: words.process, value: ({ name }) => name },
                {
                  name: words.state,
                  value: process => process.state,
                  show: process => (
                    <span class={`badge ${halted.has(process.state) ? 'bad-badge' : 'good-badge'}`}>
                      {valueWords(process.state)}
                    </span>
                  )
                },
                {
                  name: words.behind,
                  value: ({ lag_s, gap }) => lag_s ?? gap,
                  show: ({ lag_s, gap }) =>
                    lag_s === undefined || lag_s === null ? gap : `${lag_s.toFixed(1)} s`
                },
                { name: words.part.parked, value: ({ parked }) => parked },
                { name: words.error, value: ({ last_error }) => last_error }
              ]}
            />
          </Part>
        </>
      )}
    </Shown>
  )
}
