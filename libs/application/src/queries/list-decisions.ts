import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import {
  type ArticleEvent,
  type RoutingDecision,
  type RoutingEvent,
  type RuleEvent,
  type SlaEvent,
  type Told,
  ticketStream,
  toldIn
} from '#domain'
import type { RecordedEvent } from '#event-log'
import type { AgentId, TicketId } from '#kernel'
import type { RulePersonal } from '../personal-shapes.js'
import { opened } from '../rules/stored-words.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { openAgent } from './open-personal.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

/** What the desk did with a ticket by itself. */
export interface DecidedByDesk {
  readonly event: Told<
    RecordedEvent,
    | RoutingEvent
    | Exclude<RuleEvent, { type: 'RulesAwaited' }>
    | SlaEvent
    | Extract<ArticleEvent, { type: 'ArticleSuggested' }>
  >
  /** Of clocks: the policy that held. Null: none. */
  readonly policy: { readonly id: string; readonly version: number | null } | null
  /** Of a rule: what it found of what people wrote. Null: nothing, or it may not or can't be read. */
  readonly matched: RulePersonal['matched'] | null
}

interface Decisions {
  readonly items: readonly DecidedByDesk[]
  readonly nextRevision: number | null
  /** Of the agents in them, as they are called now; none of who is forgotten. */
  readonly names: ReadonlyMap<AgentId, string>
}

/** As recorded, the oldest first. Undefined: no such ticket. */
export class ListDecisions extends Query<Reflecting<Decisions | undefined>> {
  constructor(
    readonly ticketId: TicketId,
    /** Inclusive. */
    readonly fromRevision: number,
    readonly limit: number,
    readonly at: ReadAt,
    /** What people wrote may be told. */
    readonly personal: boolean
  ) {
    super()
  }
}

@QueryHandler(ListDecisions)
export class ListDecisionsHandler implements IQueryHandler<ListDecisions> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ ticketId, fromRevision, limit, at, personal }: ListDecisions) {
    const reflects = await reach(this.reads, ['log'], at)
    const items: Omit<DecidedByDesk, 'matched'>[] = []
    let exists = false
    let policy: DecidedByDesk['policy'] = null
    for await (const recorded of this.reads.log.readStream(ticketStream(ticketId))) {
      exists = true
      const event = decidedIn(recorded)
      if (!event) continue
      if (event.type === 'SlaApplied') policy = policyOf(event.data)
      if (event.revision >= fromRevision) items.push({ event, policy })
      if (items.length > limit) break
    }
    if (!exists) return { value: undefined, reflects }
    const nextRevision = items[limit]?.event.revision ?? null
    const page = await Promise.all(
      items
        .slice(0, limit)
        .map(async one => ({ ...one, matched: personal ? await this.#matchedIn(one.event) : null }))
    )
    return { value: { items: page, nextRevision, names: await this.#namesIn(page) }, reflects }
  }

  async #matchedIn(event: DecidedByDesk['event']): Promise<DecidedByDesk['matched']> {
    if (event.type !== 'RuleApplied') return null
    const found = (await opened(this.reads.sealer, event)) as RulePersonal | undefined
    return found?.matched ?? null
  }

  async #namesIn(items: readonly DecidedByDesk[]): Promise<ReadonlyMap<AgentId, string>> {
    const ids = new Set(
      items.flatMap(({ event }) => (event.type === 'RoutingDecided' ? agentsIn(event.data) : []))
    )
    const agents = await this.reads.agents.getMany([...ids])
    const names = new Map<AgentId, string>()
    for (const { id, profile } of agents.values()) {
      const opened = await openAgent(this.reads.sealer, profile)
      if (opened) names.set(id, opened.display_name)
    }
    return names
  }
}

function agentsIn(decision: RoutingDecision): readonly AgentId[] {
  const seen = 'candidates' in decision ? decision.candidates.map(({ agentId }) => agentId) : []
  return decision.what === 'requeued' ? [decision.fromAgentId] : seen
}

const policyOf = ({
  policyId: id,
  policyVersion: version
}: {
  policyId: string | null
  policyVersion: number | null
}) => (id === null ? null : { id, version })

function decidedIn(event: RecordedEvent): DecidedByDesk['event'] | undefined {
  const told = toldIn('ticket', event)
  switch (told?.type) {
    case 'ArticleSuggested':
    case 'RoutingDecided':
    case 'RuleApplied':
    case 'RuleLapsed':
    case 'SlaApplied':
    case 'SlaPaused':
    case 'SlaResumed':
    case 'SlaWarned':
    case 'SlaBreached':
    case 'SlaBreachRetracted':
      return told
    default:
      return undefined
  }
}
