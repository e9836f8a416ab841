import { Get, Inject, Param, Post } from '@nestjs/common'
import { checkSetting } from '#application'
import { hasScope, isSettingId, ruleKind, ruleOf } from '#domain'
import { instantIn, type Json, jobIdFor, jobIdIn, jobIdText } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { objectIn } from '../input/body.js'
import { parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { type BodyError, invalidBody, notFound } from '../problems/problem.js'
import { RuleSimulations } from './rule-simulations.js'

const fields = ['from', 'to', 'rule_id', 'rule']
/** Most are done by then. */
const patienceMs = 1500

/** What a rule would have done in a past period, had it been in force. */
@ApiController('rules/simulations')
export class RuleSimulationsController {
  constructor(
    private readonly simulations: RuleSimulations,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('settings:read', 'tickets:read')
  @Post()
  async simulate(@TheCall() call: Call): Promise<Answer> {
    const body = objectIn(call.body)
    const { settings, clock } = this.deps
    const [from, to] = [instantOf(body['from']), instantOf(body['to'])]
    const { rule_id: id, rule: draft } = body
    const isId = typeof id === 'string' && isSettingId(id)
    const given = { id: isId ? id : 'draft', body: draft }
    const checked = await checkSetting(ruleKind, given, settings.body, clock.now())
    const errors = [
      ...Object.keys(body)
        .filter(field => !fields.includes(field))
        .map(field => error(`/${field}`, 'unknown', 'is not a field of this call')),
      ...(from === undefined ? [error('/from', 'invalid', aTime)] : []),
      ...(to === undefined ? [error('/to', 'invalid', aTime)] : []),
      ...(from !== undefined && to !== undefined && to <= from
        ? [error('/to', 'inverted', 'must be later than from')]
        : []),
      ...(isId ? [] : [error('/rule_id', 'invalid', 'must be an id')]),
      ...('problems' in checked
        ? checked.problems.map(problem => ({ ...problem, pointer: `/rule${problem.pointer}` }))
        : [])
    ]
    if (errors.length > 0 || from === undefined || to === undefined || !isId || 'problems' in checked)
      throw invalidBody(errors)
    const { principal } = call
    const rule = ruleOf(id, 0, { ...checked.body, enabled: true })
    const personal = hasScope(principal, 'tickets:personal')
    const jobId = jobIdFor(call.commandId)
    const asked = { rule, from, to, queues: principal.queues, personal }
    const told = await this.simulations.begin(jobId, asked, principal, patienceMs)
    const headers = { Location: `/api/v1/rules/simulations/${jobIdText(jobId)}` }
    return { status: told['state'] === 'running' ? 202 : 200, headers, body: told }
  }

  @Scope('settings:read', 'tickets:read')
  @Get(':id')
  async get(@Param('id') text: string, @TheCall() { principal, query }: Call): Promise<Answer> {
    parseQuery(query, {})
    const id = jobIdIn(text)
    const told = id && (await this.simulations.find(id, principal))
    if (!told) throw notFound('simulation, or it is no longer kept')
    return found(told, undefined)
  }
}

const aTime = 'must be a time as of RFC 3339'
const error = (pointer: string, code: string, message: string): BodyError => ({ pointer, code, message })
const instantOf = (value: Json | undefined) => (typeof value === 'string' ? instantIn(value) : undefined)
