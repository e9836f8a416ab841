import { ticketDecider, ticketStream } from '#domain'
import type { TopicClosed, TopicCreated, TopicEdited, TopicPinned, TopicReopened } from '#telegram'
import type { AgentsSeen } from './agents.js'
import type { Asides } from './asides.js'
import type { Cause } from './cause.js'
import type { IntakeOptions } from './options.js'
import type { OwnTopics } from './own-topics.js'
import type { Topics } from './topics.js'

const tidyMs = 3000
const mostOftenMs = 60_000
/** In one call, by Telegram. */
const mostDeleted = 100

/** Topics made, closed and reopened in a staff group, by us or by people. */
export function createTopicEvents(
  { desk }: IntakeOptions,
  topics: Topics,
  ownTopics: OwnTopics,
  agents: AgentsSeen,
  asides: Asides
) {
  async function created(cause: Cause, update: TopicCreated): Promise<void> {
    const group = await topics.groupOf(update.groupId)
    if (!group) return
    // People's own topics are spoken to when somebody writes there, not before.
    const { staffGroupId } = group
    const place = { staffGroupId, chatId: update.groupId, threadId: update.threadId }
    await ownTopics.bind(cause, place, update)
  }

  /** A person closing or reopening the topic is a way to resolve or reopen the ticket. Our own doing comes back as an echo. */
  async function moved(cause: Cause, update: TopicClosed | TopicReopened): Promise<void> {
    if (update.by.kind === 'self' || update.by.kind === 'bot') return
    const found = await topics.find(update.groupId, update.threadId)
    if (found.kind !== 'ticket') return
    const { topic } = found
    // Telegram let them do it, so also an anonymous administrator may; who it was stays open then.
    const who = update.by.kind === 'person' ? await agents.person(cause, update.by.person) : undefined
    const agentId = who?.kind === 'agent' ? who.agentId : null
    const asking = { cause, topic, via: { kind: 'topic', place: topic.place } as const, agentId }
    const now = desk.clock.now()
    const name = update.kind === 'topic_closed' ? 'resolve' : 'reopen'
    if (who?.kind === 'refused') return topics.refuse(asking, { command: name, reason: who.reason })
    if (update.kind === 'topic_reopened') {
      await topics.act(asking, name, { type: 'ReopenTicket', cause: 'topic_reopened', now })
      return
    }
    // A closed ticket whose topic is closed is as it should be.
    const { state } = await desk.runner.load(ticketDecider, ticketStream(topic.ticketId))
    if (state.exists && state.status === 'closed') return
    await topics.act(asking, name, { type: 'ResolveTicket', cause: 'topic_closed', now })
  }

  /** By group: what is to be deleted next, and when something was last. */
  const ours = new Map<number, { readonly ids: number[]; readonly at: number }>()

  /**
   * What Telegram says of our own pins, names and icons is taken away, so that a topic begins and ends with what people
   * said: of all topics of a group in one call, soon where little happens and once a minute where much does. Not waited
   * for: it is lost without harm.
   */
  async function tidy({ by, groupId, messageId }: TopicEdited | TopicPinned): Promise<void> {
    if (by.kind !== 'self' || !(await topics.groupOf(groupId))) return
    const now = desk.clock.monotonic()
    const last = ours.get(groupId)
    if (last && last.ids.length > 0) {
      last.ids.push(messageId)
      return
    }
    const waitMs = Math.max(tidyMs, last ? last.at + mostOftenMs - now : 0)
    ours.set(groupId, { ids: [messageId], at: now + waitMs })
    void desk.clock.sleep(waitMs).then(() => deleteOurs(groupId))
  }

  function deleteOurs(groupId: number): void {
    const ids = ours.get(groupId)?.ids.splice(0) ?? []
    for (let from = 0; from < ids.length; from += mostDeleted)
      asides.remove(groupId, ids.slice(from, from + mostDeleted))
  }

  return { created, moved, tidy }
}
