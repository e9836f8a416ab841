import type { TicketEvent } from '#domain'
import {
  type AgentId,
  commandIdFor,
  eventIdFor,
  type Instant,
  type JsonObject,
  messageIdFor,
  type QueueId,
  type TicketId
} from '#kernel'
import type { Document, ViewEvent, ViewStore, Write } from '#read-store'
import {
  calendarDocument,
  type FactsDocument,
  facts,
  factsView,
  foldFacts,
  foldTicket,
  slaCalendars,
  type TicketDocument,
  tickets
} from '#views'
import { Random } from '../random.js'

const hour = 3_600_000
const agents = Array.from({ length: 20 }, (_, n) => `00000000-0000-4000-8000-0000000000${10 + n}` as AgentId)
const queues = ['general', 'billing', 'returns', 'technical', 'orders'] as QueueId[]

const policy = {
  policyId: 'standard',
  policyVersion: 0,
  calendarId: 'office',
  calendarVersion: 0,
  zoneData: '2026a',
  targets: [],
  notify: { warn: true, breach: true },
  cause: 'opened'
} as const
const week = ['mon', 'tue', 'wed', 'thu', 'fri']
const office = calendarDocument('office', 0, eventIdFor(commandIdFor('office'), 0), {
  time_zone: 'Europe/Berlin',
  weekly: Object.fromEntries(week.map(weekday => [weekday, [['09:00', '18:00']]]))
})

/** A usual ticket: some messages and replies over hours, resolved, every tenth opened again, closed after three days. */
function* lifeOf(random: Random, n: number, begins: Instant): Generator<readonly [Instant, TicketEvent]> {
  const ticketId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as TicketId
  const agentId = agents[random.below(agents.length)] as AgentId
  let at = begins
  let step = 0
  const messageId = () => messageIdFor(commandIdFor(`${n} ${step++}`))
  const message = (): TicketEvent => ({
    type: 'CustomerMessageReceived',
    data: {
      messageId: messageId(),
      telegramMessageId: step,
      kind: 'text',
      sentAt: at - 700,
      digest: 'd',
      closingRemark: false,
      late: false,
      mediaGroup: null,
      replyToTelegramMessageId: null
    }
  })
  const pass = (hours: number) => {
    at += Math.ceil(random.next() * hours * hour)
  }
  const opened = {
    ticketId,
    code: `7K3Q-${n}`,
    conversationId: 'c',
    bot: '1',
    queueId: queues[random.below(queues.length)],
    priority: 'normal',
    sourceChannel: 'telegram',
    language: 'en',
    previousTicketId: null,
    sentAt: at - 700
  }
  yield [at, { type: 'TicketOpened', data: opened } as unknown as TicketEvent]
  yield [at, message()]
  yield [at, { type: 'SlaApplied', data: { ...policy, at } }]
  pass(2)
  yield [at, { type: 'TicketAssigned', data: { agentId, previousAgentId: null, cause: 'claim' } }]
  if (random.chance(0.3)) yield [at, { type: 'TagsChanged', data: { added: ['vip'], removed: [] } }]
  const resolutions = random.chance(0.1) ? 2 : 1
  for (let n = 0; n < resolutions; n++) {
    if (n > 0) {
      pass(40)
      yield [at, message()]
      yield [at, { type: 'TicketReopened', data: { to: 'in_progress', cause: 'customer_message', at } }]
    }
    for (let i = random.below(3); i >= 0; i--) {
      pass(6)
      yield [
        at,
        {
          type: 'TicketResponded',
          data: { messageId: messageId(), agentId, telegramMessageIds: [1], acceptedAt: at }
        }
      ]
      yield [
        at,
        {
          type: 'TicketStatusChanged',
          data: { from: 'in_progress', to: 'waiting_on_customer', cause: 'reply_accepted' }
        }
      ]
      if (i === 0) break
      pass(10)
      yield [at, message()]
      yield [
        at,
        {
          type: 'TicketStatusChanged',
          data: { from: 'waiting_on_customer', to: 'in_progress', cause: 'customer_message' }
        }
      ]
    }
    pass(10)
    yield [at, { type: 'TicketResolved', data: { from: 'in_progress', cause: 'command', at } }]
  }
  at += 72 * hour
  yield [at, { type: 'TicketClosed', data: { from: 'resolved', cause: 'inactivity', at } }]
}

/** A year's tickets, folded as the view folds them, straight into its documents; the first one for where they begin, too. */
export async function writeYear(
  store: { readonly facts: ViewStore; readonly tickets: ViewStore; readonly timers: ViewStore },
  count: number,
  start: Instant
): Promise<void> {
  const random = new Random(21)
  const step = (365 * 24 * hour) / count
  let writes: Write[] = []
  for (let n = 0; n < count; n++) {
    const commandOf = (append: Instant) => commandIdFor(`${n} ${append}`)
    const begins = start + Math.floor(n * step)
    let document: FactsDocument | undefined
    let ticket: TicketDocument | undefined
    let revision = -1
    for (const [recordedAt, { type, data }] of lifeOf(random, n, begins)) {
      const commandId = commandOf(recordedAt)
      revision++
      const event: ViewEvent = {
        id: eventIdFor(commandId, revision),
        type,
        stream: `ticket-${n}`,
        revision,
        position: String(n),
        recordedAt,
        data: data as JsonObject,
        meta: { commandId, $causationId: 'b', $correlationId: 'b', actor: 'b', schema: 1 }
      }
      if (factsView.handles(event)) document = foldFacts(document, event)
      if (n === 0) ticket = foldTicket(ticket, event)
    }
    const put = (collection: string, one: Document): Write => ({
      kind: 'put',
      collection,
      document: one,
      reflects: revision
    })
    if (document) writes.push(put(facts.name, document))
    const checkpoint = { position: String(n).padStart(16, '0'), eventId: eventIdFor(commandIdFor(`${n}`), 0) }
    if (ticket) {
      await store.tickets.write([put(tickets.name, ticket)], checkpoint)
      await store.timers.write([put(slaCalendars.name, office)], checkpoint)
    }
    if (writes.length < 2000 && n < count - 1) continue
    await store.facts.write(writes, checkpoint)
    writes = []
  }
}
