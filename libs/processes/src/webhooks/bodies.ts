import { type BodySources, type PublicEvent, publicBody, publicMessages, ticketUrl } from '#application'
import type { EndpointTerms } from '#domain'
import { isJsonObject, type JsonObject } from '#kernel'

export const maxBodyBytes = 256 * 1024

/** What an endpoint is sent of an event, as text: made once, and never again under its id. `named`: the agents in it. */
export async function bodyFor(
  told: PublicEvent,
  isPersonal: boolean,
  payload: EndpointTerms['payload'],
  sources: BodySources
): Promise<{ readonly text: string; readonly named: readonly string[] }> {
  const personal = isPersonal && payload === 'full'
  const body = await publicBody(told, personal, sources)
  // Who is forgotten is told with nothing but who it was.
  if (payload === 'thin' || told.type === 'customer.forgotten')
    return { text: JSON.stringify(thin(body, sources)), named: [] }
  const { messages, named } = await publicMessages(told, personal, sources)
  return { text: withMessages(body, messages), named }
}

function thin({ type = null, timestamp = null, data }: JsonObject, sources: BodySources): JsonObject {
  const { rule, command = null } = objectIn(data)
  const {
    event = null,
    ticket = null,
    customer = null,
    agent = null,
    setting = null,
    alert = null
  } = objectIn(data)
  const { id = null, code = null } = objectIn(ticket)
  return {
    type,
    timestamp,
    data: {
      event,
      ticket: isJsonObject(ticket) ? { id, code, url: ticketUrl(ticket, sources) } : null,
      customer,
      agent,
      setting,
      alert,
      ...(rule !== undefined && { rule, command })
    }
  }
}

const objectIn = (value: unknown): JsonObject => (isJsonObject(value) ? value : {})

/** The whole thread, cut from its oldest end where it is too much. */
function withMessages(body: JsonObject, messages: readonly JsonObject[]): string {
  const text = (shown: readonly JsonObject[]) =>
    JSON.stringify({
      ...body,
      data: { ...objectIn(body['data']), messages: shown, messages_truncated: shown.length < messages.length }
    })
  let left = maxBodyBytes - Buffer.byteLength(text([])) - 1
  let from = messages.length
  while (from > 0) {
    left -= Buffer.byteLength(JSON.stringify(messages[from - 1])) + 1
    if (left < 0) break
    from--
  }
  return text(messages.slice(from))
}
