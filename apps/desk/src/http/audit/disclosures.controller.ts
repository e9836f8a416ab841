import { Get } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { FindCustomer, ListDisclosures } from '#application'
import { type Principal, seesQueue } from '#domain'
import { customerIdText, type JsonObject, toIso } from '#kernel'
import type { DisclosureDocument } from '#views'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists } from '../api/lists.js'
import { Scope } from '../auth/scope.js'

/** Who got personal data of a person whole, newest first: it can't be taken back, so it is told. */
@Scope('audit:read')
@ApiController('audit')
export class DisclosuresController {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists
  ) {}

  @Get('disclosures')
  async list(@TheCall() call: Call): Promise<Answer> {
    const { paging, at, body } = this.lists.parse(call.query, 'disclosures', {})
    const { value, reflects } = await this.queries.execute(new ListDisclosures(paging, at))
    const seen = await Promise.all(value.items.map(one => this.#isSeen(one, call.principal)))
    const items = value.items.filter((_, n) => seen[n])
    return found(body({ items, next: value.next }, disclosureBody), reflects)
  }

  /** Whoever sees only some queues sees those of people all of whose tickets are in them. */
  async #isSeen({ subjectId }: DisclosureDocument, principal: Principal): Promise<boolean> {
    if (principal.queues === null) return true
    const { queues } = (await this.queries.execute(new FindCustomer(subjectId))) ?? { queues: [] }
    return queues.length > 0 && queues.every(queue => seesQueue(principal, queue))
  }
}

const disclosureBody = ({ id, subjectId, what, principal, at }: DisclosureDocument): JsonObject => ({
  event_id: id,
  at: toIso(at),
  customer_id: customerIdText(subjectId),
  what,
  principal
})
