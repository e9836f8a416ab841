import { Inject, Injectable } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import { BeginTicket, type CommandAnswer, fieldsChange, GetCommandAnswer, titleChange } from '#application'
import { seesQueue, type TicketCommand } from '#domain'
import {
  type AgentId,
  conversationIdFor,
  type QueueId,
  type Refusal,
  refuse,
  type SubjectId,
  ticketIdFor,
  ticketIdText
} from '#kernel'
import { type Answer, etagOf } from '../answer.js'
import { type Call, contextOf } from '../api/call.js'
import { keyReused } from '../api/idempotency.js'
import { actingAgent } from '../auth/acting-agent.js'
import { customerMet } from '../customers/customer-in.js'
import { anyObject, optional, parseBody, parsed, text, wholeNumber, words } from '../input/body.js'
import { agentId, queueId } from '../input/ids.js'
import { id, input, tags, written } from '../openapi/schema-parts.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { invalidBody, Problem } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { commandBody } from './present-ticket.js'
import { messageOf } from './ticket-calls.js'
import { preparedIn, titleField, titleSchema } from './ticket-patch.js'

const shape = {
  customer_id: optional(parsed(given => given, 'must be the id of a customer')),
  telegram_user_id: optional(wholeNumber(1)),
  queue_id: optional(queueId),
  title: optional(titleField),
  text: optional(text(32_768)),
  agent_id: optional(agentId),
  tags: optional(words(50)),
  fields: optional(anyObject)
}

export const ticketBeginningSchema = {
  ...input([], {
    customer_id: id('cus'),
    telegram_user_id: { type: 'integer', minimum: 1 },
    queue_id: { type: 'string' },
    title: titleSchema,
    text: written,
    agent_id: id('agt'),
    tags,
    fields: { type: 'object', additionalProperties: true, examples: [{ order: '10117' }] }
  }),
  oneOf: [{ required: ['customer_id'] }, { required: ['telegram_user_id'] }]
}

const wrong = (pointer: string, code: string, message: string) => invalidBody([{ pointer, code, message }])

/** Tickets that the team begins. */
@Injectable()
export class TicketBeginnings {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  /** @throws Problem 400, 403, 409, 422 */
  async run(call: Call): Promise<Answer> {
    const known = await this.#answer(call)
    if (known && known.events.length > 0) {
      if (known.fingerprint !== call.fingerprint) throw keyReused()
      return answered(known, call)
    }
    const { deps } = this
    const body = parseBody(call.body, shape)
    const agent = actingAgent(call.principal, body.agent_id)
    const subjectId = await this.#personOf(body, call)
    const queue = await this.#queueOf(body.queue_id, call)
    const first = await this.#first({ ...body, agent_id: agent }, subjectId, call)
    const conversationId = conversationIdFor(subjectId, deps.bot)
    const context = { ...contextOf(call, ticketIdFor(call.commandId)), subjectId }
    const done = await this.commands.execute(new BeginTicket(conversationId, queue, first, context))
    if (!done.ok) throw refused(done, call)
    const answer = await this.#answer(call)
    if (!answer) throw new Error('a ticket that was begun is not there')
    return answered(answer, call)
  }

  #answer({ commandId }: Call): Promise<CommandAnswer | undefined> {
    return this.queries.execute(new GetCommandAnswer(ticketIdFor(commandId), [commandId]))
  }

  async #personOf(
    {
      customer_id,
      telegram_user_id
    }: { customer_id: string | undefined; telegram_user_id: number | undefined },
    call: Call
  ): Promise<SubjectId> {
    const { vault } = this.deps
    if (customer_id === undefined && telegram_user_id === undefined)
      throw wrong('', 'required', 'must have customer_id or telegram_user_id')
    if (customer_id !== undefined && telegram_user_id !== undefined)
      throw wrong('/telegram_user_id', 'exclusive', 'excludes customer_id')
    if (telegram_user_id !== undefined) {
      const subjectId = await vault.findSubject(telegram_user_id)
      if (!subjectId) throw problemOf(refuse('customer_unreachable'))
      return subjectId
    }
    const met = await customerMet(customer_id ?? '', call, this.queries).catch((error: unknown) => {
      throw error instanceof Problem && error.status === 404
        ? wrong('/customer_id', 'unknown', 'is no customer')
        : error
    })
    if (!(await vault.keyOf(met.subjectId))) throw problemOf(refuse('customer_forgotten'))
    return met.subjectId
  }

  /** A ticket is begun where whoever begins it sees it. */
  async #queueOf(asked: QueueId | undefined, { principal }: Call): Promise<QueueId> {
    if (asked !== undefined) {
      if (!seesQueue(principal, asked)) throw wrong('/queue_id', 'unknown', 'is no queue')
      return asked
    }
    const usual = await this.deps.settings.defaultQueue()
    if (!seesQueue(principal, usual))
      throw wrong('/queue_id', 'required', 'is required: the default queue is not one of this key')
    return usual
  }

  async #first(
    body: {
      readonly title: string | undefined
      readonly text: string | undefined
      readonly agent_id: AgentId | undefined
      readonly tags: readonly string[] | undefined
      readonly fields: Parameters<typeof fieldsChange>[1]['given'] | undefined
    },
    subjectId: SubjectId,
    call: Call
  ): Promise<TicketCommand[]> {
    const { deps } = this
    const { title, fields, agent_id, text: said } = body
    const first: TicketCommand[] = []
    if (body.tags) first.push({ type: 'SetTags', tags: body.tags })
    if (title !== undefined) first.push(preparedIn(await titleChange(deps.vault, subjectId, title)))
    if (fields !== undefined) {
      const asked = { ticketId: null, subjectId, held: [], given: fields }
      first.push(preparedIn(await fieldsChange(deps, asked)))
    }
    const now = deps.clock.now()
    if (said !== undefined) {
      const { common } = messageOf(call, { text: said, agent_id }, now)
      first.push({ type: 'RequestReply', ...common, mediaGroup: null, now })
    } else if (agent_id !== undefined) first.push({ type: 'AssignTicket', agentId: agent_id })
    return first
  }
}

function answered(answer: CommandAnswer, { principal }: Call): Answer {
  const { ticket, position } = answer
  return {
    status: 201,
    headers: {
      ETag: etagOf(ticket.revision),
      'X-Position': position,
      Location: `/api/v1/tickets/${ticketIdText(ticket.id)}`
    },
    body: commandBody(answer, principal)
  }
}

/** Of a ticket in a queue that the principal does not see nothing is told but that it is there. */
function refused(refusal: Refusal<Parameters<typeof problemOf>[0]['reason']>, { principal }: Call): Problem {
  if (refusal.reason !== 'ticket_open') return problemOf(refusal)
  const { ticket_id, queue_id } = refusal.details ?? {}
  const isSeen =
    principal.queues === null || (typeof queue_id === 'string' && seesQueue(principal, queue_id as QueueId))
  return problemOf(refuse('ticket_open', { ticket_id: isSeen ? (ticket_id ?? null) : null }))
}
