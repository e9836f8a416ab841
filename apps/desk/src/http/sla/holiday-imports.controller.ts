import { Inject, Param, Post } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetSetting } from '#application'
import { isJsonObject, isSlug, type JsonObject } from '#kernel'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { readable } from '../input/body.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { invalidBody, notFound, Problem } from '../problems/problem.js'
import { SettingCalls } from '../settings/setting-calls.js'
import { type Found, holidaysIn, mostDays, mostEvents } from './ical-holidays.js'

/** From the first day of this year to the last of the fifth after it: what comes again each year ends there. */
const yearsAhead = 5
const mostSkippedTold = 100
const maxTries = 5

@ApiController('calendars')
export class HolidayImportsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly settings: SettingCalls,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  /** The days off of an iCalendar file, beside those that the calendar has: one new version, or none when all are there. */
  @Scope('settings:write')
  @Post(':id/holiday-imports')
  async post(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const file = readable(call.body)
    if (typeof file !== 'string') throw notText
    for (let tries = 1; ; tries++) {
      const asked = isSlug(id)
        ? await this.queries.execute(new GetSetting('calendar', id, { kind: 'now' }, {}))
        : undefined
      if (!asked?.value) throw notFound('calendar')
      const { body, version } = asked.value
      const found = this.#read(file, String(body['time_zone']))
      const { merged, added } = withHolidays(body, found)
      try {
        const answer = await this.settings.publish('calendar', id, merged, call, version)
        return { ...answer, status: 200, body: importBody(found, added, answer.body) }
      } catch (error) {
        // Published by others meanwhile: read again, unless the caller has said which version is meant.
        const isStale = error instanceof Problem && error.problem === 'precondition_failed'
        if (!isStale || call.ifMatch || tries === maxTries) throw error
      }
    }
  }

  #read(text: string, timeZone: string): Found {
    const { year } = Temporal.Instant.fromEpochMilliseconds(this.deps.clock.now()).toZonedDateTimeISO(
      timeZone
    )
    const window = {
      from: Temporal.PlainDate.from({ year, month: 1, day: 1 }),
      to: Temporal.PlainDate.from({ year: year + yearsAhead, month: 12, day: 31 })
    }
    const outcome = holidaysIn(text, timeZone, window)
    if (outcome.ok) return outcome.value
    throw invalidBody([{ pointer: '', code: outcome.reason, message: refusals[outcome.reason] }])
  }
}

const refusals = {
  not_icalendar: 'is no iCalendar file',
  too_many_events: `has more than ${mostEvents} events`,
  too_many_days: `names more than ${mostDays} days`
}

const notText = invalidBody([
  { pointer: '', code: 'type', message: 'must be an iCalendar file, with Content-Type: text/calendar' }
])

function withHolidays(calendar: JsonObject, { holidays }: Found) {
  const before = Array.isArray(calendar['holidays']) ? calendar['holidays'] : []
  const known = new Set(before.filter(isJsonObject).map(({ date }) => date))
  const added = holidays.filter(({ date }) => !known.has(date)).map(({ date, name }) => ({ date, name }))
  const all = [...before.filter(isJsonObject), ...added]
  all.sort((a, b) => (String(a['date']) < String(b['date']) ? -1 : 1))
  return { added, merged: added.length === 0 ? calendar : { ...calendar, holidays: all } }
}

const importBody = (
  { holidays, skipped }: Found,
  added: readonly JsonObject[],
  calendar: JsonObject | null
): JsonObject => ({
  added,
  known_count: holidays.length - added.length,
  skipped_count: skipped.length,
  skipped: skipped.slice(0, mostSkippedTold).map(({ summary, why }) => ({ summary, why })),
  calendar
})
