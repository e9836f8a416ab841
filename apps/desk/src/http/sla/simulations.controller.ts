import { Inject, Post } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { checkSetting, type Draft, maxSimulated, type Simulated, SimulateSla } from '#application'
import { calendarKind, isSettingId, metrics, type SlaClock, slaPolicyKind } from '#domain'
import { instantIn, type Json, type JsonObject, ticketIdText } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { objectIn } from '../input/body.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { type BodyError, invalidBody } from '../problems/problem.js'
import { time } from '../tickets/present-ticket.js'
import { changeBody } from './present-changes.js'

const fields = ['from', 'to', 'calendar_id', 'calendar', 'policy_id', 'policy']
const mostTold = 1000

@ApiController('sla/simulations')
export class SimulationsController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('settings:read', 'tickets:read')
  @Post()
  async simulate(@TheCall() call: Call): Promise<Answer> {
    const body = objectIn(call.body)
    const from = instantOf(body['from'])
    const to = instantOf(body['to'])
    const draft = await this.#draftIn(body)
    const errors = [
      ...Object.keys(body)
        .filter(field => !fields.includes(field))
        .map(field => error(`/${field}`, 'unknown', 'is not a field of this call')),
      ...(from === undefined ? [error('/from', 'invalid', aTime)] : []),
      ...(to === undefined ? [error('/to', 'invalid', aTime)] : []),
      ...(from !== undefined && to !== undefined && to <= from
        ? [error('/to', 'inverted', 'must be later than from')]
        : []),
      ...('errors' in draft ? draft.errors : [])
    ]
    if (errors.length > 0 || from === undefined || to === undefined || 'errors' in draft) {
      throw invalidBody(errors)
    }
    const { value, reflects } = await this.queries.execute(
      new SimulateSla(draft.draft, from, to, call.principal.queues, {})
    )
    if (!value.ok) {
      throw invalidBody([error('/to', 'too_many', `more than ${maxSimulated} tickets were opened`)])
    }
    return found({ from: time(from), to: time(to), ...simulatedBody(value.value) }, reflects)
  }

  async #draftIn(
    body: JsonObject
  ): Promise<{ readonly draft: Draft } | { readonly errors: readonly BodyError[] }> {
    const { calendar, policy, calendar_id: calendarId, policy_id: policyId } = body
    if ((calendar === undefined) === (policy === undefined)) {
      return { errors: [error('/policy', 'exclusive', 'or calendar is required, not both')] }
    }
    const kind = policy === undefined ? 'calendar' : 'sla_policy'
    const declared = policy === undefined ? calendarKind : slaPolicyKind
    const [field, id, strangeId] =
      kind === 'calendar'
        ? (['calendar', calendarId, policyId] as const)
        : (['policy', policyId, calendarId] as const)
    const draft = calendar ?? policy
    const isId = typeof id === 'string' && isSettingId(id)
    const given = { id: isId ? id : 'draft', body: draft }
    const { settings, clock } = this.deps
    const checked = await checkSetting(declared, given, settings.body, clock.now())
    const errors = [
      ...(isId ? [] : [error(`/${field}_id`, 'invalid', 'must be an id')]),
      ...(strangeId === undefined
        ? []
        : [error(kind === 'calendar' ? '/policy_id' : '/calendar_id', 'unknown', 'has no draft here')]),
      ...('problems' in checked ? checked.problems : []).map(problem => ({
        ...problem,
        pointer: `/${field}${problem.pointer}`
      }))
    ]
    if (errors.length > 0 || 'problems' in checked || !isId) return { errors }
    return { draft: { kind, id, body: checked.body } }
  }
}

const aTime = 'must be a time as of RFC 3339'
const error = (pointer: string, code: string, message: string): BodyError => ({ pointer, code, message })
const instantOf = (value: Json | undefined) => (typeof value === 'string' ? instantIn(value) : undefined)

const simulatedBody = ({ tickets, changed, clocks }: Simulated): JsonObject => ({
  ticket_count: tickets,
  changed_count: changed.length,
  sum: metrics.flatMap(metric => {
    const ofMetric = clocks.filter(clock => clock.metric === metric)
    const before = ofMetric.map(clock => clock.before)
    const after = ofMetric.map(clock => clock.after)
    return ofMetric.length === 0 ? [] : [{ metric, before: countsOf(before), after: countsOf(after) }]
  }),
  tickets: changed.slice(0, mostTold).map(({ ticketId, clocks: different }) => ({
    ticket_id: ticketIdText(ticketId),
    clocks: different.map(changeBody)
  }))
})

function countsOf(clocks: readonly (SlaClock | null)[]): JsonObject {
  const count = (...states: readonly SlaClock['state'][]) =>
    clocks.filter(clock => clock && states.includes(clock.state)).length
  return { met: count('met'), breached: count('breached'), open: count('running', 'paused') }
}
