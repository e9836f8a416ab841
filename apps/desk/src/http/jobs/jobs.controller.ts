import { Get, Inject, Param, Post } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { ListTickets, type Place } from '#application'
import { listedBy, ticketFilterField } from '#domain'
import { type JsonObject, jobIdFor, jobIdIn, jobIdText, type TicketId, ticketIdIn } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { queuesFor } from '../auth/queue-gate.js'
import { Scope } from '../auth/scope.js'
import { anyObject, optional, parseBody, required } from '../input/body.js'
import { parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { type BodyError, invalidBody, notFound } from '../problems/problem.js'
import { filterOf, sortOf, ticketFilters } from '../tickets/ticket-filters.js'
import { checkedCommand } from './bulk-command.js'
import { jobBody, jobOf, seesJob } from './job.js'
import { Jobs } from './jobs.js'

export const mostInBulk = 500
const pageSize = 100

/** One command on many tickets, and how far it is. */
@ApiController('')
export class JobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('tickets:write')
  @Post('tickets/bulk')
  async bulk(@TheCall() call: Call): Promise<Answer> {
    const { ids, filter, command } = parseBody(call.body, {
      ids: optional(list),
      filter: optional(anyObject),
      command: required(anyObject)
    })
    if (ids !== undefined && filter !== undefined)
      throw oneError('/filter', 'exclusive', 'and ids exclude each other')
    if (ids === undefined && filter === undefined) throw oneError('', 'required', 'must have ids or filter')
    await checkedCommand(command, call, this.deps.clock.now())
    const ticketIds = ids === undefined ? await this.#fitting(filter ?? {}, call) : ticketIdsIn(ids)
    const id = jobIdFor(call.commandId)
    await this.jobs.begin(id, { by: call.principal, ticketIds }, command)
    const headers = { Location: `/api/v1/jobs/${jobIdText(id)}` }
    return { status: 202, headers, body: { id: jobIdText(id) } }
  }

  @Scope('tickets:read')
  @Get('jobs/:id')
  async get(@Param('id') text: string, @TheCall() { principal, query }: Call): Promise<Answer> {
    parseQuery(query, {})
    const id = jobIdIn(text)
    const job = id && (await jobOf(this.deps.state, id))
    if (!id || !job || !seesJob(principal, job)) throw notFound('job, or it is no longer kept')
    return found(jobBody(id, job), undefined)
  }

  /** Those that fit now, in the order of the list. @throws Problem 422 */
  async #fitting(given: JsonObject, { principal }: Call): Promise<TicketId[]> {
    const errors = ticketFilterField.check(given, '/filter')
    if (errors.length > 0) throw invalidBody(errors)
    const asked = parseQuery(listedBy({ filter: given }), ticketFilters)
    const filter = { ...filterOf(asked, this.deps.clock.now()), queue: queuesFor(principal, asked.queue) }
    const fitting: TicketId[] = []
    let after: Place | undefined
    do {
      const paging = { after, limit: pageSize }
      const { value } = await this.queries.execute(
        new ListTickets(filter, sortOf(asked, '-created_at'), paging, {})
      )
      fitting.push(...value.items.map(({ ticket }) => ticket.id))
      if (fitting.length > mostInBulk)
        throw oneError('/filter', 'too_many', `must fit at most ${mostInBulk} tickets`)
      after = value.next ?? undefined
    } while (after)
    return fitting
  }
}

const list = (required: boolean) => ({
  required,
  read: (value: unknown) =>
    Array.isArray(value) && value.length > 0
      ? { value: value as readonly unknown[] }
      : { message: `must be a list of 1 to ${mostInBulk} ids of tickets` }
})

/** @throws Problem 422 */
function ticketIdsIn(given: readonly unknown[]): TicketId[] {
  if (given.length > mostInBulk)
    throw oneError('/ids', 'too_many', `must have at most ${mostInBulk} ids of tickets`)
  const ids = given.map(one => (typeof one === 'string' ? ticketIdIn(one) : undefined))
  const errors = ids.flatMap((id, index): BodyError[] => {
    const pointer = `/ids/${index}`
    if (id === undefined) return [{ pointer, code: 'invalid', message: 'must be the id of a ticket' }]
    if (ids.indexOf(id) < index) return [{ pointer, code: 'repeated', message: 'is in the list twice' }]
    return []
  })
  if (errors.length > 0) throw invalidBody(errors)
  return ids.filter(id => id !== undefined)
}

const oneError = (pointer: string, code: string, message: string) => invalidBody([{ pointer, code, message }])
