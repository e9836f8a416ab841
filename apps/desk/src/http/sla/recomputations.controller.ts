import { Get, Param, Post } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import {
  GetRecomputation,
  GetSetting,
  type PreviewedPage,
  PreviewRecomputation,
  type Recomputation,
  RequestRecomputation
} from '#application'
import type { Corrected, Principal } from '#domain'
import {
  isSlug,
  type JsonObject,
  type RecomputationId,
  recomputationIdIn,
  recomputationIdText,
  ticketIdText
} from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, contextOf, TheCall } from '../api/call.js'
import { Lists } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { flag, optional, parseBody, parsed, text, wholeNumber } from '../input/body.js'
import { minPosition, parseQuery } from '../input/query.js'
import { type BodyError, invalidBody, notFound } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { time } from '../tickets/present-ticket.js'
import { changeBody } from './present-changes.js'

const settingId = parsed(value => (isSlug(value) ? value : undefined), 'must be an id')
const shape = {
  calendar_id: optional(settingId),
  policy_id: optional(settingId),
  dry_run: optional(flag),
  version: optional(wholeNumber(0)),
  reason: optional(text(500)),
  cursor: optional(text(2000)),
  limit: optional(wholeNumber(1))
}

const maxLimit = 100

/** Applies a corrected calendar, or a new version of a policy, to open tickets: first dry, then for good. */
@ApiController('sla/recomputations')
export class RecomputationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly lists: Lists
  ) {}

  /** A dry run unless told otherwise. */
  @Scope('settings:write')
  @Post()
  async post(@TheCall() call: Call): Promise<Answer> {
    const asked = parseBody(call.body, shape)
    const { calendar_id: calendarId, policy_id: policyId, version, reason, cursor, limit } = asked
    const id = calendarId ?? policyId
    if (id === undefined || (calendarId !== undefined && policyId !== undefined)) {
      throw invalidBody([error('/calendar_id', 'exclusive', 'or policy_id is required, not both')])
    }
    const kind = calendarId === undefined ? 'sla_policy' : 'calendar'
    if (limit !== undefined && limit > maxLimit) {
      throw invalidBody([error('/limit', 'invalid', `must be a whole number from 1 to ${maxLimit}`)])
    }
    if (asked.dry_run ?? true) return this.#preview({ kind, settingId: id }, asked, call.principal)
    const errors = [
      ...(version === undefined ? [error('/version', 'required', 'is required: that of the dry run')] : []),
      ...(reason === undefined ? [error('/reason', 'required', 'is required: it is recorded')] : []),
      ...(cursor === undefined ? [] : [error('/cursor', 'unknown', 'belongs to a dry run')]),
      ...(limit === undefined ? [] : [error('/limit', 'unknown', 'belongs to a dry run')])
    ]
    if (errors.length > 0 || version === undefined || reason === undefined) throw invalidBody(errors)
    return this.#request({ kind, settingId: id, version }, reason, call)
  }

  @Scope('settings:read')
  @Get(':id')
  async get(@Param('id') id: string, @TheCall() { query }: Call): Promise<Answer> {
    const at = { minPosition: parseQuery(query, { min_position: minPosition }).min_position }
    const known = recomputationIdIn(id)
    if (!known) throw notFound('recomputation')
    const { value, reflects } = await this.queries.execute(new GetRecomputation(known, at))
    if (!value) throw notFound('recomputation')
    return found(recomputationBody(known, value), reflects)
  }

  async #preview(
    of: Omit<Corrected, 'version'>,
    {
      cursor,
      limit = maxLimit,
      version
    }: { cursor?: string | undefined; limit?: number | undefined; version?: number | undefined },
    { queues }: Principal
  ): Promise<Answer> {
    const inForce = await this.#versionInForce(of)
    if (version !== undefined && version !== inForce) {
      throw problemOf({ ok: false, reason: 'version_not_in_force', details: { version_in_force: inForce } })
    }
    const corrected = { ...of, version: inForce }
    const list = `recomputation ${of.kind} ${of.settingId} ${inForce}`
    const query = { limit: String(limit), ...(cursor === undefined ? {} : { cursor }) }
    const { paging, body } = this.lists.parse(query, list, {})
    const preview = new PreviewRecomputation(corrected, paging.after, paging.limit, queues, {})
    const { value, reflects } = await this.queries.execute(preview)
    const page = body({ items: value.changed, next: value.next }, changedBody)
    return found({ ...nameOf(of), version: inForce, looked: value.looked, ...page }, reflects)
  }

  async #versionInForce({ kind, settingId: id }: Omit<Corrected, 'version'>): Promise<number> {
    const { value } = await this.queries.execute(new GetSetting(kind, id, { kind: 'now' }, {}))
    if (!value) throw unknownSetting(kind)
    return value.version
  }

  async #request(corrected: Corrected, reason: string, call: Call): Promise<Answer> {
    const context = contextOf(call, call.requestId)
    const done = await this.commands.execute(new RequestRecomputation(corrected, reason, context))
    if (!done.ok) throw done.reason === 'unknown_setting' ? unknownSetting(corrected.kind) : problemOf(done)
    const { recomputationId: id, position } = done.value
    const { value } = await this.queries.execute(new GetRecomputation(id, {}))
    if (!value) throw notFound('recomputation')
    const headers = {
      Location: `/api/v1/sla/recomputations/${recomputationIdText(id)}`,
      ...(position === undefined ? {} : { 'X-Position': position })
    }
    return { status: 202, headers, body: recomputationBody(id, value) }
  }
}

const error = (pointer: string, code: string, message: string): BodyError => ({ pointer, code, message })

const unknownSetting = (kind: Corrected['kind']) =>
  invalidBody([
    kind === 'calendar'
      ? error('/calendar_id', 'unknown_calendar', 'is not a calendar')
      : error('/policy_id', 'unknown_policy', 'is not a policy')
  ])

const nameOf = ({ kind, settingId: id }: Omit<Corrected, 'version'>): JsonObject => ({
  calendar_id: kind === 'calendar' ? id : null,
  policy_id: kind === 'sla_policy' ? id : null
})

const changedBody = ({ ticketId, choice, clocks }: PreviewedPage['changed'][number]): JsonObject => ({
  ticket_id: ticketIdText(ticketId),
  policy: named(choice.policyId, choice.policyVersion),
  calendar: named(choice.calendarId, choice.calendarVersion),
  clocks: clocks.map(changeBody)
})

const named = (id: string | null, version: number | null): JsonObject | null =>
  id === null || version === null ? null : { id, version }

const recomputationBody = (id: RecomputationId, state: Recomputation): JsonObject => ({
  id: recomputationIdText(id),
  ...nameOf(state),
  version: state.version,
  reason: state.reason,
  state: state.finished ? 'finished' : 'running',
  looked: state.looked,
  changed: state.changed,
  requested_at: time(state.requestedAt),
  finished_at: time(state.finishedAt)
})
