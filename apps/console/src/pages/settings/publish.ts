import { api, ask, got, once, Refused } from '../../api/client.js'
import type { Document } from './schema.js'

export interface Published {
  readonly body: Document
  readonly version: number
  readonly publishedAt: string
  /** Of a rule: whether it acts, and why not. */
  readonly standing: { readonly state: string; readonly why: string | null } | undefined
}

type Any = Parameters<typeof api.GET>[0]
/** The kinds are known when the page runs, and not when it is built: the path is none that the types know. */
const pathOf = (kind: string, id: string) => `/api/v1/${kind}/${encodeURIComponent(id)}` as Any

function publishedIn(answer: unknown): Published {
  const { id: _, version, published_at, standing, ...body } = answer as Document
  return {
    body,
    version: Number(version),
    publishedAt: String(published_at),
    standing: standing as Published['standing']
  }
}

/** Undefined: there is none, or none any more. */
export async function readPublished(
  kind: string,
  id: string,
  version?: number
): Promise<Published | undefined> {
  const listed = await got(
    api.GET(`/api/v1/${kind}` as Any, { params: { query: { limit: 100 } } } as never) as never
  )
  // A GET of what is not there would be a mistake in the browser's log; that the list has it is known before.
  const { data, page } = listed as { data: readonly { id: string }[]; page: { has_more: boolean } }
  if (!page.has_more && !data.some(one => one.id === id)) return undefined
  const query = version === undefined ? {} : { version }
  try {
    return publishedIn(await got(api.GET(pathOf(kind, id), { params: { query } } as never) as never))
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined
    throw error
  }
}

/** The settings in force that refer to it, as `rules/late`. */
export async function readReferences(kind: string, id: string): Promise<readonly string[]> {
  const answer: unknown = await got(api.GET(`${pathOf(kind, id)}/references` as Any) as never)
  return (answer as { referred_by: readonly string[] }).referred_by
}

/** `base`: the version that was seen; undefined: none. @throws Refused */
export async function publish(
  kind: string,
  id: string,
  body: Document,
  base: number | undefined
): Promise<Published> {
  const only = base === undefined ? { 'If-None-Match': '*' } : { 'If-Match': `"r${base}"` }
  const call = { body, headers: { ...once(), ...only } }
  return publishedIn(await got(api.PUT(pathOf(kind, id) as never, call as never) as never))
}

/** @throws Refused */
export async function retire(kind: string, id: string): Promise<void> {
  await ask(api.DELETE(pathOf(kind, id) as never, { headers: once() } as never) as never)
}
