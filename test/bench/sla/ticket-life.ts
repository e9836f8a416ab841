import { type Applied, policyOf, type TicketEvent, targetsFor, ticketStream } from '#domain'
import type { NewEvent } from '#event-log'
import {
  type AgentId,
  type BotId,
  type CommandId,
  type ConversationId,
  commandIdFor,
  eventIdFor,
  type Instant,
  type JsonObject,
  type MessageId,
  type QueueId,
  ticketCodeFor,
  ticketIdFor
} from '#kernel'
import type { Random } from '../random.js'

const minute = 60_000
const hour = 60 * minute

export const berlin: JsonObject = {
  name: 'Berlin',
  time_zone: 'Europe/Berlin',
  weekly: Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri'].map(day => [
      day,
      [
        ['09:00', '12:30'],
        ['13:30', '18:00']
      ]
    ])
  ),
  holidays: [{ date: '2026-01-01' }, { date: '2026-01-06' }],
  overrides: []
}

export const policyBody = (firstReplyS: number): JsonObject => ({
  name: 'Standard',
  calendar_id: 'berlin',
  notify: { warn: false, breach: false },
  targets: [
    { metric: 'first_reply', target_s: firstReplyS, warn_before_s: [600] },
    { metric: 'next_reply', target_s: 4 * 3600 },
    { metric: 'requester_wait', target_s: 24 * 3600, warn_before_s: [3600] },
    { metric: 'resolution', target_s: 40 * 3600 }
  ]
})

export interface Recorded {
  readonly stream: string
  readonly at: Instant
  readonly event: TicketEvent
}

/** What decisions are made of; personal parts are left out, as they are for every fold. */
export class TicketLife {
  readonly stream: string
  readonly #id
  readonly #recorded: Recorded[] = []

  constructor(
    private readonly name: string,
    private at: Instant
  ) {
    this.#id = ticketIdFor(commandIdFor(name))
    this.stream = ticketStream(this.#id)
  }

  get recorded(): readonly Recorded[] {
    return this.#recorded
  }

  tell(event: TicketEvent): this {
    this.#recorded.push({ stream: this.stream, at: this.at, event })
    return this
  }

  wait(ms: number): this {
    this.at += Math.round(ms)
    return this
  }

  open(policy: JsonObject, sentAt: Instant = this.at): this {
    const applied: Applied = {
      policyId: 'standard',
      policyVersion: 0,
      calendarId: 'berlin',
      calendarVersion: 0,
      zoneData: '2026a',
      targets: targetsFor(policyOf('standard', 0, policy), 'normal'),
      notify: { warn: false, breach: false },
      cause: 'opened',
      at: this.at + 20
    }
    this.tell({
      type: 'TicketOpened',
      data: {
        ticketId: this.#id,
        code: ticketCodeFor(this.#id),
        conversationId: this.name as ConversationId,
        bot: '1000' as BotId,
        queueId: 'general' as QueueId,
        priority: 'normal',
        sourceChannel: 'telegram',
        language: 'en',
        previousTicketId: null,
        sentAt
      }
    })
    return this.customerWrites(sentAt).wait(20).tell({ type: 'SlaApplied', data: applied })
  }

  customerWrites(sentAt: Instant = this.at): this {
    return this.tell({
      type: 'CustomerMessageReceived',
      data: {
        messageId: `${this.name} ${this.at}` as MessageId,
        telegramMessageId: this.#recorded.length,
        kind: 'text',
        sentAt,
        digest: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
        closingRemark: false,
        late: false,
        mediaGroup: null,
        replyToTelegramMessageId: null
      }
    })
  }

  agentReplies(): this {
    const messageId = `${this.name} reply ${this.at}` as MessageId
    const agentId = 'ann' as AgentId
    this.tell({
      type: 'TicketResponded',
      data: { messageId, agentId, telegramMessageIds: [1], acceptedAt: this.at - 150 }
    })
    return this.tell({
      type: 'TicketStatusChanged',
      data: { from: 'in_progress', to: 'waiting_on_customer', cause: 'reply_accepted' }
    })
  }

  /** Days of a usual ticket: assigned, answered one to three times, resolved most of the time. */
  usual(policy: JsonObject, random: Random): this {
    this.open(policy).wait(random.next() ** 2 * 3 * hour)
    this.tell({
      type: 'TicketAssigned',
      data: { agentId: 'ann' as AgentId, previousAgentId: null, cause: 'claim' }
    })
    for (let rounds = 1 + random.below(3); rounds > 0; rounds--) {
      this.wait(random.next() ** 2 * 6 * hour).agentReplies()
      if (rounds === 1) break
      this.wait(random.next() * 10 * hour).customerWrites()
      this.tell({
        type: 'TicketStatusChanged',
        data: { from: 'waiting_on_customer', to: 'in_progress', cause: 'customer_message' }
      })
    }
    if (random.chance(0.1)) return this
    this.wait(random.next() * 20 * hour)
    return this.tell({ type: 'TicketResolved', data: { from: 'in_progress', cause: 'command', at: this.at } })
  }
}

let ordinal = 0

/** As it would be stored. */
export function stored(type: string, data: object, at: Instant): NewEvent {
  const commandId: CommandId = commandIdFor('bench', ordinal++)
  return {
    id: eventIdFor(commandId, 0),
    type,
    recordedAt: Math.floor(at),
    // Events are JSON.
    data: data as JsonObject,
    meta: { commandId, $causationId: 'bench', $correlationId: 'bench', actor: 'bench', schema: 1 }
  }
}
