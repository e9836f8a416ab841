import {
  type AgentStanding,
  agentStandings,
  candidatesFor,
  type Desk,
  type DeskReads,
  NotReached,
  type OwnWork,
  ownWork,
  type QueueStanding,
  queueStandings,
  reach,
  type SettingsReader,
  type TicketPlaced
} from '#application'
import { type CardChoice, levelOf } from '#domain'
import type { AgentId, QueueId, TeamId, TicketId } from '#kernel'
import type { FoundArticle, FoundByWords, FoundTemplate } from '#processes'
import { StoreUnavailable } from '#read-store'
import { type FoundText, IndexUnavailable, type Search, suggestArticles } from '#search'
import type { SearchMisses } from '../http/index.js'

/** Waits until the view holds everything that the log held at the call. */
export async function ticketsByCode(reads: DeskReads, code: string): Promise<TicketId[]> {
  const minPosition = await reads.log.head()
  for (;;) {
    try {
      await reach(reads, ['tickets'], { minPosition })
      return (await reads.tickets.find({ index: 'code', where: { code }, limit: 100 })).map(({ id }) => id)
    } catch (error) {
      if (!(error instanceof NotReached)) throw error
    }
  }
}

/** None while the view is being built: ids work without it, and it is no reason to let all updates wait. */
export async function queuesOf(reads: DeskReads): Promise<{ id: QueueId; name: string }[]> {
  const where = { kind: 'queue', retired: 0 }
  const found = await unlessBuilding(reads.settings.find({ index: 'kind', where, limit: 500 }))
  return (found ?? []).map(({ settingId, body }) => ({
    id: settingId as QueueId,
    name: String(body['name'])
  }))
}

/** As `queuesOf`, the highest last. */
export async function teamsOf(reads: DeskReads): Promise<{ id: TeamId; name: string }[]> {
  const where = { kind: 'team', retired: 0 }
  const found = (await unlessBuilding(reads.settings.find({ index: 'kind', where, limit: 500 }))) ?? []
  return found
    .sort((one, other) => levelOf(one.body) - levelOf(other.body))
    .map(({ settingId, body }) => ({ id: settingId as TeamId, name: String(body['name']) }))
}

/** Of those in force; of too many the first. */
export async function templateIds(reads: DeskReads): Promise<readonly string[]> {
  const where = { kind: 'template', retired: 0 }
  const found = await unlessBuilding(reads.settings.find({ index: 'kind', where, limit: 1000 }))
  return (found ?? []).map(({ settingId }) => settingId)
}

export const standingsOf = (reads: DeskReads): Promise<QueueStanding[] | undefined> =>
  unlessBuilding(queueStandings(reads))

export const agentsOf = (reads: DeskReads, settings: SettingsReader): Promise<AgentStanding[] | undefined> =>
  unlessBuilding(agentStandings(reads, settings))

export const workOf = (
  reads: DeskReads,
  desk: Pick<Desk, 'runner' | 'settings'>,
  agentId: AgentId
): Promise<OwnWork | undefined> => unlessBuilding(ownWork(reads, desk, agentId))

export async function candidatesOf(
  reads: DeskReads,
  settings: SettingsReader,
  ticket: TicketPlaced
): Promise<CardChoice[] | undefined> {
  const standings = await agentsOf(reads, settings)
  return standings && candidatesFor(ticket, standings, settings)
}

const findPatienceMs = 2000

/** Undefined while the index can't answer as of the position: whoever asked is told so, and other updates go on. */
export async function foundBy(
  search: Search,
  reads: DeskReads,
  { words, position, limit }: { readonly words: string; readonly position: string; readonly limit: number }
): Promise<readonly FoundByWords[] | undefined> {
  try {
    if (!(await search.reached(position, findPatienceMs))) return undefined
    const found = await search.tickets({ words, personal: true, limit })
    const names = new Map((await queuesOf(reads)).map(({ id, name }) => [String(id), name]))
    return found.map(({ code, status, queue }) => ({
      code,
      status,
      queue: names.get(queue) ?? queue
    }))
  } catch (error) {
    if (error instanceof IndexUnavailable) return undefined
    throw error
  }
}

/** As `foundBy`, of templates that may be sent. */
export async function templatesBy(
  search: Search,
  {
    words,
    position,
    limit
  }: { readonly words: string | null; readonly position: string; readonly limit: number }
): Promise<readonly FoundTemplate[] | undefined> {
  try {
    if (!(await search.reached(position, findPatienceMs))) return undefined
    const audience = 'customers'
    const found = await search.texts({ words, kinds: ['template'], audience, limit })
    return found.map(({ title, shortcode }) => ({ name: title, shortcode: shortcode ?? '' }))
  } catch (error) {
    if (error instanceof IndexUnavailable) return undefined
    throw error
  }
}

/** As `foundBy`, of the knowledge base, with what is for colleagues. */
export async function articlesBy(
  search: Search,
  misses: Pick<SearchMisses, 'missed'>,
  { words, position, limit }: { readonly words: string; readonly position: string; readonly limit: number }
): Promise<readonly FoundArticle[] | undefined> {
  try {
    if (!(await search.reached(position, findPatienceMs))) return undefined
    const found = await search.texts({ words, kinds: ['article'], limit })
    if (found.length === 0) misses.missed(words)
    return found.map(({ id, title, url, audience }) => ({
      id,
      title,
      url,
      audience: audience === 'agents' ? 'agents' : 'customers'
    }))
  } catch (error) {
    if (error instanceof IndexUnavailable) return undefined
    throw error
  }
}

/** Undefined while the index is being built; as of whatever it has. */
export async function suggestionsFor(
  search: Search,
  words: readonly string[]
): Promise<readonly FoundText[] | undefined> {
  try {
    return (await search.reached(undefined, findPatienceMs))
      ? await suggestArticles(search, words)
      : undefined
  } catch (error) {
    if (error instanceof IndexUnavailable) return undefined
    throw error
  }
}

async function unlessBuilding<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof StoreUnavailable) return undefined
    throw error
  }
}
