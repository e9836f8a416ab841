import { STATUS_CODES } from 'node:http'
import { HttpException } from '@nestjs/common'
import { NotAPosition, NotReached } from '#application'
import { Conflict } from '#event-log'
import { InfrastructureFault } from '#kernel'
import type { Answer } from '../answer.js'
import { notFound, Problem } from './problem.js'

const retryLater = { headers: { 'Retry-After': '1' } }

/** Faults of the infrastructure and mistakes of the caller; undefined: a mistake of ours. */
function problemOfFault(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  if (error instanceof NotReached) {
    return new Problem(503, 'position_not_reached', 'the views have not passed min_position yet', retryLater)
  }
  if (error instanceof NotAPosition)
    return new Problem(400, 'bad_query', 'min_position is not a position of this log')
  if (error instanceof InfrastructureFault) {
    return new Problem(503, 'unavailable', 'a store can not be used now', retryLater)
  }
  if (error instanceof Conflict) return new Problem(503, 'busy', 'others kept changing it', retryLater)
  if (error instanceof HttpException) {
    // The router's word for an escape that can't be decoded: it names nothing.
    if (error.message.startsWith('Failed to decode param')) return notFound('resource')
    const status = error.getStatus()
    return new Problem(status, status === 404 ? 'not_found' : 'bad_request', error.message)
  }
  return undefined
}

/** Any error as problem+json; `unexpected` tells what must be logged. Nothing of an unexpected error gets out. */
export function answerOfError(error: unknown, requestId: string): Answer & { readonly unexpected: boolean } {
  const known = problemOfFault(error)
  const { status, problem, detail, details } =
    known ??
    new Problem(500, 'internal_error', 'something went wrong here; the log knows it under this instance')
  return {
    status,
    headers: { ...details.headers, 'Content-Type': 'application/problem+json' },
    body: {
      ...details.members,
      type: details.type ?? `/problems/${problem}`,
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail,
      instance: `urn:uuid:${requestId}`
    },
    unexpected: known === undefined
  }
}
