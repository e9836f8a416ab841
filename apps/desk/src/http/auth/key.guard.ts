import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { Request } from 'express'
import { hasScope, type Principal, type Scope } from '#domain'
import { ipRanges } from '#kernel'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { Problem } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { presentedKey } from './presented-key.js'
import { rememberPrincipal } from './principal-of.js'
import { publicMark } from './public.js'
import { scopeMark } from './scope.js'

/** Who asks, from where, and whether they may: on every route that is not marked public. */
@Injectable()
export class KeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()]
    const request = context.switchToHttp().getRequest<Request>()
    mustNotBeCrossSite(request)
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicMark, targets)) return true
    const address = this.deps.front.addressOf(request)
    if (address === undefined) throw addressNotAllowed
    const principal = await this.#principal(request)
    if (principal.cidrs !== null && !ipRanges(principal.cidrs)(address)) throw addressNotAllowed
    const needed = this.reflector.getAllAndOverride<readonly Scope[] | undefined>(scopeMark, targets)
    mustHave(principal, needed ?? ['admin'])
    rememberPrincipal(request, principal)
    return true
  }

  async #principal(request: Request): Promise<Principal> {
    const key = presentedKey(request.headers.authorization)
    const principal = key === undefined ? undefined : await this.deps.apiKeys.principalOf(key)
    if (!principal) throw unauthorized(key !== undefined)
    return principal
  }
}

/** @throws Problem 403 that names the first scope that is missing */
export function mustHave(principal: Principal, needed: readonly Scope[]): void {
  const scope = needed.find(one => !hasScope(principal, one))
  if (scope !== undefined) throw missingScope(scope)
}

/** A page of another site can't use what its visitor's browser may. @throws Problem 403 */
function mustNotBeCrossSite(request: Request): void {
  const route: unknown = request.route?.path
  const isApi = typeof route === 'string' && route.startsWith('/api/v1')
  if (isApi && request.headers['sec-fetch-site'] === 'cross-site') {
    throw new Problem(403, 'cross_site', 'pages of other sites may not ask')
  }
}

const addressNotAllowed = new Problem(403, 'address_not_allowed', 'nothing may be asked from this address')

const missingScope = (scope: Scope): Problem =>
  problemOf({ ok: false, reason: 'missing_scope', details: { scope } })

const unauthorized = (presented: boolean): Problem =>
  new Problem(401, 'unauthorized', presented ? 'this key is not known' : 'a key is needed', {
    headers: { 'WWW-Authenticate': presented ? 'Bearer error="invalid_token"' : 'Bearer' }
  })
