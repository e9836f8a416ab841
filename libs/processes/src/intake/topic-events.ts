import { BindTopic } from '#application'
import { ticketDecider, ticketStream } from '#domain'
import type { TicketId } from '#kernel'
import type { TopicClosed, TopicCreated, TopicReopened } from '#telegram'
import type { AgentsSeen } from './agents.js'
import type { Cause } from './cause.js'
import type { IntakeOptions } from './options.js'
import type { Topics } from './topics.js'

/** A ticket's topic is named `{display name} · {code}`: the code at the end is what names the ticket. */
const codeAtTheEnd = /([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})$/

/** Topics made, closed and reopened in a staff group, by us or by people. */
export function createTopicEvents(options: IntakeOptions, topics: Topics, agents: AgentsSeen) {
  const { desk, commands, ticketsByCode, logger } = options

  /** Of several tickets with one code the one that has no topic; else the first: its topic was made twice. */
  async function ticketFor(code: string): Promise<TicketId | undefined> {
    const candidates = await ticketsByCode(code)
    for (const ticketId of candidates) {
      const { state } = await desk.runner.load(ticketDecider, ticketStream(ticketId))
      if (state.exists && !state.topic) return ticketId
    }
    return candidates[0]
  }

  async function created(cause: Cause, update: TopicCreated): Promise<void> {
    const group = await topics.groupOf(update.groupId)
    if (!group) return
    const code = update.by.kind === 'self' ? codeAtTheEnd.exec(update.name)?.[1] : undefined
    // People's own topics are spoken to when somebody writes there, not before.
    if (code === undefined) return
    const ticketId = await ticketFor(code)
    // Parked rather than left alone: what agents write there must not be lost for good.
    if (!ticketId) throw new Error('the bot made a topic for a ticket that this log does not hold')
    const { staffGroupId } = group
    const place = { staffGroupId, chatId: update.groupId, threadId: update.threadId }
    const context = cause.context('bind-topic', { actor: 'telegram', correlationId: ticketId })
    const bound = await commands.execute(new BindTopic(ticketId, place, context))
    if (!bound.ok) throw new Error(`a topic could not be bound: ${bound.reason}`)
    if (bound.value.holder === 'other_ticket')
      logger.warn({ ticketId, holder: bound.value.ticketId }, 'a topic is bound to another ticket')
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

  return { created, moved }
}
