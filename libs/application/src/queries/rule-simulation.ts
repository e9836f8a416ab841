import { conversationDecider, conversationStream, type Rule, type RuleFacts } from '#domain'
import type { Instant, QueueId, TicketId } from '#kernel'
import type { TicketDocument } from '#views'
import type { Desk } from '../desk.js'
import { type RuleAct, type SimulatedTicket, simulateRule } from '../rules/simulate.js'
import type { DeskReads } from './desk-reads.js'

export interface SimulatedRule {
  /** Opened in the period. */
  readonly tickets: number
  /** Of these it can't be told for certain. */
  readonly unknown: number
  /** How often it acted, and would have. */
  readonly acted: { readonly before: number; readonly after: number }
  /** Those on which it would have acted otherwise. */
  readonly changed: readonly ({ readonly ticketId: TicketId } & SimulatedTicket)[]
}

export interface RuleSimulation {
  readonly rule: Rule
  readonly from: Instant
  readonly to: Instant
  /** Of tickets in these queues only; null: of all. */
  readonly queues: readonly QueueId[] | null
  /** False: what people wrote may not be looked at. */
  readonly personal: boolean
}

const pageSize = 100

/** What a rule would have done with the tickets opened from `from` (inclusive) to `to` (exclusive). Writes nothing. */
export async function simulateRuleOver(
  desk: Desk,
  reads: DeskReads,
  { rule, from, to, queues, personal }: RuleSimulation,
  signal: AbortSignal,
  progress: (tickets: number) => void
): Promise<SimulatedRule> {
  const until = desk.clock.now()
  const changed: SimulatedRule['changed'][number][] = []
  const acted = { before: 0, after: 0 }
  let tickets = 0
  let unknown = 0
  for await (const ticket of openedIn(reads, from, to)) {
    signal.throwIfAborted()
    if (queues !== null && !queues.includes(ticket.queueId)) continue
    const customer = await customerOf(desk, ticket)
    const simulated = await simulateRule(desk, rule, ticket.id, customer, { until, personal })
    tickets++
    progress(tickets)
    acted.before += simulated.before.length
    acted.after += simulated.after.length
    if (simulated.isUnknown) unknown++
    if (whatOf(simulated.before) !== whatOf(simulated.after))
      changed.push({ ticketId: ticket.id, ...simulated })
  }
  return { tickets, unknown, acted, changed }
}

/** Not when: a rule acts some time before it is on record, and of an instant that has passed some time after it. */
const whatOf = (acts: readonly RuleAct[]): string =>
  JSON.stringify(acts.map(({ on, actions, heldBack }) => ({ on, actions, heldBack })))

async function customerOf(
  { runner }: Desk,
  { id, conversationId }: TicketDocument
): Promise<RuleFacts['customer']> {
  const { state } = await runner.load(conversationDecider, conversationStream(conversationId))
  const previousTickets = Math.max(
    0,
    state.allotments.findIndex(({ ticketId }) => ticketId === id)
  )
  return { ...state.classified, previousTickets }
}

async function* openedIn(reads: DeskReads, from: Instant, to: Instant): AsyncGenerator<TicketDocument> {
  let after: { order: Instant; id: string } | undefined
  for (;;) {
    const range = { from, to, ...(after ? { after } : {}) }
    const page = await reads.tickets.find({ index: 'created', where: {}, ...range, limit: pageSize })
    yield* page
    const last = page.at(-1)
    if (page.length < pageSize || !last) return
    after = { order: last.createdAt, id: last.id }
  }
}
