import { Get, Inject, Param, Post } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import { ActOnTicket, GetDelivery, ListDeliveries } from '#application'
import {
  deliveryIdFor,
  deliveryIdIn,
  deliveryIdText,
  type EventId,
  type JsonObject,
  type MessageId,
  messageIdText,
  type TicketId,
  ticketIdText,
  toIso
} from '#kernel'
import { type DeliveryDocument, deliveryStates } from '#views'
import { type Answer, found, positionOf } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, contextOf, TheCall } from '../api/call.js'
import { eventRefs } from '../api/event-refs.js'
import { Lists } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { emptyBody } from '../input/body.js'
import { oneOf } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { time } from '../tickets/present-ticket.js'

/** What was asked for and is not done at Telegram. */
@ApiController('admin/deliveries')
export class DeliveriesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('operations:read')
  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const { filters, paging, at, body } = this.lists.parse(call.query, 'deliveries', {
      state: oneOf(deliveryStates)
    })
    const { value, reflects } = await this.queries.execute(new ListDeliveries(filters.state, paging, at))
    return found(body(value, deliveryBody), reflects)
  }

  /**
   * One more try, as a new delivery: a failed or uncertain reply is asked for again in the ticket, whatever shows in the
   * topic is repeated. `retry_id` is null where it is on its way already.
   */
  @Scope('admin')
  @Post(':id/retry')
  async retry(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    emptyBody(call.body)
    const deliveryId = deliveryIdIn(id)
    if (!deliveryId) throw notFound('delivery')
    const minPosition = await this.deps.reads.log.head()
    const { value } = await this.queries.execute(new GetDelivery(deliveryId, { minPosition }))
    if (!value) throw notFound('delivery')
    const { ticketId, messageId, kind } = value
    if (kind === 'reply' && ticketId !== null && messageId !== null) {
      return this.#resend(value, ticketId, messageId, call)
    }
    const retried = await this.deps.workers.retryDelivery(deliveryId)
    if (!retried.ok) throw problemOf(retried)
    const retry_id = deliveryIdText(retried.value.deliveryId)
    return { status: 200, headers: {}, body: { events: [], retry_id, delivery: deliveryBody(value) } }
  }

  async #resend(
    delivery: DeliveryDocument,
    ticketId: TicketId,
    messageId: MessageId,
    call: Call
  ): Promise<Answer> {
    const resend = { type: 'ResendReply' as const, messageId, agentId: null }
    const done = await this.commands.execute(new ActOnTicket(ticketId, resend, contextOf(call, ticketId)))
    if (!done.ok) throw problemOf(done)
    const [asked] = done.value.events
    return {
      status: 200,
      headers: positionOf(done.value),
      body: {
        events: await eventRefs(this.deps.reads.log, done.value),
        retry_id: asked ? deliveryIdText(deliveryIdFor(asked.id as EventId, 'reply')) : null,
        delivery: deliveryBody(delivery)
      }
    }
  }
}

const deliveryBody = (delivery: DeliveryDocument): JsonObject => ({
  id: deliveryIdText(delivery.id),
  kind: delivery.kind,
  ticket_id: delivery.ticketId && ticketIdText(delivery.ticketId),
  message_id: delivery.messageId && messageIdText(delivery.messageId),
  state: delivery.state,
  reason: delivery.reason,
  code: delivery.code,
  attempts: delivery.attempts,
  asked_at: toIso(delivery.askedAt),
  updated_at: toIso(delivery.updatedAt),
  retry_at: time(delivery.retryAt)
})
