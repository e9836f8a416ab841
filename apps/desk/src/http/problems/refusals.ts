import type { GuardRefusal, InUse, RunnerRefusal, SlotRefusal } from '#application'
import {
  type ApiKeyRefusal,
  type EndpointRefusal,
  type StaleSetting,
  type SubjectRefusal,
  slotPatienceMs,
  type TicketRefusal,
  ticketRefusals
} from '#domain'
import { agentIdText, type JsonObject, type Refusal, toIso } from '#kernel'
import { type BodyError, invalidBody, Problem, preconditionFailed } from './problem.js'

/** Every refusal that the API can meet. */
export type ApiRefusal = TableRefusal | InUse | BodyRefusal

/** The body names what there is not, or what can't be: 422 with the place in it. */
type BodyRefusal = GuardRefusal | OfTicket<'body'> | 'until_past'

type OfTicket<Kind extends string> = {
  [Reason in TicketRefusal]: (typeof ticketRefusals)[Reason][0] extends Kind ? Reason : never
}[TicketRefusal]

type TableRefusal = OfTicket<'unknown' | 'state'> | OtherRefusal

type OtherRefusal =
  | SubjectRefusal
  | RunnerRefusal
  | SlotRefusal
  | ApiKeyRefusal
  | 'ticket_open'
  | 'customer_unreachable'
  | 'too_many_tickets'
  | EndpointRefusal
  | 'unknown_setting'
  | 'default_queue_required'
  | 'shortcode_taken'
  | StaleSetting
  | 'not_an_agent'
  | 'agent_forgotten'
  | 'unknown_parked'
  | 'not_running_here'
  | 'rebuild_instead'
  | 'unknown_view'
  | 'rebuild_running'
  | 'unknown_delivery'
  | 'not_failed'
  | 'seen_by_customer'
  | 'version_not_in_force'
  | 'unknown_recomputation'
  | 'sealing_stopped'

/** Those that are no ticket's own: its own have their kind in the domain. */
export const others: { readonly [Reason in OtherRefusal]: readonly [status: number, detail: string] } = {
  customer_forgotten: [409, 'the customer was forgotten: nothing personal can be added'],
  too_many_tickets: [
    422,
    'these are too many tickets for a list of the past: `count` says how many, `limit` how many may be; ask for a narrower time with created_after and created_before'
  ],
  ticket_open: [409, 'the customer has an open ticket: `ticket_id` names it'],
  customer_unreachable: [409, 'the person never started the bot, or blocked it: it can not write to them'],
  legal_hold: [409, 'a legal hold keeps this person: lift it, or wait for its end'],
  missing_scope: [403, 'a scope is missing: `scope` names it'],
  beyond_own_grants: [403, 'this key has less itself: `what` names where'],
  unknown_api_key: [404, 'there is no such API key'],
  unknown_endpoint: [404, 'there is no such endpoint'],
  endpoint_exists: [409, 'this id is taken'],
  endpoint_changed: [409, 'others change this endpoint at the same time: send it again'],
  api_key_exists: [409, 'this id is taken'],
  api_key_revoked: [409, 'the key was revoked'],
  api_key_expired: [409, 'the key has expired'],
  agent_at_capacity: [409, 'the agent has as many tickets as they may: `force` gives this one all the same'],
  agent_away: [409, 'the agent is away or busy: `force` gives the ticket all the same'],
  precondition_failed: [412, 'it has another revision by now'],
  unknown_setting: [404, 'there is no such setting'],
  default_queue_required: [409, 'one queue must be the default: make another one the default first'],
  shortcode_taken: [409, 'another template in force has this shortcode: `template_id` names it'],
  stale_source_version: [409, 'a newer `source_version` of it is published'],
  not_an_agent: [409, 'this person is not on the list of agents'],
  agent_forgotten: [409, 'this person was forgotten and can not be registered again'],
  unknown_parked: [404, 'nothing is parked there'],
  not_running_here: [
    409,
    'this runs in another process of the desk: ask the one that /health names in leases (deskctl --url)'
  ],
  rebuild_instead: [409, 'later events are folded already: rebuild the view'],
  unknown_view: [404, 'there is no such view'],
  rebuild_running: [409, 'a rebuild is running'],
  unknown_delivery: [404, 'there is no such delivery'],
  not_failed: [409, 'this delivery has neither failed nor been given up'],
  seen_by_customer: [409, 'the customer may have seen it: it is never repeated'],
  version_not_in_force: [409, 'another version is in force by now: look at it in a dry run first'],
  unknown_recomputation: [404, 'there is no such recomputation'],
  sealing_stopped: [409, 'the log differs from what was sealed: nothing is sealed any more; `why` says where']
}

