import { publicTypePatterns } from '#domain'
import { instantIn, isSlug, type QueueId } from '#kernel'
import { choice, each, flag, optional, orNull, parsed, required, text, wholeNumber } from '../input/body.js'

const maxEach = 50

const name = text(200)
const url = text(10_000)
const events = each(
  type => publicTypePatterns.find(one => one === type),
  maxEach,
  'must be a type of events, or all of a kind, e.g. ticket.*'
)
const others = {
  queues: optional(
    orNull(each(id => (isSlug(id) ? (id as QueueId) : undefined), maxEach, 'must be the id of a queue'))
  ),
  payload: optional(choice(['full', 'thin'])),
  personal: optional(flag),
  timeout_s: optional(wholeNumber(1, 30)),
  retry_first_s: optional(wholeNumber(5, 10)),
  description: optional(orNull(text(2000)))
}

export const registration = { name: required(name), url: required(url), events: required(events), ...others }
export const change = { name: optional(name), url: optional(url), events: optional(events), ...others }
export const rotation = { overlap_s: optional(wholeNumber(0, 2_592_000)) }

const instant = parsed(instantIn, 'must be a time as of RFC 3339')
export const replay = {
  from: optional(instant),
  to: optional(orNull(instant)),
  only: optional(choice(['given_up'])),
  after: optional(text(1000))
}
