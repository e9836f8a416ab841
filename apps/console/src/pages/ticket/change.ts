import type { Refused } from '../../api/client.js'
import { ownAgentId, session } from '../../api/session.js'
import { type Answered, onlyOn, outcomeOf, tell } from '../../ui/act.js'
import { say } from '../../ui/toasts.js'
import { common } from '../../words/common.js'
import { ticketWords } from '../../words/ticket.js'
import { changesOf } from './changes.js'
import { sideOf } from './changes-words.js'
import { readEvents, readTicket, type Ticket, type TicketEvent } from './read-ticket.js'

type Headers = ReturnType<typeof onlyOn>

/**
 * A command on a ticket as it was seen. Where only the desk itself or oneself has gone on since, as it does after each reply,
 * it is done on what is there now; where somebody else has, nothing is done, and what they changed is told.
 */
export async function change(
  ticket: Ticket,
  again: () => void,
  command: (headers: Headers) => Promise<Answered>,
  done?: string,
  /** Says a refusal itself; false: it is to be told as any other. */
  isTold: (refused: Refused) => boolean = () => false
): Promise<boolean> {
  const since = await readEvents(ticket.id, ticket.revision + 1).catch(() => [])
  if (since.every(isOwnOrOfDesk)) {
    const { revision } = since.at(-1) ?? ticket
    const outcome = await outcomeOf(() => command(onlyOn(revision)))
    // Refused by 412 as well: somebody was quicker still.
    if (outcome?.isDone !== false || outcome.refused.status !== 412) {
      if (outcome?.isDone !== false || !isTold(outcome.refused)) tell(outcome, again, done)
      return outcome?.isDone === true
    }
  }
  const now = await readTicket(ticket.id, undefined).catch(() => undefined)
  const changes = now ? changesOf(ticket, now) : []
  const told = changes.map(
    one => `${ticketWords.value.told[one.of]}: ${sideOf(one, 'before')} → ${sideOf(one, 'after')}`
  )
  say([common.value.theirs, ...told].join(' '), true)
  again()
  return false
}

function isOwnOrOfDesk({ meta }: TicketEvent): boolean {
  const { actor } = meta as { readonly actor?: unknown }
  const own = ownAgentId.value
  const mine = own === null ? `key:${session.value?.principal.id}` : `agent:${own.replace(/^agt_/, '')}`
  return actor === mine || (typeof actor === 'string' && actor.startsWith('process:'))
}
