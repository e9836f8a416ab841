import {
  type Absence,
  type AgentState,
  type Assignment,
  absenceAfter,
  agentDecider,
  assignmentOf,
  type CapacitySettings,
  type Colleague,
  capacitySettings,
  idOf,
  joinedSince,
  latest,
  membersOf,
  sinceAfter,
  type TeamsSince,
  teamsAsked,
  toldIn,
  turnOf
} from '#domain'
import type { Position, RecordedEvent } from '#event-log'
import type { AgentId, QueueId, TeamId, TicketId } from '#kernel'
import type { DirectoryFold } from '../directories/index.js'

interface Agent {
  readonly agentId: AgentId
  readonly state: AgentState
  readonly absence: Absence | null
  /** Since when they are on the list. */
  readonly since: Position
}

export interface Queue {
  readonly version: number
  readonly assignment: Assignment
  /** Since when each of its teams is; under `undefined`: since when it has none. */
  readonly teamsSince: TeamsSince<Position>
}

/**
 * Who is there, in which teams, for which queues, and when each had the last ticket of a queue: folded from the streams of
 * agents, settings and slots, each by itself, so that it is the same in whichever order they are read.
 */
export class Staff {
  readonly #agents = new Map<AgentId, Agent>()
  readonly #teams = new Map<string, ReadonlyMap<AgentId, Position>>()
  readonly #queues = new Map<QueueId, Queue>()
  readonly #slots = new Map<AgentId, Map<QueueId, Position>>()
  readonly #held = new Map<AgentId, Set<TicketId>>()
  #capacity: CapacitySettings = capacitySettings({})

  readonly folds: readonly DirectoryFold[] = [
    { category: 'agent', apply: event => this.#agent(event) },
    { category: 'setting', apply: event => this.#setting(event) },
    { category: 'slots', apply: event => this.#slot(event) }
  ]

  get capacity(): CapacitySettings {
    return this.#capacity
  }

  queue(id: QueueId): Queue | undefined {
    return this.#queues.get(id)
  }

  /** Null: not away. */
  absenceOf(id: AgentId): Absence | null {
    return this.#agents.get(id)?.absence ?? null
  }

  /** Their slots: what they have, and what they are about to get. */
  heldBy(id: AgentId): Iterable<TicketId> {
    return this.#held.get(id) ?? []
  }

  /** Whoever may get a ticket of the queue; of one that is a team's, of this team. */
  colleagues(id: QueueId, team: TeamId | null, loadOf: (agent: AgentId) => number): readonly Colleague[] {
    const queue = this.#queues.get(id)
    if (!queue) return []
    // A team that is no more is none.
    const joined = (team !== null && this.#teams.get(team)) || this.#joined(queue)
    return [...joined].flatMap(([agentId, since]): Colleague[] => {
      const agent = this.#agents.get(agentId)
      if (!agent?.state.exists || agent.state.removed) return []
      const { availability, profile } = agent.state
      const slot = this.#slots.get(agentId)?.get(id)
      const joinedAt = latest(since, agent.since)
      return [
        {
          agentId,
          availability,
          skills: profile.skills,
          limit: profile.capacity ?? this.#capacity.limit,
          load: loadOf(agentId),
          turn: turnOf(slot, joinedAt, agent.since)
        }
      ]
    })
  }

  #joined({ teamsSince }: Queue): ReadonlyMap<AgentId, Position> {
    const everybody = [...this.#agents.values()].map(({ agentId, since }) => [agentId, since] as const)
    return joinedSince(teamsSince, team => (team === undefined ? everybody : (this.#teams.get(team) ?? [])))
  }

  #agent(event: RecordedEvent): void {
    const told = toldIn('agent', event)
    if (!told) return
    const agentId = idOf(event.stream) as AgentId
    const before = this.#agents.get(agentId)
    const state = agentDecider.evolve(before?.state ?? agentDecider.initial, told)
    const begins = !before || told.type === 'AgentReinstated'
    const absence = absenceAfter(before?.absence ?? null, told, event.recordedAt)
    this.#agents.set(agentId, { agentId, state, absence, since: begins ? event.position : before.since })
  }

  #setting({ position, stream, revision, ...event }: RecordedEvent): void {
    const told = toldIn('setting', { ...event, stream })
    if (!told) return
    const { kind, id } = told.data
    const body = told.type === 'SettingPublished' ? told.data.body : undefined
    if (kind === 'desk' && id === 'capacity') this.#capacity = capacitySettings(body ?? {})
    if (kind === 'team') {
      const before = this.#teams.get(id)
      if (body) this.#teams.set(id, sinceAfter(before, membersOf(body), position))
      else this.#teams.delete(id)
    }
    if (kind !== 'queue') return
    const before = this.#queues.get(id as QueueId)
    if (!body) {
      this.#queues.delete(id as QueueId)
      return
    }
    const assignment = assignmentOf(body)
    const teamsSince = sinceAfter(before?.teamsSince, teamsAsked(assignment.teams), position)
    this.#queues.set(id as QueueId, { version: revision, assignment, teamsSince })
  }

  #slot(event: RecordedEvent): void {
    const told = toldIn('slots', event)
    if (!told) return
    const agentId = idOf(event.stream) as AgentId
    const held = this.#held.get(agentId) ?? new Set()
    this.#held.set(agentId, held)
    held[told.type === 'SlotHeld' ? 'add' : 'delete'](told.data.ticketId)
    if (told.type !== 'SlotHeld') return
    const slots = this.#slots.get(agentId) ?? new Map<QueueId, Position>()
    this.#slots.set(agentId, slots.set(told.data.queueId, event.position))
  }
}
