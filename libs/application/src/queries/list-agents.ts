import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { type CapacitySettings, capacitySettings, isOver, membersOf, ticketStatuses } from '#domain'
import type { AgentId, Instant } from '#kernel'
import type { AgentDocument, SettingDocument } from '#views'
import { inForce } from '../settings/in-use.js'
import { limitOf } from '../slots/limits.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { openAgent } from './open-personal.js'
import { type Page, type Place, pageOf } from './paging.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

export interface AgentAnswer {
  readonly agent: AgentDocument
  /** Null: forgotten. */
  readonly displayName: string | null
  readonly username: string | null
  /** Tickets of this agent that are neither resolved nor closed. */
  readonly assignedOpen: number
  /** When the oldest of them was opened; null: there is none. */
  readonly oldestOpenAt: Instant | null
  /** Of these, those that count. */
  readonly counting: number
  /** How many may count by request; null: as many as come. */
  readonly limit: number | null
  /** Ids of teams in force. */
  readonly teams: readonly string[]
}

/** Those who may act, in the order in which they came. */
export class ListAgents extends Query<Reflecting<Page<AgentAnswer>>> {
  constructor(
    readonly paging: { readonly after?: Place | undefined; readonly limit: number },
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(ListAgents)
export class ListAgentsHandler implements IQueryHandler<ListAgents> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ paging: { after, limit }, at }: ListAgents) {
    const { reads } = this
    const reflects = await reach(reads, ['agents', 'tickets', 'settings'], at)
    const found = await reads.agents.find({
      index: 'registered',
      where: { active: 1 },
      ...(after ? { after } : {}),
      limit: limit + 1
    })
    const { items, next } = pageOf(found, limit, ({ registeredAt, id }) => ({ order: registeredAt, id }))
    const beside = await besideIn(reads)
    const answers = await Promise.all(items.map(agent => answerOf(reads, agent, beside)))
    return { value: { items: answers, next }, reflects }
  }
}

/** Also one who was removed. Undefined: no such agent. */
export class GetAgent extends Query<Reflecting<AgentAnswer | undefined>> {
  constructor(
    readonly agentId: AgentId,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetAgent)
export class GetAgentHandler implements IQueryHandler<GetAgent> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ agentId, at }: GetAgent) {
    const reflects = await reach(this.reads, ['agents', 'tickets', 'settings'], at)
    const agent = await this.reads.agents.get(agentId)
    return { value: agent && (await answerOf(this.reads, agent, await besideIn(this.reads))), reflects }
  }
}

interface Beside {
  readonly capacity: CapacitySettings
  readonly teams: readonly SettingDocument[]
}

async function besideIn(reads: DeskReads): Promise<Beside> {
  const capacity = await reads.settings.get('desk/capacity')
  const inUse = capacity && !capacity.retired ? capacity.body : {}
  return { capacity: capacitySettings(inUse), teams: await inForce(reads, 'team') }
}

const liveStatuses = ticketStatuses.filter(status => !isOver(status))

/** Counted over tickets, so that it can not drift from them. */
async function answerOf(
  { sealer, tickets }: DeskReads,
  agent: AgentDocument,
  { capacity, teams }: Beside
): Promise<AgentAnswer> {
  const { counts } = capacity
  const [profile, assignedOpen, [oldest], counting] = await Promise.all([
    openAgent(sealer, agent.profile),
    tickets.count({ index: 'holder', where: { live: 1, assignedAgentId: agent.id } }),
    tickets.find({ index: 'load', where: { assignedAgentId: agent.id, status: liveStatuses }, limit: 1 }),
    counts.length === 0
      ? 0
      : tickets.count({ index: 'load', where: { assignedAgentId: agent.id, status: counts } })
  ])
  return {
    agent,
    displayName: profile?.display_name ?? null,
    username: profile?.username ?? null,
    assignedOpen,
    oldestOpenAt: oldest?.createdAt ?? null,
    counting,
    limit: limitOf(agent, capacity),
    teams: teams.filter(({ body }) => membersOf(body).includes(agent.id)).map(({ settingId }) => settingId)
  }
}
