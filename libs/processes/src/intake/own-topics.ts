import { BindTopic } from '#application'
import { type TopicPlace, ticketDecider, ticketStream } from '#domain'
import type { TicketId } from '#kernel'
import type { TopicRoot } from '#telegram'
import type { Cause } from './cause.js'
import type { IntakeOptions } from './options.js'

/** A ticket's topic is named `{display name} · {code}`: the code at the end is what names the ticket. */
const codeAtTheEnd = /([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})$/

/** The topics that the bot made for tickets. */
export function createOwnTopics({ desk, commands, ticketsByCode, logger }: IntakeOptions) {
  /** Of several tickets with one code the one that has no topic; else the first: its topic was made twice. */
  async function ticketFor(code: string): Promise<TicketId | undefined> {
    const candidates = await ticketsByCode(code)
    for (const ticketId of candidates) {
      const { state } = await desk.runner.load(ticketDecider, ticketStream(ticketId))
      if (state.exists && !state.topic) return ticketId
    }
    return candidates[0]
  }

  return {
    /** From its root on, the topic shows its ticket, also the second time; people's own topics stay as they are. */
    async bind(cause: Cause, place: TopicPlace, { by, name }: TopicRoot): Promise<void> {
      const code = by.kind === 'self' ? codeAtTheEnd.exec(name)?.[1] : undefined
      if (code === undefined) return
      const ticketId = await ticketFor(code)
      // Parked rather than left alone: what agents write there must not be lost for good.
      if (!ticketId) throw new Error('the bot made a topic for a ticket that this log does not hold')
      const context = cause.context('bind-topic', { actor: 'process:intake', correlationId: ticketId })
      const bound = await commands.execute(new BindTopic(ticketId, place, context))
      if (!bound.ok) throw new Error(`a topic could not be bound: ${bound.reason}`)
      if (bound.value.holder === 'other_ticket')
        logger.warn({ ticketId, holder: bound.value.ticketId }, 'a topic is bound to another ticket')
    }
  }
}

export type OwnTopics = ReturnType<typeof createOwnTopics>