const ofTicket = (reason: OfTicket<'unknown' | 'state'>): readonly [status: number, detail: string] => {
  const [kind, detail] = ticketRefusals[reason]
  return [kind === 'unknown' ? 404 : 409, detail]
}

const isOther = (reason: TableRefusal): reason is OtherRefusal => Object.hasOwn(others, reason)

/** From refusals to HTTP; a setting that is in use is 409 for every kind. */
const statusOf = (reason: TableRefusal): readonly [status: number, detail: string] =>
  isOther(reason) ? others[reason] : ofTicket(reason)

/** Where a call has the field that a refusal is about, if elsewhere than most. */
export type Pointers = { readonly [Reason in BodyRefusal]?: string }

/** A refusal as it is answered. */
export function problemOf({ reason, details = {} }: Refusal<ApiRefusal>, at: Pointers = {}): Problem {
  if (reason === 'precondition_failed') {
    const current = details['current_revision']
    return preconditionFailed(typeof current === 'number' && current >= 0 ? current : null)
  }
  if (isOfBody(reason)) {
    const error = bodyErrors[reason](details)
    return invalidBody([{ ...error, pointer: at[reason] ?? error.pointer }])
  }
  if (isInUse(reason)) {
    return inUseProblem(reason, details)
  }
  const [status, detail] = statusOf(reason)
  if (reason === 'default_queue_required')
    return new Problem(status, reason, detail, { members: usersIn(details) })
  const { agentId, until, ...others } = details
  const members = {
    ...others,
    ...(typeof agentId === 'string' ? { agent_id: agentIdText(agentId) } : {}),
    ...(until === undefined ? {} : { until: typeof until === 'number' ? toIso(until) : null })
  }
  return new Problem(status, reason, detail, {
    members,
    ...(reason === 'agent_at_capacity' && { headers: { 'Retry-After': String(slotPatienceMs / 1000) } })
  })
}

/** So many are named in the sentence. */
const mostNamed = 5

function inUseProblem(reason: InUse, { used_by: users, count }: Refusal['details'] & object): Problem {
  if (typeof users !== 'string' || typeof count !== 'number')
    return new Problem(409, reason, 'settings in force, or tickets that are not closed, refer to it')
  const all = users.split(' ')
  const more = count - Math.min(all.length, mostNamed)
  const named = all.slice(0, mostNamed).join(', ')
  const detail = `${named}${more > 0 ? ` and ${more} more` : ''} ${count === 1 ? 'refers' : 'refer'} to it`
  return new Problem(409, reason, detail, { members: usersIn({ used_by: users, count }) })
}

function usersIn({ used_by: users, count }: Refusal['details'] & object): JsonObject {
  if (typeof users !== 'string' || typeof count !== 'number') return {}
  const all = users.split(' ')
  return { used_by: all[0] ?? null, referred_by: all, referred_by_count: count }
}

const isInUse = (reason: ApiRefusal): reason is InUse => reason.endsWith('_in_use')

const bodyErrors: { readonly [Reason in BodyRefusal]: (details: Refusal['details'] & object) => BodyError } =
  {
    agent_unknown: () => ({ pointer: '/agent_id', code: 'unknown', message: 'is no agent' }),
    until_past: () => ({ pointer: '/until', code: 'past', message: 'must be later than now' }),
    team_unknown: () => ({ pointer: '/team_id', code: 'unknown', message: 'is no team' }),
    queue_unknown: () => ({ pointer: '/queue_id', code: 'unknown', message: 'is no queue' }),
    tag_invalid: ({ list, index }) => ({
      pointer: `/${list}/${index}`,
      code: 'invalid',
      message: ticketRefusals.tag_invalid[1]
    })
  }
const isOfBody = (reason: ApiRefusal): reason is BodyRefusal => Object.hasOwn(bodyErrors, reason)
