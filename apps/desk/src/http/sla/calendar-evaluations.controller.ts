import { Inject, Post } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetSetting } from '#application'
import { BusinessTime, calendarKind, calendarOf } from '#domain'
import { isJsonObject, isSlug, type JsonObject } from '#kernel'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { objectIn } from '../input/body.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { type BodyError, invalidBody } from '../problems/problem.js'
import { evaluate, readItems } from './evaluate.js'

@ApiController('calendar-evaluations')
export class CalendarEvaluationsController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('settings:read')
  @Post()
  async evaluate(@TheCall() call: Call): Promise<Answer> {
    const body = objectIn(call.body)
    const strange = Object.keys(body)
      .filter(field => !['calendar_id', 'calendar', 'items'].includes(field))
      .map(field => ({ pointer: `/${field}`, code: 'unknown', message: 'is not a field of this call' }))
    const calendar = await this.#calendarIn(body)
    const items = readItems(body['items'])
    const errors = [...strange, ...calendar.errors, ...items.errors]
    if (errors.length > 0 || !calendar.time) throw invalidBody(errors)
    const results = evaluate(calendar.time, items.items)
    if (results.errors.length > 0) throw invalidBody(results.errors)
    return { status: 200, headers: {}, body: { results: results.results } }
  }

  async #calendarIn({
    calendar_id: id,
    calendar
  }: JsonObject): Promise<{ readonly time?: BusinessTime; readonly errors: readonly BodyError[] }> {
    if (id !== undefined && calendar !== undefined) {
      return wrong('/calendar', 'exclusive', 'and calendar_id exclude each other')
    }
    if (calendar !== undefined) {
      const errors = calendarKind.check(calendar, this.deps.clock.now()).map(error => ({
        ...error,
        pointer: `/calendar${error.pointer}`
      }))
      return errors.length === 0 && isJsonObject(calendar)
        ? { time: new BusinessTime(calendarOf(calendar)), errors }
        : { errors }
    }
    if (id === undefined) return wrong('/calendar_id', 'required', 'or calendar is required')
    if (typeof id !== 'string') return wrong('/calendar_id', 'invalid', 'must be the id of a calendar')
    const found = isSlug(id)
      ? await this.queries.execute(new GetSetting('calendar', id, { kind: 'now' }, {}))
      : undefined
    if (!found?.value) return wrong('/calendar_id', 'unknown_calendar', 'is not a calendar')
    return { time: new BusinessTime(calendarOf(found.value.body)), errors: [] }
  }
}

const wrong = (pointer: string, code: string, message: string) => ({ errors: [{ pointer, code, message }] })
