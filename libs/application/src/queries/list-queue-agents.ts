import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { assignmentOf, capacitySettings, membersOf, type WhyNot, whyNot } from '#domain'
import type { AgentDocument } from '#views'
import { limitOf } from '../slots/limits.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { openAgent } from './open-personal.js'
import { type Page, type Place, pageOf } from './paging.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

export interface QueueAgent {
  readonly agent: AgentDocument
  /** Null: forgotten. */
  readonly displayName: string | null
  /** Null: would get a ticket of the queue. */
  readonly whyNot: WhyNot | null
  readonly load: number
  /** Null: as many as come. */
  readonly limit: number | null
}

/** Who may get the tickets of a queue, in the order in which they came. Undefined: no such queue. */
export class ListQueueAgents extends Query<Reflecting<Page<QueueAgent> | undefined>> {
  constructor(
    readonly queueId: string,
    readonly paging: { readonly after?: Place | undefined; readonly limit: number },
    readonly at: ReadAt
  ) {
    super()
  }
}

const pageSize = 500

@QueryHandler(ListQueueAgents)
export class ListQueueAgentsHandler implements IQueryHandler<ListQueueAgents> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ queueId, paging: { after, limit }, at }: ListQueueAgents) {
    const { reads } = this
    const reflects = await reach(reads, ['agents', 'tickets', 'settings'], at)
    const queue = await this.#body('queue', queueId)
    if (!queue) return { value: undefined, reflects }
    const { teams, skills } = assignmentOf(queue)
    const capacity = capacitySettings((await this.#body('desk', 'capacity')) ?? {})
    const members = await this.#membersOf(teams)
    const wanted = { skills: skills.map(({ skill }) => skill), passed: [] }
    const found = await this.#active(members, after, limit + 1)
    const { items, next } = pageOf(found, limit, ({ registeredAt, id }) => ({ order: registeredAt, id }))
    const answers = items.map(async (agent): Promise<QueueAgent> => {
      const where = { assignedAgentId: agent.id, status: capacity.counts }
      const [profile, load] = await Promise.all([
        openAgent(reads.sealer, agent.profile),
        capacity.counts.length === 0 ? 0 : reads.tickets.count({ index: 'load', where })
      ])
      const standing = { ...agent, agentId: agent.id, load, limit: limitOf(agent, capacity) }
      const displayName = profile?.display_name ?? null
      return { agent, displayName, whyNot: whyNot(wanted, standing), load, limit: standing.limit }
    })
    return { value: { items: await Promise.all(answers), next }, reflects }
  }

  async #body(kind: string, id: string) {
    const setting = await this.reads.settings.get(`${kind}/${id}`)
    return setting && !setting.retired ? setting.body : undefined
  }

  /** Undefined: every active agent. */
  async #membersOf(teams: readonly string[]): Promise<ReadonlySet<string> | undefined> {
    if (teams.length === 0) return undefined
    const bodies = await Promise.all(teams.map(id => this.#body('team', id)))
    return new Set(bodies.flatMap(body => (body ? membersOf(body) : [])))
  }

  async #active(members: ReadonlySet<string> | undefined, after: Place | undefined, most: number) {
    const found: AgentDocument[] = []
    for (let place = after; ; ) {
      const page = await this.reads.agents.find({
        ...{ index: 'registered', where: { active: 1 }, limit: pageSize },
        ...(place ? { after: place } : {})
      })
      found.push(...page.filter(({ id }) => members?.has(id) ?? true))
      const last = page.at(-1)
      if (!last || page.length < pageSize || found.length >= most) return found.slice(0, most)
      place = { order: last.registeredAt, id: last.id }
    }
  }
}
