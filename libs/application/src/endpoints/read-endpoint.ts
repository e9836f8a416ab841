import { type EndpointState, endpointDecider, endpointStream, toldIn } from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'
import type { EndpointId, EventId, Instant, JsonObject } from '#kernel'
import type { Sealer } from '#privacy'

/** An endpoint as it is, with what its own key opens. */
export interface Endpoint {
  readonly id: EndpointId
  readonly state: EndpointState & { readonly exists: true }
  /** Whose key seals what is sent where it holds nothing about a person. */
  readonly subjectId: string
  readonly name: string
  readonly description: string | null
  readonly url: string
  readonly secret: string
  /** The one before; undefined: there was none. */
  readonly formerSecret: string | undefined
  readonly registeredAt: Instant
  /** Of its registration: what came before is not for it. */
  readonly since: string
  readonly pausedAt: Instant | null
  /** The last time that it began to be told; what came before has waited for that. */
  readonly activeAt: Instant
  /** What it asks for may have been other before. */
  readonly changedAt: Instant
  /** The last time that somebody began to answer for it again. */
  readonly resumption: EventId | null
}

export interface EndpointPersonal {
  readonly name?: string
  readonly description?: string | null
  readonly url?: string
  readonly secret?: string
}

interface Sources {
  readonly log: Pick<EventLog, 'readStream'>
  readonly sealer: Sealer
}

/** From its stream. Undefined: there is none, or it was removed. @throws Unavailable */
export async function readEndpoint(id: EndpointId, { log, sealer }: Sources): Promise<Endpoint | undefined> {
  let state = endpointDecider.initial
  let first: RecordedEvent | undefined
  let pausedAt: Instant | null = null
  let resumption: EventId | null = null
  let changedAt: Instant = 0
  let activeAt: Instant = 0
  const opened: { name: string; description: string | null; url: string; secrets: string[] } = {
    name: '',
    description: null,
    url: '',
    secrets: []
  }
  for await (const event of log.readStream(endpointStream(id))) {
    first ??= event
    const told = toldIn('endpoint', event)
    if (!told) continue
    state = endpointDecider.evolve(state, told)
    if (told.type === 'EndpointPaused') pausedAt = event.recordedAt
    if (told.type === 'EndpointChanged') changedAt = event.recordedAt
    if (told.type === 'EndpointVerified' || told.type === 'EndpointResumed') activeAt = event.recordedAt
    if (told.type === 'EndpointResumed') [pausedAt, resumption] = [null, event.id]
    const personal = await openOf(event, sealer)
    if (!personal) continue
    opened.name = personal.name ?? opened.name
    if (personal.description !== undefined) opened.description = personal.description
    opened.url = personal.url ?? opened.url
    if (personal.secret !== undefined) opened.secrets.push(personal.secret)
  }
  const subjectId = first?.meta.subjectId
  const secret = opened.secrets.at(-1)
  if (!first || !state.exists || subjectId === undefined || secret === undefined) return undefined
  const { name, description, url } = opened
  const formerSecret = opened.secrets.at(-2)
  const { recordedAt: registeredAt, position: since } = first
  const own = { name, description, url, secret, formerSecret }
  return { id, state, subjectId, ...own, registeredAt, since, pausedAt, activeAt, changedAt, resumption }
}

/** Sealed with this shape by whoever registers and changes one. */
async function openOf(event: RecordedEvent, sealer: Sealer): Promise<EndpointPersonal | undefined> {
  const { stream, id: eventId, type, personal, meta } = event
  if (personal === undefined || meta.subjectId === undefined) return undefined
  const at = { stream, eventId, type, subjectId: meta.subjectId }
  const opened: JsonObject | undefined = await sealer.open(at, personal)
  return opened as EndpointPersonal | undefined
}
