import { settingKinds, type TicketRefusal, ticketRefusals } from '#domain'
import { type ApiRefusal, others, problemOf } from './refusals.js'

export interface Explanation {
  readonly status: number
  readonly says: string
}

/** What is no refusal of a command. */
const common: { readonly [name: string]: readonly [status: number, says: string] } = {
  bad_query: [
    400,
    'A parameter or a cursor can not be read, or belongs to something else; `detail` names it.'
  ],
  bad_request: [400, 'The request can not be read: its body is not JSON, or a header has not its form.'],
  unauthorized: [401, 'There is no key, or nobody has it, or it has ended.'],
  address_not_allowed: [403, 'Nothing may be asked from this address, or it can not be read.'],
  cross_site: [403, 'A browser says that a page of another site asks: that may not be.'],
  not_found: [404, 'There is no such thing, or not for this key.'],
  not_sealed_yet: [404, 'It is not sealed yet: ask again after `Retry-After`.'],
  method_not_allowed: [405, 'This path takes other methods: `Allow` names them.'],
  endpoint_in_use: [409, 'A rule that is on tells this endpoint: `referred_by` names it.'],
  missing_value: [409, 'The template has a variable that nothing can be said for: `missing` names it.'],
  nothing_to_send: [409, 'As it is filled in, nothing would be seen of it: nothing is sent.'],
  article_for_agents: [409, 'This article is for agents: it is never sent.'],
  template_for_agents: [409, 'This template is for agents: it is never sent.'],
  file_too_big: [409, 'Telegram gives a bot no file of more than 20 MB. The team has it in the topic.'],
  body_too_large: [413, 'The body has more bytes than this call takes.'],
  https_required: [
    421,
    'This desk is asked by https only. Of a session (403): nobody signs in by a cookie over plain http, but on this machine.'
  ],
  request_timeout: [408, 'The rest of the request did not come in time.'],
  headers_too_large: [431, 'The address and the headers have more than 16 KiB together.'],
  sign_in_failed: [401, 'The code or the key is wrong, used or old.'],
  not_yourself: [403, 'An agent who has signed in writes for nobody else.'],
  not_same_origin: [403, 'With a cookie only pages of the desk itself may change anything.'],
  invalid_body: [422, 'The body breaks a rule: each of `errors` has a pointer, a code and a message.'],
  idempotency_key_reused: [422, 'This Idempotency-Key stands for another request.'],
  import_refused: [
    422,
    'Rows of an import are refused, and nothing was published: `results` says which and why. With `partial=true` those that are right are published.'
  ],
  not_kept: [422, 'A replay would begin before what is kept: `earliest` says since when.'],
  too_many_streams: [429, 'This key has five streams open: close one first.'],
  'quota-exceeded': [
    429,
    'A limit is used up: `violated-policies` names it, `Retry-After` says when the next one passes.'
  ],
  internal_error: [500, 'A mistake of ours; the log of the desk knows it under `instance`.'],
  unavailable: [503, 'A store can not be used now: try again after `Retry-After`.'],
  telegram_unavailable: [503, 'Telegram does not give the file now: try again after `Retry-After`.'],
  busy: [503, 'Others kept changing it: try again after `Retry-After`.'],
  position_not_reached: [503, 'The views have not passed `min_position` yet: ask again after `Retry-After`.']
}

const reasons: readonly ApiRefusal[] = [
  ...(Object.keys(ticketRefusals) as TicketRefusal[]),
  ...(Object.keys(others) as (keyof typeof others)[]),
  ...settingKinds.map(({ kind }) => `${kind}_in_use` as const)
]

/** By the last part of a problem's type. */
export const explanations: ReadonlyMap<string, Explanation> = new Map([
  ...reasons.map(reason => {
    const { problem, status, detail } = problemOf({ ok: false, reason })
    return [problem, { status, says: `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.` }] as const
  }),
  ...Object.entries(common).map(([name, [status, says]]) => [name, { status, says }] as const)
])
