import { type Endpoint, isVisible } from '#application'
import type { Hook } from '#desk-state'
import { areOfTickets, type EndpointTerms, isWanted } from '#domain'
import { type EventId, isJsonObject, type JsonObject, type QueueId, type Sealed } from '#kernel'
import type { Sealer } from '#privacy'

/** How much a body tells, and of which queues: null where it is about no ticket. */
export interface Held {
  readonly queues: readonly QueueId[] | null
  readonly full: boolean
  readonly personal: boolean
}

/** What is sealed of a webhook. */
export interface Made {
  readonly text: string
  /** Whose key seals what is answered. */
  readonly about: string
  /** Undefined: it was made before this was kept. */
  readonly held: Held | undefined
  /** Agents whose names are in it: it opens only while all their keys are there. */
  readonly named: readonly string[]
}

type HookOf = Pick<Hook, 'endpoint' | 'id' | 'type' | 'subject'>

/** Where a kept body is sealed to: it opens nowhere else. */
const placeOf = ({ endpoint, id, type, subject }: HookOf) => ({
  stream: `hook-${endpoint}`,
  eventId: id as EventId,
  type,
  subjectId: subject
})

/** @throws KeyGone where its subject has no key any more, or somebody whom it names */
export async function sealMade(
  sealer: Sealer,
  hook: HookOf,
  { text, about, held, named }: Made
): Promise<Sealed> {
  let within = text
  for (const subjectId of named) within = await sealer.seal({ ...placeOf(hook), subjectId }, { text: within })
  return sealer.seal(placeOf(hook), {
    text: within,
    about,
    ...(held && { held: { ...held } }),
    ...(named.length > 0 && { named })
  })
}

/** Undefined: nothing is kept of it, or nothing opens it any more. */
export async function openMade(sealer: Sealer, hook: HookOf & Pick<Hook, 'body'>): Promise<Made | undefined> {
  if (hook.body === null) return undefined
  const opened = (await sealer.open(placeOf(hook), hook.body as Sealed)) ?? {}
  const { about, held } = opened
  const named = Array.isArray(opened['named']) ? opened['named'].map(String) : []
  let text = opened['text']
  for (const subjectId of named.toReversed())
    text =
      typeof text === 'string'
        ? (await sealer.open({ ...placeOf(hook), subjectId }, text as Sealed))?.['text']
        : undefined
  if (typeof text !== 'string') return undefined
  const whose = typeof about === 'string' ? about : hook.subject
  return { text, about: whose, held: isJsonObject(held) ? heldIn(held) : undefined, named }
}

const heldIn = ({ queues, full, personal }: JsonObject): Held => ({
  queues: Array.isArray(queues) ? queues.map(queue => String(queue) as QueueId) : null,
  full: full !== false,
  personal: personal !== false
})

/**
 * What a body tells. One that was made before that was kept tells what its endpoint asks for, if that has not changed since;
 * else nobody knows: undefined.
 */
export function heldOf(hook: Pick<Hook, 'at'>, made: Made | undefined, endpoint: Endpoint): Held | undefined {
  if (!made || made.held) return made?.held
  const { queues, payload, personal } = endpoint.state.terms
  return hook.at > endpoint.changedAt ? { queues, full: payload === 'full', personal } : undefined
}

/** It is about the endpoint itself, or says only who was forgotten: whoever asks for whatever is told. */
export const isForAll = (type: string): boolean =>
  type.startsWith('webhook.') || type === 'customer.forgotten'

/** Whether such an event is for an endpoint of these terms; what a rule tells it by name is, whatever else it asks for. */
export function isAskedFor(
  { events, queues: own }: Pick<EndpointTerms, 'events' | 'queues'>,
  { type, queues }: { readonly type: string; readonly queues: readonly QueueId[] | null }
): boolean {
  const isWantedAtAll = type === 'rule.fired' ? areOfTickets(events) : isWanted(type, events)
  // What was granted when it was registered or changed: its scopes are in its events and in `personal`.
  return isWantedAtAll && isVisible({ scopes: ['admin'], queues: own }, { type, queues })
}

/** Whether the endpoint may have this as it was made: it may ask for less by now than it did then. */
export function mayHave(endpoint: Endpoint, hook: Pick<Hook, 'type' | 'at'>, made: Made): boolean {
  if (isForAll(hook.type)) return true
  const held = heldOf(hook, made, endpoint)
  const { terms } = endpoint.state
  if (!held || (held.full && terms.payload === 'thin') || (held.personal && !terms.personal)) return false
  return isAskedFor(terms, { type: hook.type, queues: held.queues })
}

/** Of the event that it tells. */
export function eventIn({ text }: Made): string | undefined {
  const parsed: unknown = JSON.parse(text)
  const data = isJsonObject(parsed) && isJsonObject(parsed['data']) ? parsed['data'] : {}
  const event = isJsonObject(data['event']) ? data['event']['id'] : undefined
  return typeof event === 'string' ? event : undefined
}
