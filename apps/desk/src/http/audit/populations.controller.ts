import { createHash, hash } from 'node:crypto'
import { Get, Inject } from '@nestjs/common'
import { reach } from '#application'
import { priorities, ticketStatuses } from '#domain'
import { type JsonObject, ticketIdText } from '#kernel'
import type { TicketDocument } from '#views'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { queuesFor } from '../auth/queue-gate.js'
import { Scope } from '../auth/scope.js'
import { queueId, time } from '../input/params.js'
import { listOf, minPosition, oneOf, parseQuery, type Values, wholeNumber } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { badQuery } from '../problems/problem.js'

const filters = {
  from: time,
  to: time,
  status: listOf(oneOf(ticketStatuses)),
  queue: listOf(queueId),
  priority: listOf(oneOf(priorities)),
  min_position: minPosition
}
const seed = {
  read: (text: string) => (text.length >= 1 && text.length <= 200 ? text : undefined),
  expected: 'a text of 1 to 200 characters'
}
const atOnce = 1000

/** Which tickets there were in a time, and a sample that nobody could have chosen. */
@Scope('audit:read')
@ApiController('audit')
export class PopulationsController {
  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  @Get('population')
  async population(@TheCall() call: Call): Promise<Answer> {
    const asked = parseQuery(call.query, filters)
    const { tickets, reflects } = await this.#tickets(asked, call)
    return found(await this.#body(tickets), reflects)
  }

  @Get('samples')
  async samples(@TheCall() call: Call): Promise<Answer> {
    const {
      seed: given,
      n,
      ...asked
    } = parseQuery(call.query, { ...filters, seed, n: wholeNumber(1, 10_000) })
    if (given === undefined || n === undefined) throw badQuery('seed and n say which sample')
    const { tickets, reflects } = await this.#tickets(asked, call)
    if (tickets.length === 0) throw badQuery('there is no ticket to draw from')
    if (n > tickets.length) throw badQuery(`the sample is larger than the population of ${tickets.length}`)
    const drawn = tickets
      .map(({ id, code }) => ({ id, code, by: hash('sha256', `${given}\n${id}`) }))
      .sort((a, b) => (a.by < b.by ? -1 : 1))
      .slice(0, n)
    const body = await this.#body(tickets)
    return found({ ...body, sample: drawn.map(({ id, code }) => ({ id, code })) }, reflects)
  }

  /** Ids ascend. @throws Problem 400 */
  async #tickets(
    { from, to, status, queue, priority, min_position }: Values<typeof filters>,
    { principal }: Call
  ) {
    if (from === undefined || to === undefined) throw badQuery('from and to must be times')
    if (from >= to) throw badQuery('the period is empty: from must be before to')
    const { reads } = this.deps
    const reflects = await reach(reads, ['tickets'], { minPosition: min_position })
    const queues = queuesFor(principal, queue)
    const holds = (ticket: TicketDocument) =>
      (!status || status.includes(ticket.status)) &&
      (!queues || queues.includes(ticket.queueId)) &&
      (!priority || priority.includes(ticket.priority))
    const tickets: { readonly id: string; readonly code: string }[] = []
    for (let after: { order: number; id: string } | undefined; ; ) {
      const page = await reads.tickets.find({
        index: 'created',
        where: {},
        from,
        to,
        ...(after ? { after } : {}),
        limit: atOnce
      })
      for (const ticket of page)
        if (holds(ticket)) tickets.push({ id: ticketIdText(ticket.id), code: ticket.code })
      const last = page.at(-1)
      if (page.length < atOnce || !last) break
      after = { order: last.createdAt, id: last.id }
    }
    return { tickets: tickets.sort((a, b) => (a.id < b.id ? -1 : 1)), reflects }
  }

  async #body(tickets: readonly { readonly id: string }[]): Promise<JsonObject> {
    const digest = createHash('sha256')
    for (const { id } of tickets) digest.update(`${id}\n`)
    const size = (await this.deps.audit.proofs.latest())?.size ?? 0
    return { count: tickets.length, digest: digest.digest('hex'), ids: tickets.map(({ id }) => id), size }
  }
}
