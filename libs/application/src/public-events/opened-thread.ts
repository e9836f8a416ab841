import { agentStream } from '#domain'
import type { EventLog } from '#event-log'
import type { AgentId } from '#kernel'
import type { Sealer } from '#privacy'
import { type AgentDocument, foldAgent, type MessageDocument } from '#views'
import type { ThreadMessage } from '../queries/get-thread.js'
import { openAgent, openMessage } from '../queries/open-personal.js'

interface Sources {
  readonly log: Pick<EventLog, 'readStream'>
  readonly sealer: Sealer
}

/** Messages with what today's keys open of them. */
export async function openedThread(
  messages: readonly MessageDocument[],
  customerName: string | null,
  sources: Sources
): Promise<readonly ThreadMessage[]> {
  const names = await namesOf(messages, sources)
  return Promise.all(
    messages.map(async (message): Promise<ThreadMessage> => {
      const [content, ...editedTo] = await Promise.all(
        [message.content, ...message.edits.map(edit => edit.content)].map(part =>
          openMessage(sources.sealer, part)
        )
      )
      const { author } = message
      const authorName = author.kind === 'customer' ? customerName : (names.get(author.id) ?? null)
      return { message, authorName, content, editedTo }
    })
  )
}

/** From the log: a view may not have seen an agent who has just written for the first time. */
async function namesOf(
  messages: readonly MessageDocument[],
  { log, sealer }: Sources
): Promise<ReadonlyMap<AgentId | null, string>> {
  const ids = new Set(messages.flatMap(({ author }) => (author.kind === 'agent' ? [author.id] : [])))
  const names = new Map<AgentId | null, string>()
  for (const id of ids) {
    let agent: AgentDocument | undefined
    for await (const event of log.readStream(agentStream(id))) agent = foldAgent(agent, event)
    const profile = agent && (await openAgent(sealer, agent.profile))
    if (profile) names.set(id, profile.display_name)
  }
  return names
}
