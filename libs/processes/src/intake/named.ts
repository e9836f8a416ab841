import { type AgentId, isSlug, type QueueId } from '#kernel'
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
  queues
}: Pick<IntakeOptions, 'desk' | 'directories' | 'queues'>) {
  /** By its id or by its name. */
  async function queue(asked: string): Promise<QueueId | undefined> {
    const wanted = asked.toLowerCase()
    if (isSlug(wanted) && (await desk.settings.queueExists(wanted))) return wanted as QueueId
    return (await queues()).find(({ name }) => name.toLowerCase() === wanted)?.id
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

  return { queue, agents, user }
}

export type Named = ReturnType<typeof createNamed>
