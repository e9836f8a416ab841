import { useLive, useLoaded } from '../../load.js'
import { hrefOf, type Query } from '../../route.js'
import { Chart } from '../../ui/chart.js'
import { Shown } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { duration } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { language } from '../../words/language.js'
import { todayWords } from '../../words/today.js'
import { figureOf } from './counted.js'
import { People } from './people.js'
import { type Hour, type Today as Read, readToday } from './read-today.js'

export function Today() {
  const { state, again } = useLoaded('today', readToday)
  useLive(() => true, again)
  return (
    <>
      <div class="head">
        <h1>{common.value.pages.today}</h1>
      </div>
      <Shown of={state} again={again}>
        {today => (
          <div class="stack">
            <Strip today={today} />
            {today.agents && <People agents={today.agents} again={again} />}
            <Queues today={today} />
            {today.hours && <Day hours={today.hours} />}
          </div>
        )}
      </Shown>
    </>
  )
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

function Strip({ today }: { today: Read }) {
  const words = todayWords.value
  const { queues, health, atRisk, oldest } = today
  const overdue = sum(queues.map(queue => queue.overdue))
  const longest = Math.max(0, ...queues.map(queue => queue.waiting_longest_s ?? 0))
  const escalated = sum(queues.map(queue => queue.escalated))
  const tile = (name: string, value: string, href: string | undefined, look: '' | 'bad' | 'warn') => {
    const inside = (
      <>
        <strong>{value}</strong>
        <span>{name}</span>
      </>
    )
    return (
      <li key={name}>
        {href === undefined ? (
          <div class={`tile ${look}`}>{inside}</div>
        ) : (
          <a class={`tile ${look}`} href={href}>
            {inside}
          </a>
        )}
      </li>
    )
  }
  const list = (query: Query) => hrefOf('tickets', query)
  return (
    <section aria-labelledby="strip">
      <h2 id="strip" class="visually-hidden">
        {words.strip}
      </h2>
      <ul class="tiles">
        {tile(
          words.breached,
          String(overdue),
          list({ sla: 'breached', sort: 'breach_at' }),
          overdue > 0 ? 'bad' : ''
        )}
        {tile(
          words.atRisk,
          figureOf(atRisk),
          list({ sla: 'at_risk', sort: 'breach_at' }),
          atRisk.count > 0 ? 'warn' : ''
        )}
        {tile(
          words.oldest,
          oldest ? duration(longest) : words.calm,
          oldest ? hrefOf(`tickets/${oldest.id}`) : list({ status: 'open', sort: 'created_at' }),
          ''
        )}
        {tile(
          words.unassigned,
          String(sum(queues.map(queue => queue.unassigned))),
          list({ assignee: 'none' }),
          ''
        )}
        {tile(words.escalated, String(escalated), undefined, escalated > 0 ? 'warn' : '')}
        {health && (
          <>
            {tile(
              words.uncertain,
              figureOf(health.uncertain),
              hrefOf('operations'),
              health.uncertain.count > 0 ? 'warn' : ''
            )}
            {tile(
              words.parked,
              figureOf(health.parked),
              hrefOf('operations'),
              health.parked.count > 0 ? 'bad' : ''
            )}
            {tile(
              words.alerts,
              String(health.alerts.length),
              hrefOf('operations'),
              health.alerts.length > 0 ? 'bad' : ''
            )}
          </>
        )}
      </ul>
    </section>
  )
}

function Queues({ today: { queues } }: { today: Read }) {
  const words = todayWords.value
  return (
    <section aria-labelledby="queues" class="stack small">
      <h2 id="queues">{words.queues}</h2>
      <Table
        caption={words.queues}
        rows={queues}
        keyOf={({ id }) => id}
        columns={[
          {
            name: words.queue,
            value: ({ name }) => name,
            show: ({ id, name }) => <a href={hrefOf('tickets', { queue: id })}>{name}</a>
          },
          { name: words.open, value: ({ open }) => open },
          { name: words.unassigned, value: ({ unassigned }) => unassigned },
          { name: words.overdue, value: ({ overdue }) => overdue },
          {
            name: words.waiting,
            value: ({ waiting_longest_s }) => waiting_longest_s,
            show: ({ waiting_longest_s: s }) => (s === null ? common.value.none : duration(s))
          }
        ]}
      />
    </section>
  )
}

function Day({ hours }: { hours: readonly Hour[] }) {
  const words = todayWords.value
  const hourOf = (at: number) =>
    new Intl.DateTimeFormat(language.value, { weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(
      at * 1000
    )
  return (
    <section aria-labelledby="day" class="card stack">
      <h2 id="day">{words.day}</h2>
      <Chart
        label={words.day}
        at={hours.map(({ at }) => at)}
        series={[
          {
            label: words.created,
            kind: 'bars',
            color: '--accent',
            values: hours.map(({ created }) => created)
          },
          {
            label: words.resolved,
            kind: 'line',
            color: '--good',
            values: hours.map(({ resolved }) => resolved)
          },
          {
            label: words.backlog,
            kind: 'line',
            color: '--violet',
            values: hours.map(({ backlog }) => backlog)
          }
        ]}
      />
      <details>
        <summary>{words.asTable}</summary>
        <Table
          caption={words.day}
          rows={hours}
          keyOf={({ at }) => String(at)}
          columns={[
            { name: words.hour, value: ({ at }) => at, show: ({ at }) => hourOf(at) },
            { name: words.created, value: ({ created }) => created },
            { name: words.resolved, value: ({ resolved }) => resolved },
            { name: words.backlog, value: ({ backlog }) => backlog }
          ]}
        />
      </details>
    </section>
  )
}
