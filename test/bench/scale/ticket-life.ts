import type { TicketStatus } from '#domain'
import type { Lane, Work } from '#processes'
import type { Random } from '../random.js'

/** Mean time until the other side answers. */
const answerMs = 180_000

/** What happens at once in a simulated ticket, and what that asks for. */
export interface Moment {
  readonly at: number
  readonly ticket: number
  /** What it is at from now on. */
  readonly status: TicketStatus
  readonly tasks: readonly Work['kind'][]
  /** Of its topic. */
  readonly wishes: readonly Wish[]
}

type Wish = Parameters<Lane['wish']>[0]

const turn: readonly Wish[] = [
  { kind: 'card', turn: true },
  { kind: 'icon', turn: true }
]

/**
 * Topic, card, pin; one to four rounds of customer's message (relay) and answer (reply), each with a reaction and the turn
 * shown by card and icon; then `/resolve`. A notice to the customer at the beginning and at the end. As the table of what
 * each event asks for has it, without a policy.
 */
export function lifeOf(ticket: number, begin: number, random: Random): Moment[] {
  const moments: Moment[] = []
  let at = begin
  let messages = 0
  const happens = (status: TicketStatus, tasks: Moment['tasks'], wishes: readonly Wish[]) =>
    moments.push({ at: Math.ceil(at), ticket, status, tasks, wishes })
  const pass = () => {
    at += -Math.log(1 - random.next()) * answerMs
  }
  const reaction = (): Wish => ({ kind: 'reaction', telegramMessageId: ++messages, emoji: '👍' })

  happens('open', ['topic', 'card', 'customer_notice', 'relay'], [{ kind: 'pin' }])
  for (let rounds = 1 + random.below(4), first = true; rounds > 0; rounds--, first = false) {
    pass()
    // The first answer also assigns the ticket.
    happens(
      'waiting_on_customer',
      ['reply'],
      [reaction(), ...(first ? [{ kind: 'card' } as const] : []), ...turn]
    )
    if (rounds === 1) break
    pass()
    happens('in_progress', ['relay'], turn)
  }
  pass()
  happens(
    'resolved',
    ['customer_notice'],
    [reaction(), { kind: 'card' }, { kind: 'icon' }, { kind: 'topic_state' }]
  )
  return moments
}
