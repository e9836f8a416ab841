import { api, got, type Schemas } from '../../api/client.js'
import { may } from '../../api/session.js'
import { active, forTeam } from '../tickets/known.js'
import { type Counted, countedIn } from './counted.js'
import { type Hour, readHours } from './read-hours.js'

export type Agent = Schemas['Agent']
export type Queue = Schemas['Queue']
type Ticket = Schemas['Ticket']

export interface Today {
  readonly queues: readonly Queue[]
  readonly agents: readonly Agent[] | null
  /** What is breached within the hour unless somebody acts. */
  readonly due: Counted
  /** Of what waits for the team. */
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

/** The lists behind what is told. */
export const dueSoon = { due_within_s: 3600, sort: 'breach_at' } as const
export const waiting = { status: forTeam, sort: 'created_at' } as const

export async function readToday(): Promise<Today> {
  const [queues, agents, due, oldest, health, hours] = await Promise.all([
    got(api.GET('/api/v1/queues', { params: { query: { limit } } })),
    may('agents:read') ? got(api.GET('/api/v1/agents', { params: { query: { limit } } })) : null,
    got(api.GET('/api/v1/tickets', { params: { query: { ...dueSoon, status: active, limit } } })),
    got(api.GET('/api/v1/tickets', { params: { query: { ...waiting, limit: 1 } } })),
    may('operations:read') ? readHealth() : null,
    may('reports:read') ? readHours() : null
  ])
  return {
    queues: queues.data,
    agents: agents?.data.filter(({ active: isActive }) => isActive) ?? null,
    due: countedIn(due),
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
