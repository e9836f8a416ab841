import { useLoaded } from '../../load.js'
import { Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Ago, At, duration, exact } from '../../ui/time.js'
import { Unfolded } from '../../ui/unfolded.js'
import { ticketWords } from '../../words/ticket.js'
import { type Clocks, readExplanation } from './read-ticket.js'
import { extentOf, type Line, lineOf } from './timeline.js'

const look = { running: '', paused: 'warn-badge', met: 'good-badge', breached: 'bad-badge' }
type Extent = { readonly from: number; readonly to: number }

/** Each deadline on one line of time: when it ran, stood still, is due, was met or missed. `then`: as of when. */
export function ClockList(props: {
  id: string
  clocks: Clocks
  then: number
  /** Undefined: now. */
  revision: number | undefined
}) {
  const { clocks: all, then } = props
  const words = ticketWords.value
  const lines = all.clocks.map(clock => lineOf(clock, then))
  const extent = extentOf(lines)
  return (
    <section class="card stack" aria-labelledby="clocks">
      <h2 id="clocks">{words.clocks}</h2>
      {all.clocks.length === 0 && <p class="muted">{words.noClocks}</p>}
      {all.policy && (
        <p class="muted">{words.byPolicy(all.policy.id, all.policy.version, all.calendar?.id ?? null)}</p>
      )}
      <ul class="stack">
        {all.clocks.map((clock, n) => {
          const { metric, instance, state, target_s, elapsed_s, due_at, pauses } = clock
          const line = lines[n]
          return (
            <li key={metric + String(instance)} class="clock">
              <div class="row between">
                <strong>
                  {words.metric[metric]}
                  {instance > 1 && ` ${instance}`}
                </strong>
                <span class={`badge ${look[state]}`}>{words.clock[state]}</span>
              </div>
              {line && extent && <Drawn line={line} extent={extent} then={then} />}
              <small class="muted">
                {words.counted(duration(elapsed_s), duration(target_s))}
                {due_at !== null && (state === 'running' || state === 'breached') && (
                  <>
                    {' · '}
                    {words.due} <Ago at={due_at} />
                  </>
                )}
                {pauses.length > 0 && ` · ${words.paused(pauses.length)}`}
              </small>
            </li>
          )
        })}
      </ul>
      {extent && (
        <p class="row between muted scale">
          <At at={new Date(extent.from).toISOString()} />
          <At at={new Date(extent.to).toISOString()} />
        </p>
      )}
      {all.clocks.length > 0 && (
        <>
          <p class="legend">
            <span class="key">{words.line.runs}</span>
            <span class="key warn">{words.line.paused}</span>
            <span class="key mark-due">{words.line.due}</span>
            <span class="key mark-missed">{words.line.missed}</span>
          </p>
          <Steps {...props} />
        </>
      )}
    </section>
  )
}

const height = 22

/** Where a clock was at each time. What it shows is told in words below it, and step by step in the table. */
function Drawn({ line, extent, then }: { line: Line; extent: Extent; then: number }) {
  const words = ticketWords.value
  const x = (at: number) => ((at - extent.from) / (extent.to - extent.from)) * 1000
  const told = [
    ...line.spans.map(({ from, to, kind }) => `${words.line[kind]} ${exactly(from)} – ${exactly(to)}`),
    ...line.marks.map(({ at, kind }) => `${words.line[kind]} ${exactly(at)}`)
  ].join('; ')
  return (
    <svg class="line" viewBox={`0 0 1000 ${height}`} preserveAspectRatio="none" role="img" aria-label={told}>
      <rect class="ground" x="0" y="8" width="1000" height="6" />
      {line.spans.map(({ from, to, kind }) => (
        <rect key={from} class={kind} x={x(from)} y="5" width={Math.max(2, x(to) - x(from))} height="12" />
      ))}
      {line.marks.map(({ at, kind }) => (
        <line key={`${kind} ${at}`} class={`mark ${kind}`} x1={x(at)} x2={x(at)} y1="0" y2={height} />
      ))}
      {then >= extent.from && then <= extent.to && (
        <line class="mark now" x1={x(then)} x2={x(then)} y1="0" y2={height} />
      )}
    </svg>
  )
}

const exactly = (at: number): string => exact(new Date(at).toISOString())

/** How it came to what each clock counts; read once somebody wants to know. */
function Steps({ id, revision, clocks }: { id: string; revision: number | undefined; clocks: Clocks }) {
  return (
    <Unfolded summary={ticketWords.value.stepByStep}>
      {() => <Explained key={JSON.stringify(clocks)} id={id} revision={revision} />}
    </Unfolded>
  )
}

function Explained({ id, revision }: { id: string; revision: number | undefined }) {
  const words = ticketWords.value
  const { state, again } = useLoaded(`${id} ${revision ?? 'now'}`, () => readExplanation(id, revision))
  return (
    <Shown of={state} again={again}>
      {({ clocks }) => (
        <Table
          caption={words.stepByStep}
          rows={clocks.flatMap(({ metric, instance, steps }) =>
            steps.map(step => ({ ...step, metric, instance }))
          )}
          keyOf={({ metric, instance, from }) => `${metric} ${instance} ${from}`}
          columns={[
            { name: words.clocks, value: ({ metric }) => words.metric[metric] },
            { name: words.fromTime, value: ({ from }) => from, show: ({ from }) => <At at={from} /> },
            { name: words.toTime, value: ({ to }) => to, show: ({ to }) => <At at={to} /> },
            { name: words.whyCounts, value: ({ why }) => words.reason[why] },
            { name: words.countedS, value: row => row.counted_s, show: row => duration(row.counted_s) }
          ]}
        />
      )}
    </Shown>
  )
}
