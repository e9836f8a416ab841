import { type AgentId, isSlug, type QueueId, type TeamId } from '#kernel'
import type { RichText } from '#telegram'
import { wordsAfter } from '../topic-commands/index.js'
import type { IntakeOptions } from './options.js'

/** A name of more words than this is none. */
const longestName = 5

interface FoundAgents {
  readonly agents: readonly AgentId[]
  /** The words after the name. */
  readonly left?: RichText
}

/** Whom and what people mean by the names that they type. */
export function createNamed({
  desk,
  directories,
  queues,
  teams
}: Pick<IntakeOptions, 'desk' | 'directories' | 'queues' | 'teams'>) {
  /** By its id or by its name. */
  async function queue(asked: string): Promise<QueueId | undefined> {
    const wanted = asked.toLowerCase()
    if (isSlug(wanted) && (await desk.settings.queueExists(wanted))) return wanted as QueueId
    return (await queues()).find(({ name }) => name.toLowerCase() === wanted)?.id
  }

  /** By its id or by its name, of as many of the first words as name one. */
  async function team(
    typed: RichText
  ): Promise<{ readonly id: TeamId; readonly left: RichText } | undefined> {
    const known = await teams()
    const words = typed.text.split(/\s+/)
    for (let count = Math.min(words.length, longestName); count > 0; count--) {
      const wanted = words.slice(0, count).join(' ').toLowerCase()
      const found = known.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted)
      if (found) return { id: found.id, left: wordsAfter(typed, count) }
    }
    return undefined
  }

  /** As many of the first words as name somebody: by username, by display name, by first name. */
  async function agents(typed: RichText): Promise<FoundAgents> {
    await directories.catchUp()
    const words = typed.text.split(/\s+/)
    const [first = ''] = words
    const known = await directories.agents.byUsername(first)
    if (known) return { agents: [known], left: wordsAfter(typed, 1) }
    for (let count = first.startsWith('@') ? 0 : Math.min(words.length, longestName); count > 0; count--) {
      const found = await directories.agents.named(words.slice(0, count).join(' '))
      if (found.length > 0) return { agents: found, left: wordsAfter(typed, count) }
    }
    return { agents: [] }
  }

  async function user(userId: number): Promise<FoundAgents> {
    const subjectId = await desk.vault.findSubject(userId)
    await directories.catchUp()
    const known = subjectId && directories.agents.bySubject(subjectId)
    return { agents: known ? [known] : [] }
  }

  return { queue, team, agents, user }
}

export type Named = ReturnType<typeof createNamed>
