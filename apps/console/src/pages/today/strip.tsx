import { hrefOf } from '../../route.js'
import { duration } from '../../ui/time.js'
import { todayWords } from '../../words/today.js'
import { figureOf } from './counted.js'
import { dueSoon, type Today, waiting } from './read-today.js'

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

interface Tile {
  readonly name: string
  readonly value: string
  /** Its list. */
  readonly href: string
  /** Undefined: nothing to look at. */
  readonly look?: 'bad' | 'warn' | undefined
}

/** What needs somebody now: each a number, and the way to what it counts. */
export function Strip({ today: { queues, health, due, oldest } }: { today: Today }) {
  const words = todayWords.value
  const list = (query: { readonly [name: string]: string | number }) =>
    hrefOf('tickets', Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])))
  const overdue = sum(queues.map(queue => queue.overdue))
  const escalated = sum(queues.map(queue => queue.escalated))
  const when = (n: number, look: 'bad' | 'warn') => (n > 0 ? look : undefined)
  const tiles: readonly Tile[] = [
    {
      name: words.breached,
      value: String(overdue),
      href: list({ sla: 'breached', sort: 'breach_at' }),
      look: when(overdue, 'bad')
    },
    { name: words.due, value: figureOf(due), href: list(dueSoon), look: when(due.count, 'warn') },
    {
      name: words.oldest,
      value: oldest ? duration((Date.now() - Date.parse(oldest.created_at)) / 1000, 1) : words.calm,
      href: list(waiting)
    },
    {
      name: words.unassigned,
      value: String(sum(queues.map(queue => queue.unassigned))),
      href: list({ assignee: 'none', sort: 'created_at' })
    },
    {
      name: words.escalated,
      value: String(escalated),
      href: list({ escalated: 'true', sort: 'created_at' }),
      look: when(escalated, 'warn')
    },
    ...(health
      ? ([
          {
            name: words.uncertain,
            value: figureOf(health.uncertain),
            href: hrefOf('operations', { part: 'deliveries' }),
            look: when(health.uncertain.count, 'warn')
          },
          {
            name: words.parked,
            value: figureOf(health.parked),
            href: hrefOf('operations', { part: 'parked' }),
            look: when(health.parked.count, 'bad')
          },
          {
            name: words.alerts,
            value: String(health.alerts.length),
            href: hrefOf('operations', { part: 'alerts' }),
            look: when(health.alerts.length, 'bad')
          }
        ] as const)
      : [])
  ]
  return (
    <section aria-labelledby="strip">
      <h2 id="strip" class="visually-hidden">
        {words.strip}
      </h2>
      <ul class="tiles">
        {tiles.map(({ name, value, href, look }) => (
          <li key={name}>
            <a class={`tile ${look ?? ''}`} href={href}>
              <strong>{value}</strong>
              <span>{name}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
