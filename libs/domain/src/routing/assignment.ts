import { isJsonObject, type JsonObject, type QueueId } from '#kernel'
import { foldTag } from '../tags.js'

/** `external`: a program assigns. */
export const strategies = ['manual', 'round_robin', 'least_loaded', 'external'] as const
export type Strategy = (typeof strategies)[number]

export const awayWays = ['nothing', 'on_customer_reply', 'requeue'] as const
export type AwayWay = (typeof awayWays)[number]

export type SkillWanted = {
  readonly skill: string
  /** Given up after so long a wait; null: never. */
  readonly dropAfterS: number | null
}

/** How a queue's tickets find their agents. */
export interface Assignment {
  readonly strategy: Strategy
  /** Ids; none: every active agent. */
  readonly teams: readonly string[]
  readonly skills: readonly SkillWanted[]
  /** A customer's last agent comes first for so long after their last contact. */
  readonly stickyWithinS: number
  /** Nothing done by then: somebody else gets it; null: never. */
  readonly acceptWithinS: number | null
  /** What becomes of an agent's tickets once they have been away for so long. */
  readonly whenAway: { readonly afterS: number; readonly what: AwayWay }
  /** Not assigned by then: moved to that queue, or given to whom carries least; null: it waits. */
  readonly fallback: { readonly afterS: number; readonly queueId: QueueId | null } | null
}

export const standardAssignment = {
  strategy: 'manual',
  teams: [],
  skills: [],
  sticky_within_s: 2_592_000,
  accept_within_s: null,
  when_away: { after_s: 900, what: 'on_customer_reply' },
  fallback: null
} as const

const numberOr = (value: unknown, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise
const among = <T extends string>(all: readonly T[], value: unknown, otherwise: T): T =>
  all.find(one => one === value) ?? otherwise
const objectIn = (value: unknown): JsonObject => (isJsonObject(value) ? value : {})
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Of a queue's body that was checked when it was published; what is missing has its default. */
export function assignmentOf(queue: JsonObject): Assignment {
  const body = objectIn(queue['assignment'])
  const { accept_within_s: accept, when_away: away, fallback } = body
  return {
    strategy: among(strategies, body['strategy'], 'manual'),
    teams: listIn(body['teams']).map(String),
    skills: listIn(body['skills']).map(one => {
      const { skill, drop_after_s: drop } = objectIn(one)
      return { skill: foldTag(String(skill)), dropAfterS: typeof drop === 'number' ? drop : null }
    }),
    stickyWithinS: numberOr(body['sticky_within_s'], standardAssignment.sticky_within_s),
    acceptWithinS: typeof accept === 'number' ? accept : null,
    whenAway: {
      afterS: numberOr(objectIn(away)['after_s'], standardAssignment.when_away.after_s),
      what: among(awayWays, objectIn(away)['what'], 'on_customer_reply')
    },
    fallback: isJsonObject(fallback)
      ? {
          afterS: numberOr(fallback['after_s'], 0),
          queueId: typeof fallback['queue_id'] === 'string' ? (fallback['queue_id'] as QueueId) : null
        }
      : null
  }
}

/** Whom tickets of a queue fall back to, and where those go on to. True: it comes round again. */
export function fallsInACircle(queue: JsonObject, queueOf: (id: string) => JsonObject | undefined): boolean {
  const seen = new Set<string>()
  for (let next = assignmentOf(queue).fallback?.queueId ?? null; next !== null; ) {
    if (seen.has(next)) return true
    seen.add(next)
    const body = queueOf(next)
    next = (body && assignmentOf(body).fallback?.queueId) ?? null
  }
  return false
}
