import type { ClockChange } from '#application'
import type { SlaClock } from '#domain'
import type { JsonObject } from '#kernel'
import { time } from '../tickets/present-ticket.js'

/** What a clock shows and would show. */
export const changeBody = ({ metric, instance, before, after }: ClockChange): JsonObject => ({
  metric,
  instance,
  before: before && sideOf(before),
  after: after && sideOf(after)
})

const sideOf = ({ state, targetMs, countedMs, breachAt, breachedAt }: SlaClock): JsonObject => ({
  state,
  target_s: Math.floor(targetMs / 1000),
  elapsed_s: Math.floor(countedMs / 1000),
  breach_at: time(breachAt),
  breached_at: time(breachedAt)
})
