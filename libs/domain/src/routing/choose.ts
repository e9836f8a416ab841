import type { AgentId } from '#kernel'
import type { Availability } from '../agent/agent.js'
import type { Strategy } from './assignment.js'

/** Why somebody can't get a ticket. `passed`: had it and did not take it up. */
export type WhyNot = 'away' | 'busy' | 'at_capacity' | 'lacks_skill' | 'passed'

/** Why it was this one, or nobody. */
export type ChoiceReason =
  | 'last_agent'
  | 'longest_without'
  | 'least_share'
  | 'fewest_tickets'
  | 'nobody_in_teams'
  | 'nobody_eligible'

/** An agent of a queue, as the log has it when somebody is chosen. */
export interface Colleague {
  readonly agentId: AgentId
  readonly availability: Availability
  readonly skills: readonly string[]
  /** How many tickets may count; null: as many as come. */
  readonly limit: number | null
  /** How many do. */
  readonly load: number
  /** Sorts as text: when the last slot in this queue was, or joining it. */
  readonly turn: string
}

/** What is asked of whoever gets it. */
export interface Wanted {
  readonly strategy: 'round_robin' | 'least_loaded'
  readonly skills: readonly string[]
  /** Who had it and did not take it up. */
  readonly passed: readonly AgentId[]
  /** The customer's last agent, while that counts. */
  readonly lastAgent: AgentId | null
}

/** Once it fell back it is a question of who carries least. */
export const orderOf = (
  strategy: Strategy,
  { fellBack }: { readonly fellBack: boolean }
): Wanted['strategy'] => (strategy === 'round_robin' && !fellBack ? strategy : 'least_loaded')

/** As it is put on record. */
export interface Candidate {
  readonly agentId: AgentId
  readonly eligible: boolean
  readonly whyNot: WhyNot | null
  readonly load: number
  readonly limit: number | null
  /** Of those asked for. */
  readonly skills: readonly string[]
}

export interface Choice {
  readonly chosen: AgentId | null
  readonly because: ChoiceReason
  /** The one chosen, then who would have been next, then those who could not. */
  readonly candidates: readonly Candidate[]
  /** How many more there were. */
  readonly more: number
}

/** So many candidates are put on record. */
export const mostCandidates = 20

/** Nothing is remembered between two choices: what counts stands in what is given, so the same log gives the same choice. */
export function choose(wanted: Wanted, colleagues: readonly Colleague[]): Choice {
  const { inOrder, byShare } = eligible(wanted, colleagues)
  const last = inOrder.find(({ agentId }) => agentId === wanted.lastAgent)
  const chosen = last ?? inOrder[0]
  const rest = colleagues
    .filter(one => whyNot(wanted, one) !== null)
    .sort((one, other) => compare(one.agentId, other.agentId))
  const all = [...(chosen ? [chosen] : []), ...inOrder.filter(one => one !== chosen), ...rest]
  return {
    chosen: chosen?.agentId ?? null,
    because: reasonOf(wanted, { chosen, last, byShare, ofMany: colleagues.length }),
    candidates: all.slice(0, mostCandidates).map(one => candidateOf(wanted, one)),
    more: Math.max(0, all.length - mostCandidates)
  }
}

/** Whoever could have it, the next one first; and whether they were compared by their shares. */
export function eligible(
  wanted: Pick<Wanted, 'strategy' | 'skills' | 'passed'>,
  colleagues: readonly Colleague[]
) {
  const all = colleagues.filter(one => whyNot(wanted, one) === null)
  const byShare = all.every(({ limit }) => limit !== null)
  return { inOrder: all.sort(wanted.strategy === 'round_robin' ? byTurn : byLoad(byShare)), byShare }
}

/** The first reason that holds; null: nothing is in the way. */
export function whyNot(
  { skills, passed }: Pick<Wanted, 'skills' | 'passed'>,
  agent: Omit<Colleague, 'turn'>
): WhyNot | null {
  if (agent.availability !== 'available') return agent.availability
  if (passed.includes(agent.agentId)) return 'passed'
  if (skills.some(skill => !agent.skills.includes(skill))) return 'lacks_skill'
  return agent.limit !== null && agent.load >= agent.limit ? 'at_capacity' : null
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const byTurn = (one: Colleague, other: Colleague): number =>
  compare(one.turn, other.turn) || compare(one.agentId, other.agentId)

/** Shares are compared without dividing; who can carry nothing is not eligible. */
const byLoad =
  (byShare: boolean) =>
  (one: Colleague, other: Colleague): number =>
    (byShare ? one.load * (other.limit ?? 0) - other.load * (one.limit ?? 0) : one.load - other.load) ||
    byTurn(one, other)

function reasonOf(
  { strategy }: Wanted,
  found: {
    readonly chosen: Colleague | undefined
    readonly last: Colleague | undefined
    readonly byShare: boolean
    readonly ofMany: number
  }
): ChoiceReason {
  if (!found.chosen) return found.ofMany === 0 ? 'nobody_in_teams' : 'nobody_eligible'
  if (found.last) return 'last_agent'
  if (strategy === 'round_robin') return 'longest_without'
  return found.byShare ? 'least_share' : 'fewest_tickets'
}

function candidateOf(wanted: Wanted, agent: Colleague): Candidate {
  const why = whyNot(wanted, agent)
  const { agentId, load, limit } = agent
  const skills = wanted.skills.filter(skill => agent.skills.includes(skill))
  return { agentId, eligible: why === null, whyNot: why, load, limit, skills }
}
