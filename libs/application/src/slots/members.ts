import { assignmentOf, joinedSince, membersOf, settingStream, sinceAfter, teamsAsked, toldIn } from '#domain'
import type { AgentId, Instant, JsonObject, QueueId, TeamId } from '#kernel'
import type { Desk } from '../desk.js'
import type { DeskReads } from '../queries/desk-reads.js'

/** Since when somebody may get tickets of a queue, and since when they are on the list of agents. */
export interface Joined {
  readonly queueAt: Instant
  readonly deskAt: Instant
}

type Since<Key> = ReadonlyMap<Key, Instant>
type Agents = Pick<DeskReads, 'agents'>

/** Those who may get a ticket: a team's members, else those of the queue's teams, else everybody. */
export async function membersFor(
  { log, clock }: Pick<Desk, 'log' | 'clock'>,
  reads: Agents,
  team: TeamId | null,
  queueId: QueueId
): Promise<ReadonlyMap<AgentId, Joined>> {
  const teams: Since<string | undefined> = team === null ? await teamsOf(log, queueId) : new Map([[team, 0]])
  const members = new Map<string | undefined, Since<AgentId>>()
  for (const one of teams.keys())
    members.set(one, await (one === undefined ? listed(reads) : membersIn(log, one)))
  const joined = joinedSince(teams, one => members.get(one) ?? [])
  const known = await reads.agents.getMany([...joined.keys()])
  return new Map(
    [...joined].map(([id, since]): [AgentId, Joined] => {
      // Whom the view does not show yet has just come.
      const deskAt = known.get(id)?.listedAt ?? clock.now()
      return [id, { queueAt: Math.max(since, deskAt), deskAt }]
    })
  )
}

async function teamsOf(log: Desk['log'], queueId: QueueId): Promise<Since<string | undefined>> {
  const since = (before: Since<string | undefined> | undefined, body: JsonObject, at: Instant) =>
    sinceAfter(before, teamsAsked(assignmentOf(body).teams), at)
  return (await folded(log, settingStream('queue', queueId), since)) ?? new Map([[undefined, 0]])
}

async function membersIn(log: Desk['log'], team: string): Promise<Since<AgentId>> {
  const since = (before: Since<AgentId> | undefined, body: JsonObject, at: Instant) =>
    sinceAfter(before, membersOf(body), at)
  return (await folded(log, settingStream('team', team), since)) ?? new Map()
}

/** Of all versions of a setting; undefined where it is not in force. */
async function folded<T>(
  log: Desk['log'],
  stream: string,
  fold: (before: T | undefined, body: JsonObject, at: Instant) => T
): Promise<T | undefined> {
  let state: T | undefined
  for await (const event of log.readStream(stream)) {
    const told = toldIn('setting', event)
    if (told)
      state = told.type === 'SettingPublished' ? fold(state, told.data.body, event.recordedAt) : undefined
  }
  return state
}

/** All who are on the list, since when. */
async function listed({ agents }: Agents): Promise<Since<AgentId>> {
  const all = new Map<AgentId, Instant>()
  for (let after: { order: number; id: string } | undefined; ; ) {
    const page = await agents.find({
      index: 'registered',
      where: { active: 1 },
      ...(after && { after }),
      limit: 500
    })
    for (const { id, listedAt } of page) all.set(id, listedAt)
    const last = page.at(-1)
    if (!last || page.length < 500) return all
    after = { order: last.registeredAt, id: last.id }
  }
}
