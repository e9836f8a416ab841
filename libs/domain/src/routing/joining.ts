import type { AgentId } from '#kernel'

/** A position of the log, or an instant: of two the greater one is the later. */
type Moment = string | number

export function latest<At extends Moment>(first: At, ...others: readonly At[]): At {
  let late = first
  for (const one of others) if (one > late) late = one
  return late
}

/** Since when each is there: whoever stays keeps the time, whoever is new has this one. */
export const sinceAfter = <Key, At extends Moment>(
  before: ReadonlyMap<Key, At> | undefined,
  there: readonly Key[],
  at: At
): ReadonlyMap<Key, At> => new Map(there.map(one => [one, before?.get(one) ?? at]))

/** The teams of a queue, under `undefined` everybody, where it has none. */
export type TeamsSince<At extends Moment> = ReadonlyMap<string | undefined, At>

export const teamsAsked = (teams: readonly string[]): readonly (string | undefined)[] =>
  teams.length > 0 ? teams : [undefined]

/** Since when each is of a queue: of the first of its teams that they are in. */
export function joinedSince<At extends Moment>(
  teams: TeamsSince<At>,
  membersOf: (team: string | undefined) => Iterable<readonly [AgentId, At]>
): ReadonlyMap<AgentId, At> {
  const all = new Map<AgentId, At>()
  for (const [team, asked] of teams)
    for (const [agent, member] of membersOf(team)) {
      const since = latest(member, asked)
      const before = all.get(agent)
      if (before === undefined || since < before) all.set(agent, since)
    }
  return all
}

/**
 * Whose turn it is, least first: by the last slot in the queue, or by joining it where that came later; of those who joined
 * at once, who came to the desk first.
 */
export const turnOf = (slot: string | undefined, joined: string, cameToDesk: string): string =>
  slot !== undefined && slot > joined ? slot : `${joined} ${cameToDesk}`
