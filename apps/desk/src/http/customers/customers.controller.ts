import { Get, Inject, Param, Patch } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import {
  ClassifyCustomer,
  type CustomerAnswer,
  type FoundCustomer,
  GetCustomer,
  reach,
  type SubjectStanding,
  subjectStanding
} from '#application'
import { foldTag, hasScope, isTag, type Principal } from '#domain'
import { customerIdText, type JsonObject, type SubjectId } from '#kernel'
import { type Answer, found, positionOf } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, contextOf, TheCall } from '../api/call.js'
import { eventRefs } from '../api/event-refs.js'
import { Scope } from '../auth/scope.js'
import { optional, orNull, parseBody, parsed, words } from '../input/body.js'
import { minPosition, parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { problemOf } from '../problems/refusals.js'
import { time } from '../tickets/present-ticket.js'
import { TicketLists } from '../tickets/ticket-lists.js'
import { conversationsOf, customerMet } from './customer-in.js'

function tierIn(text: string): string | undefined {
  const tier = foldTag(text)
  return isTag(tier) ? tier : undefined
}

const classified = {
  tier: optional(orNull(parsed(tierIn, 'must be a word in the form of a tag'))),
  tags: optional(orNull(words(50)))
}

@ApiController('customers')
export class CustomersController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly lists: TicketLists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('tickets:read')
  @Get(':id')
  async get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const { min_position } = parseQuery(call.query, { min_position: minPosition })
    const reflects = await reach(this.deps.reads, ['log', 'tickets'], { minPosition: min_position })
    const met = await customerMet(id, call, this.queries)
    return found(await this.#shown(met, call.principal), reflects)
  }

  /** What is left out stays; null takes away. */
  @Scope('tickets:write')
  @Patch(':id')
  async classify(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const met = await customerMet(id, call, this.queries)
    const { tier, tags } = parseBody(call.body, classified)
    const change = {
      ...(tier === undefined ? {} : { tier }),
      ...(tags === undefined ? {} : { tags: tags ?? [] })
    }
    const { subjectId } = met
    const conversations = conversationsOf(met, this.deps.bot)
    const done = await this.commands.execute(
      new ClassifyCustomer(subjectId, conversations, change, contextOf(call, subjectId))
    )
    if (!done.ok) throw problemOf(done)
    const refs = await Promise.all(done.value.map(one => eventRefs(this.deps.reads.log, one)))
    const positions = done.value.flatMap(({ position }) => (position === undefined ? [] : [position]))
    return {
      status: 200,
      headers: positionOf({ position: positions.sort().at(-1) }),
      body: { events: refs.flat(), customer: await this.#shown(met, call.principal) }
    }
  }

  @Scope('tickets:read')
  @Get(':id/tickets')
  async tickets(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const asked = this.lists.parse(call, `customer ${id}`, 'customer')
    const { subjectId } = await customerMet(id, call, this.queries)
    return this.lists.answer(call, asked, { customer: [subjectId] }, '-created_at')
  }

  async #shown(met: FoundCustomer, principal: Principal): Promise<JsonObject> {
    const [answer, standing] = await Promise.all([
      this.queries.execute(new GetCustomer(conversationsOf(met, this.deps.bot))),
      subjectStanding(this.deps.reads, met.subjectId)
    ])
    return customerBody(met.subjectId, answer, standing, hasScope(principal, 'tickets:personal'))
  }
}

const customerBody = (
  id: SubjectId,
  answer: CustomerAnswer,
  { forgottenAt, heldUntil }: SubjectStanding,
  named: boolean
): JsonObject => ({
  id: customerIdText(id),
  display_name: named ? answer.name : null,
  username: named ? answer.username : null,
  language: answer.language,
  tier: answer.tier,
  tags: answer.tags,
  first_seen_at: time(answer.firstSeenAt),
  reachable: answer.reachable,
  forgotten_at: time(forgottenAt),
  legal_hold_until: time(heldUntil)
})
