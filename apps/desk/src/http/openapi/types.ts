import type { Scope } from '#domain'
import type { JsonObject } from '#kernel'

export type Method = 'get' | 'patch' | 'post' | 'put' | 'delete'

/** A schema of OpenAPI 3.1: JSON Schema 2020-12. */
export type Schema = JsonObject

/** One call, as briefly as it can be said; document.ts adds what all calls have in common. */
export interface Operation {
  readonly method: Method
  readonly path: `/${string}`
  readonly id: string
  readonly summary: string
  readonly tag:
    | 'tickets'
    | 'queues'
    | 'agents'
    | 'customers'
    | 'settings'
    | 'sla'
    | 'session'
    | 'keys'
    | 'reports'
    | 'audit'
    | 'admin'
    | 'health'
    | 'feed'
    | 'webhooks'
    | 'search'
  readonly query?: { readonly [name: string]: Schema }
  /** Those of the query that can't be left out. */
  readonly needs?: readonly string[]
  /** Name of a component schema. */
  readonly body?: string
  /** Beside that, as a form: name of a component schema. */
  readonly form?: string | undefined
  /** Instead of JSON. */
  readonly bodyType?: string
  readonly status: number
  /** Name of a component schema, or a list of them, with what is told beside it; null: no body; `text`: plain text; a file of this type. */
  readonly answer:
    | string
    | { readonly listOf: string; readonly beside?: { readonly [name: string]: Schema } }
    | { readonly file: string }
    | null
    | 'text'
  /** Other successes, with the names of their schemas. */
  readonly also?: { readonly [status: number]: string }
  /** Beyond those every call of its kind has. */
  readonly problems?: readonly number[]
  readonly headers?: readonly ('ETag' | 'Location' | 'X-Position' | 'X-Projection-Position')[]
  /** A command on something with a revision: takes If-Match. */
  readonly ifMatch?: boolean
  readonly ifNoneMatch?: boolean
  /** A stream that goes on behind what was seen. */
  readonly lastEventId?: boolean
  /** It answers a secret, once: takes no Idempotency-Key. */
  readonly secret?: boolean
  /** What the key needs, all of them; null: it answers without one. As the route declares it. */
  readonly scopes: readonly Scope[] | null
}
