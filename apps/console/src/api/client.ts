import type { Client } from 'openapi-fetch'
import type { components, paths } from '#schema'
import { ended } from './session.js'

export type Schemas = components['schemas']

/** What the desk answers where it does not do what was asked, in its words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    detail: string,
    readonly members: { readonly [name: string]: unknown }
  ) {
    super(detail)
  }

  /** Of a field, by its JSON pointer. */
  get errors(): readonly { readonly pointer: string; readonly message: string }[] {
    const { errors } = this.members
    return Array.isArray(errors) ? errors : []
  }
}

/** The desk can't be reached. */
export class Unreachable extends Error {}

let written: { readonly position: string; readonly at: number } | undefined
/** So long after a change of our own whatever is read waits for it. */
const ownChangeMs = 5000
const waits =
  /^\/api\/v1\/(?:(?:tickets|queues|agents|customers|templates|articles)\b|(?:saved-lists|teams|rules|forms|calendars|sla-policies|ticket-fields)$)/

type Given = { readonly [name: string]: unknown }
interface Call {
  readonly params?: { readonly path?: Given; readonly query?: Given }
  readonly headers?: { readonly [name: string]: string }
  readonly body?: unknown
  readonly parseAs?: 'json' | 'text'
}

async function request(method: string, path: string, call: Call = {}) {
  const { params: { path: parts = {}, query = {} } = {}, body } = call
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(parts[name])))
  const url = new URL(filled, location.origin)
  for (const [name, values] of Object.entries(query))
    for (const value of [values].flat())
      if (value !== undefined && value !== null) url.searchParams.append(name, String(value))
  const isFresh = written && Date.now() - written.at < ownChangeMs
  if (method === 'GET' && written && isFresh && waits.test(url.pathname))
    url.searchParams.set('min_position', written.position)
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...call.headers },
    ...(body !== undefined && { body: JSON.stringify(body) })
  })
  const position = response.headers.get('x-position')
  if (position !== null) written = { position, at: Date.now() }
  const text = await response.text()
  return response.ok
    ? { data: call.parseAs === 'text' ? text : parsed(text), response }
    : { error: parsed(text), response }
}

/** Of what is no JSON, as the desk never answers, nothing. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const by = (method: string) => (path: string, call?: Call) => request(method, path, call)
/** Each call by its path, with the types of openapi-fetch: what goes in and comes out is as the desk describes itself. */
export const api = {
  GET: by('GET'),
  POST: by('POST'),
  PUT: by('PUT'),
  PATCH: by('PATCH'),
  DELETE: by('DELETE')
} as unknown as Pick<Client<paths>, 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'>

/** The value of an answer. @throws Refused, Unreachable */
export async function ask<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>
): Promise<{ value: T; response: Response }> {
  const { data, error, response } = await answer.catch((cause: unknown) => {
    throw new Unreachable('', { cause })
  })
  if (response.ok) return { value: data as T, response }
  const problem = typeof error === 'object' && error !== null ? { ...error } : {}
  const { type = '', detail = response.statusText } = problem as { type?: string; detail?: string }
  if (response.status === 401 && !type.endsWith('sign_in_failed')) ended()
  throw new Refused(
    response.status,
    type.split('/').at(-1) ?? '',
    detail,
    problem as { [name: string]: unknown }
  )
}

export const got = async <T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>
): Promise<T> => (await ask(answer)).value

/** A key for a command: pressed twice, or sent again after a lost answer, it is done once. */
export const once = (): { 'Idempotency-Key': string } => ({ 'Idempotency-Key': crypto.randomUUID() })
