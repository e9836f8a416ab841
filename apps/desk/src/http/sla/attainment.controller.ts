import { Get } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import {
  type Attainment,
  type AttainmentQuestion,
  attainmentGroups,
  attainmentNumbers,
  ListAttainmentRows,
  SlaAttainment
} from '#application'
import { listedByAny, metrics, type Principal, priorities } from '#domain'
import type { JsonObject } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists } from '../api/lists.js'
import { queuesFor } from '../auth/queue-gate.js'
import { Scope } from '../auth/scope.js'
import { queueId, time as timeParam } from '../input/params.js'
import { listOf, minPosition, oneOf, parseQuery, type Values } from '../input/query.js'
import { badQuery } from '../problems/problem.js'
import { groupKey } from '../reports/report-query.js'
import { AsCsv, csvAnswer, rowBody } from '../reports/rows.js'
import { time } from '../tickets/present-ticket.js'

const filters = {
  from: timeParam,
  to: timeParam,
  queue: listOf(queueId),
  priority: listOf(oneOf(priorities)),
  tag: listOf(listedByAny.tag),
  agent: listOf(listedByAny.assignee),
  group_by: oneOf(attainmentGroups)
}
const ofRows = { ...filters, metric: oneOf(metrics), of: oneOf(attainmentNumbers), key: groupKey }

const definition =
  'Runs of SLA clocks, pauses left out, that ended from `from` to `to`: `met` in time, or `breached` when the target and its grace were used up, whether or not they have ended. Each counts by the policy that held then; queue, priority, tags and agent are those that the ticket has now. Unlike reports of times it looks at targets, and at nothing that is still running in time.'

@Scope('reports:read')
@ApiController('sla/attainment')
export class AttainmentController {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists
  ) {}

  @Get()
  async get(@TheCall() { query, principal }: Call): Promise<Answer> {
    const { min_position, ...asked } = parseQuery(query, { ...filters, min_position: minPosition })
    const question = questionOf(asked, principal)
    const at = { minPosition: min_position }
    const { value, reflects } = await this.queries.execute(new SlaAttainment(question, at))
    const body = {
      from: time(question.from),
      to: time(question.to),
      group_by: question.groupBy ?? null,
      definition,
      data: value.map(attainmentBody)
    }
    return found(body, reflects)
  }

  @Get('tickets')
  async tickets(@TheCall() call: Call, @AsCsv() asCsv: boolean): Promise<Answer> {
    const { filters: asked, paging, at, body } = this.lists.parse(call.query, 'rows of attainment', ofRows)
    const { metric, of, key } = asked
    if (metric === undefined || of === undefined) throw badQuery('metric and of are required')
    const question = questionOf(asked, call.principal)
    if (key !== undefined && question.groupBy === undefined)
      throw badQuery('without group_by there is no key')
    const { value: rows, reflects } = await this.queries.execute(
      new ListAttainmentRows(question, metric, of, key === '' ? null : key, at)
    )
    return asCsv
      ? csvAnswer('attainment', rows, reflects)
      : found(body(rows.page(paging), rowBody), reflects, { Vary: 'Accept' })
  }
}

/** @throws Problem 400 */
function questionOf(asked: Values<typeof filters>, principal: Principal): AttainmentQuestion {
  const { from, to, group_by: groupBy, queue, priority, tag, agent } = asked
  if (from === undefined || to === undefined) throw badQuery('from and to are required')
  if (to <= from) throw badQuery('to must be later than from')
  return { from, to, groupBy, filter: { queue: queuesFor(principal, queue), priority, tag, agent } }
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
