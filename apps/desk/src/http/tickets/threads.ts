import { Inject, Injectable } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetThread, type Place, type ReadAt, type ThreadMessage, type TicketMoment } from '#application'
import { hasScope, type Principal } from '#domain'
import type { JsonObject, TicketId } from '#kernel'
import { stemsOf } from '#search'
import { type Answer, found } from '../answer.js'
import type { Call } from '../api/call.js'
import { Lists } from '../api/lists.js'
import type { Param } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { momentOf, moments } from './moments.js'
import { messageBody } from './present-ticket.js'

const words: Param<string> = {
  read: text => (text.length >= 1 && text.length <= 500 ? text : undefined),
  expected: 'words, 500 characters at most'
}

/** How many of the last messages come with a ticket. */
const lastMessages = 100

/** The thread of a ticket, in pages from its beginning, or from its end back. */
@Injectable()
export class Threads {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  /** @throws Problem 400, 404 */
  async page(ticketId: TicketId, call: Call): Promise<Answer> {
    const { filters, paging, at, body } = this.#parse(ticketId, call.query)
    const moment = momentOf(filters)
    const { q } = filters
    const backwards = isBack(paging.after)
    const after = paging.after && forth(paging.after)
    const keep = q === undefined ? undefined : saying(q, call.principal)
    const asked = keep === nothing ? { limit: 1 } : { ...paging, after, backwards, ...(keep && { keep }) }
    const { value, reflects } = await this.queries.execute(new GetThread(ticketId, asked, at, moment))
    if (!value) throw notFound('ticket')
    const next = backwards && value.next ? back(value.next) : value.next
    const page = keep === nothing ? { items: [], next: null } : { ...value, next }
    return found(
      body(page, message => messageBody(message, call.principal)),
      reflects
    )
  }

  /** `messages_next` is a cursor of the thread: what comes before these, further and further back. */
  async last(ticketId: TicketId, call: Call, moment: TicketMoment, at: ReadAt): Promise<JsonObject> {
    const { as_of, as_of_revision } = call.query
    const { body } = this.#parse(ticketId, {
      ...(as_of === undefined ? {} : { as_of }),
      ...(as_of_revision === undefined ? {} : { as_of_revision })
    })
    const asked = { limit: lastMessages, backwards: true }
    const { value } = await this.queries.execute(new GetThread(ticketId, asked, at, moment))
    if (!value) throw notFound('ticket')
    const { items, next } = value
    const page = body({ items, next: next && back(next) }, message => messageBody(message, call.principal))
    return { messages: page.data, messages_next: page.page.next_cursor }
  }

  #parse(ticketId: TicketId, query: Call['query']) {
    return this.lists.parse(query, `thread ${ticketId}`, { q: words, ...moments(this.deps.clock) })
  }
}

type Keep = (message: ThreadMessage) => boolean
const nothing: Keep = () => false

/** Messages that have a form of every word; none without a word, nor for whoever may not read them. */
function saying(q: string, principal: Principal): Keep {
  const wanted = [...new Set(stemsOf(q))]
  if (wanted.length === 0 || !hasScope(principal, 'tickets:personal')) return nothing
  return message => {
    const { text } = messageBody(message, principal)
    const said = new Set(typeof text === 'string' ? stemsOf(text) : [])
    return wanted.every(word => said.has(word))
  }
}

/** A place that the list goes back from. */
const back = ({ order, id }: Place): Place => ({ order: `<${order}`, id })
const isBack = (place: Place | undefined): boolean =>
  typeof place?.order === 'string' && place.order.startsWith('<')
const forth = (place: Place): Place =>
  isBack(place) ? { ...place, order: String(place.order).slice(1) } : place
