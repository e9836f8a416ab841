import { signal } from '@preact/signals'
import { api, got, type Schemas } from './api/client.js'
import { may } from './api/session.js'

type Agent = Schemas['Agent']
type Queue = Schemas['Queue']

/** Names for ids: read once, and again when somebody looks at them. */
export const agents = signal<ReadonlyMap<string, Agent>>(new Map())
export const queues = signal<ReadonlyMap<string, Queue>>(new Map())

const byId = <T extends { readonly id: string }>(all: readonly T[]) => new Map(all.map(one => [one.id, one]))

export async function readDirectory(): Promise<void> {
  const limit = 100
  const reading = [
    may('agents:read') &&
      got(api.GET('/api/v1/agents', { params: { query: { limit } } })).then(({ data }) => {
        agents.value = byId(data)
      }),
    may('tickets:read') &&
      got(api.GET('/api/v1/queues', { params: { query: { limit } } })).then(({ data }) => {
        queues.value = byId(data)
      })
  ]
  await Promise.all(reading)
}

export const agentName = (id: string): string => agents.value.get(id)?.display_name ?? id
export const queueName = (id: string): string => queues.value.get(id)?.name ?? id
