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

export interface OpenedThread {
  readonly messages: readonly ThreadMessage[]
  /** The agents whose names stand in it: whose keys opened them. */
  readonly named: readonly string[]
}

/** Messages with what today's keys open of them. */
export async function openedThread(
  messages: readonly MessageDocument[],
  customerName: string | null,
  sources: Sources
): Promise<OpenedThread> {
  const names = await namesOf(messages, sources)
  const opened = await Promise.all(
    messages.map(async (message): Promise<ThreadMessage> => {
      const [content, ...editedTo] = await Promise.all(
        [message.content, ...message.edits.map(edit => edit.content)].map(part =>
          openMessage(sources.sealer, part)
        )
      )
      const { author } = message
      const authorName = author.kind === 'customer' ? customerName : (names.get(author.id)?.name ?? null)
      return { message, authorName, content, editedTo }
    })
  )
  return { messages: opened, named: [...names.values()].map(({ subject }) => subject) }
}

/** From the log: a view may not have seen an agent who has just written for the first time. */
async function namesOf(
  messages: readonly MessageDocument[],
  { log, sealer }: Sources
): Promise<ReadonlyMap<AgentId | null, { readonly name: string; readonly subject: string }>> {
  const ids = new Set(messages.flatMap(({ author }) => (author.kind === 'agent' ? [author.id] : [])))
  const names = new Map<AgentId | null, { readonly name: string; readonly subject: string }>()
  for (const id of ids) {
    let agent: AgentDocument | undefined
    for await (const event of log.readStream(agentStream(id))) agent = foldAgent(agent, event)
    const profile = agent && (await openAgent(sealer, agent.profile))
    if (agent?.profile && profile)
      names.set(id, { name: profile.display_name, subject: agent.profile.subjectId })
  }
  return names
}
