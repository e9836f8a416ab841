import { Get } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { type Attainment, attainmentGroups, SlaAttainment } from '#application'
import type { JsonObject } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { time as timeParam } from '../input/params.js'
import { minPosition, oneOf, parseQuery } from '../input/query.js'
import { badQuery } from '../problems/problem.js'
import { time } from '../tickets/present-ticket.js'

@ApiController('sla/attainment')
export class AttainmentController {
  constructor(private readonly queries: QueryBus) {}

  @Scope('reports:read')
  @Get()
  async get(@TheCall() { query, principal }: Call): Promise<Answer> {
    const asked = parseQuery(query, {
      from: timeParam,
      to: timeParam,
      group_by: oneOf(attainmentGroups),
      min_position: minPosition
    })
    const { from, to, group_by: groupBy } = asked
    if (from === undefined || to === undefined) throw badQuery('from and to are required')
    if (to <= from) throw badQuery('to must be later than from')
    const at = { minPosition: asked.min_position }
    const { value, reflects } = await this.queries.execute(
      new SlaAttainment(from, to, groupBy, principal.queues, at)
    )
    const body = {
      from: time(from),
      to: time(to),
      group_by: groupBy ?? null,
      data: value.map(attainmentBody)
    }
    return found(body, reflects)
  }
}

const attainmentBody = ({
  group,
  metric,
  met,
  breached,
  businessMs,
  calendarMs
}: Attainment): JsonObject => ({
  group,
  metric,
  met,
  breached,
  business: percentiles(businessMs),
  calendar: percentiles(calendarMs)
})

/** By nearest rank, in whole seconds. */
function percentiles(sorted: readonly number[]): JsonObject {
  const rank = (share: number): number | null => {
    const ms = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
    return ms === undefined ? null : Math.floor(ms / 1000)
  }
  return { p50_s: rank(0.5), p90_s: rank(0.9), p99_s: rank(0.99) }
}
