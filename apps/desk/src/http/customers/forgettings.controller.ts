import { Get, Param, Post } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import { ForgetCustomer, type Forgetting, GetForgetting } from '#application'
import { forgettingCodes } from '#domain'
import { type JsonObject, type SubjectId, toIso } from '#kernel'
import { type Answer, found, positionOf } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, contextOf, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { choice, optional, parseBody, parsed, required } from '../input/body.js'
import { minPosition, parseQuery } from '../input/query.js'
import { notFound } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { customerIn } from './customer-in.js'

const fileNumberIn = (text: string): string | undefined =>
  /^[A-Za-z0-9._/-]{1,64}$/.test(text) ? text : undefined

const why = {
  code: required(choice(forgettingCodes)),
  case: optional(parsed(fileNumberIn, 'must be 1 to 64 of A-Z, a-z, 0-9 and . _ / -'))
}

/** Forgets a person, and tells how far it is. Can't be undone. */
@Scope('privacy:manage')
@ApiController('customers')
export class CustomerForgettingsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus
  ) {}

  /** A person who was forgotten before stays so, with the first code and case. */
  @Post(':id/forgettings')
  async forget(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const subjectId = await customerIn(id, call, this.queries)
    const { code, case: file = null } = parseBody(call.body, why)
    const context = contextOf(call, subjectId)
    const done = await this.commands.execute(new ForgetCustomer(subjectId, { code, case: file }, context))
    if (!done.ok) throw problemOf(done)
    const { value } = await this.#forgetting(subjectId)
    return { status: 202, headers: positionOf(done.value), body: forgettingBody(value) }
  }

  @Get(':id/forgettings')
  async get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const subjectId = await customerIn(id, call, this.queries)
    const { min_position } = parseQuery(call.query, { min_position: minPosition })
    const { value, reflects } = await this.#forgetting(subjectId, min_position)
    return found(forgettingBody(value), reflects)
  }

  async #forgetting(subjectId: SubjectId, minPosition?: string) {
    const { value, reflects } = await this.queries.execute(new GetForgetting(subjectId, { minPosition }))
    if (!value) throw notFound('forgetting: this customer was not forgotten')
    return { value, reflects }
  }
}

function forgettingBody({ code, case: file, at, state, reached, disclosed }: Forgetting): JsonObject {
  return {
    code,
    case: file,
    at: toIso(at),
    state,
    reached: {
      remembered_answers: reached.rememberedAnswers,
      topics: reached.topics,
      topics_left: reached.topicsLeft,
      cards: reached.cards,
      cards_left: reached.cardsLeft,
      relays_shown: reached.relaysShown
    },
    disclosed: disclosed.map(each => ({ at: toIso(each.at), what: each.what, principal: each.principal }))
  }
}
