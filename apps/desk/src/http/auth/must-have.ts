import { hasScope, type Principal, type Scope } from '#domain'
import type { Problem } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'

/** @throws Problem 403 that names the first scope that is missing */
export function mustHave(principal: Principal, needed: readonly Scope[]): void {
  const scope = needed.find(one => !hasScope(principal, one))
  if (scope !== undefined) throw missingScope(scope)
}

const missingScope = (scope: Scope): Problem =>
  problemOf({ ok: false, reason: 'missing_scope', details: { scope } })
