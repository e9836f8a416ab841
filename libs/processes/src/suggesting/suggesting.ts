import { ActOnTicket, wordsOfTicket } from '#application'
import { idOf, isStreamOf, ticketDecider, ticketStream, toldIn } from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type TicketId } from '#kernel'
import type { Process } from '#subscriptions'
import { lookingForArticles, suggestForRule } from './for-rules.js'
import type { SuggestingOptions } from './options.js'

/** What nobody waits for any more, e.g. after an upgrade or a long stop. */
const oldestMs = 3_600_000
/** What comes later says no more of what the ticket is about. */
const firstMessages = 20

/**
 * Says which articles a ticket may be about whenever its words have changed. Nothing waits for it: what the index can't
 * answer in time is let be, and the ticket's next words ask again.
 */
export function createSuggesting({ desk, commands, suggest }: SuggestingOptions): Process {
  async function isEarly(event: RecordedEvent): Promise<boolean> {
    if (event.type !== 'CustomerMessageReceived') return true
    const { state } = await desk.runner.load(ticketDecider, event.stream)
    return state.exists && state.messages.size <= firstMessages
  }

  return {
    name: 'suggesting',
    concurrency: 8,
    sequenceOf: event => (changesWords(event) || lookingForArticles(event) ? event.stream : undefined),
    concerns: stream => isStreamOf(stream, 'ticket'),
    async handle(event) {
      const forRule = lookingForArticles(event)
      if (forRule) return suggestForRule({ desk, commands, suggest }, forRule)
      if (desk.clock.now() - event.recordedAt > oldestMs || !(await isEarly(event))) return
      const ticketId = idOf(event.stream) as TicketId
      const words = await wordsOfTicket(desk, ticketId)
      const found = words && (await suggest(words))
      if (!found) return
      const command = {
        type: 'SuggestArticles' as const,
        found: found.map(({ id, score }) => ({ id, score }))
      }
      await commands.execute(new ActOnTicket(ticketId, command, contextOf(event)))
    }
  }
}

function changesWords(event: RecordedEvent): boolean {
  switch (toldIn('ticket', event)?.type) {
    case 'CustomerMessageReceived':
    case 'CustomerMessageEdited':
    case 'TitleChanged':
    case 'FieldsChanged':
      return true
    default:
      return false
  }
}

const contextOf = ({ id, stream, meta }: RecordedEvent) => ({
  commandId: commandIdFor(id, 'suggest'),
  causationId: id,
  correlationId: meta.$correlationId ?? ticketStream(idOf(stream) as TicketId),
  actor: 'process:suggesting' as const
})
