import type { JsonObject } from '#kernel'

export interface ProblemDetails {
  /** Members beside the standard ones, e.g. `current_revision`. */
  readonly members?: JsonObject
  readonly headers?: { readonly [name: string]: string }
  /** Where others have given the problem its type already. */
  readonly type?: string
}

/** An answer that is not what was asked for (RFC 9457). `name` becomes the last part of its `type`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly problem: string,
    readonly detail: string,
    readonly details: ProblemDetails = {}
  ) {
    super(`${status} ${problem}: ${detail}`)
  }
}

export interface BodyError {
  /** JSON pointer (RFC 6901) into the body. */
  readonly pointer: string
  readonly code: string
  readonly message: string
}

export const notFound = (what: string): Problem => new Problem(404, 'not_found', `there is no such ${what}`)

export const badQuery = (detail: string): Problem => new Problem(400, 'bad_query', detail)

export const badRequest = (detail: string): Problem => new Problem(400, 'bad_request', detail)

export const invalidBody = (errors: readonly BodyError[]): Problem =>
  new Problem(
    422,
    'invalid_body',
    errors.map(error => `${error.pointer || 'the body'} ${error.message}`).join('; '),
    {
      members: { errors: errors.map(({ pointer, code, message }) => ({ pointer, code, message })) }
    }
  )

export const preconditionFailed = (currentRevision: number | null): Problem =>
  new Problem(412, 'precondition_failed', 'it has another revision by now', {
    members: { current_revision: currentRevision }
  })
