import { api, got, type Schemas } from '../../api/client.js'
import { may } from '../../api/session.js'
import { active } from '../tickets/filters.js'
import { type Counted, countedIn } from './counted.js'

export type Agent = Schemas['Agent']
export type Queue = Schemas['Queue']
type Ticket = Schemas['Ticket']

export interface Hour {
  /** Its beginning, seconds since 1970. */
  readonly at: number
  readonly created: number
  readonly resolved: number
  readonly backlog: number
}

export interface Today {
  readonly queues: readonly Queue[]
  readonly agents: readonly Agent[] | null
  readonly atRisk: Counted
  readonly oldest: Ticket | null
  /** Null: not for whoever asks. */
  readonly health: {
    readonly alerts: readonly Alert[]
    readonly parked: Counted
    readonly uncertain: Counted
  } | null
  readonly hours: readonly Hour[] | null
}
export interface Alert {
  readonly name: string
  readonly since: string
  readonly detail: unknown
}

const limit = 100

export async function readToday(): Promise<Today> {
  const [queues, agents, atRisk, oldest, health, hours] = await Promise.all([
    got(api.GET('/api/v1/queues', { params: { query: { limit } } })),
    may('agents:read') ? got(api.GET('/api/v1/agents', { params: { query: { limit } } })) : null,
    got(api.GET('/api/v1/tickets', { params: { query: { status: active, sla: 'at_risk', limit } } })),
    got(api.GET('/api/v1/tickets', { params: { query: { status: 'open', sort: 'created_at', limit: 1 } } })),
    may('operations:read') ? readHealth() : null,
    may('reports:read') ? readHours() : null
  ])
  return {
    queues: queues.data,
    agents: agents?.data.filter(({ active: isActive }) => isActive) ?? null,
    atRisk: countedIn(atRisk),
    oldest: oldest.data[0] ?? null,
    health,
    hours
  }
}

async function readHealth(): Promise<NonNullable<Today['health']>> {
  const [report, parked, uncertain] = await Promise.all([
    got(api.GET('/api/v1/health')),
    got(api.GET('/api/v1/admin/parked', { params: { query: { limit } } })),
    got(api.GET('/api/v1/admin/deliveries', { params: { query: { state: 'uncertain', limit } } }))
  ])
  const known: unknown = report
  const { alerts } = known as { readonly alerts?: readonly Alert[] }
  return { alerts: alerts ?? [], parked: countedIn(parked), uncertain: countedIn(uncertain) }
}

const hourMs = 3_600_000

/** The hours of a day and a night are all different ones of the week, so the week's table tells them apart. */
async function readHours(): Promise<readonly Hour[]> {
  const to = Math.ceil(Date.now() / hourMs) * hourMs
  const from = to - 24 * hourMs
  const query = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), tz: 'UTC' as const }
  const read = (group_by: 'hour_of_week' | 'none') =>
    got(api.GET('/api/v1/reports/volume', { params: { query: { ...query, group_by } } }))
  const [byHour, { total }] = await Promise.all([read('hour_of_week'), read('none')])
  const of = new Map(byHour.groups.map(group => [group.key, group]))
  let backlog = total.backlog ?? 0
  const hours: Hour[] = []
  for (let at = to - hourMs; at >= from; at -= hourMs) {
    const hour = of.get(keyOf(new Date(at)))
    const created = hour?.created ?? 0
    hours.unshift({ at: at / 1000, created, resolved: hour?.resolved ?? 0, backlog })
    backlog -= created + (hour?.reopened ?? 0) - (hour?.resolved ?? 0)
  }
  return hours
}

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const keyOf = (at: Date): string => `${days[at.getUTCDay()]}-${String(at.getUTCHours()).padStart(2, '0')}`
