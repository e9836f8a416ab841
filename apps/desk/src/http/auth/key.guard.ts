import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { Request, Response } from 'express'
import type { Principal, Scope } from '#domain'
import { ipRanges } from '#kernel'
import { limitGroupsOf } from '../limits/groups.js'
import { mustNotBeRefused } from '../limits/must-not-be-refused.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { Problem } from '../problems/problem.js'
import { mustHave } from './must-have.js'
import { presentedKey } from './presented-key.js'
import { rememberPrincipal } from './principal-of.js'
import { publicMark } from './public.js'
import { scopeMark } from './scope.js'
import { mustBeSameOrigin, sessionCookieIn } from './session-cookie.js'

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
    const response = context.switchToHttp().getResponse<Response>()
    mustNotBeCrossSite(request)
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicMark, targets)) return true
    const address = this.deps.front.addressOf(request)
    if (address === undefined) throw addressNotAllowed
    const { principal, holds } = await this.#who(request, response, address)
    if (principal.cidrs !== null && !ipRanges(principal.cidrs)(address)) throw addressNotAllowed
    await this.#mustBeWithinLimits(request, response, principal)
    const needed = this.reflector.getAllAndOverride<readonly Scope[] | undefined>(scopeMark, targets)
    mustHave(principal, needed ?? ['admin'])
    rememberPrincipal(request, principal, holds)
    return true
  }

  /** A right key passes whatever else came from its address. */
  async #who(request: Request, response: Response, address: string) {
    const { apiKeys, sessions, front, limiter } = this.deps
    const key = presentedKey(request.headers.authorization)
    const cookie = key === undefined ? sessionCookieIn(front, request) : undefined
    if (key === undefined && cookie === undefined) throw unauthorized(false)
    if (cookie !== undefined) mustBeSameOrigin(request)
    const find = async () =>
      key !== undefined ? apiKeys.principalOf(key) : (await sessions.holding(cookie ?? ''))?.principal
    const principal = await find()
    if (principal) return { principal, holds: async () => (await find()) !== undefined }
    // A session that has ended is no guess at one.
    if (key !== undefined) mustNotBeRefused(response, await limiter.failed(address))
    throw unauthorized(true)
  }

  async #mustBeWithinLimits(request: Request, response: Response, { id }: Principal): Promise<void> {
    const route = routeOf(request)
    if (route === '/health' || route === '/api/v1/health') return
    mustNotBeRefused(response, await this.deps.limiter.request(id, limitGroupsOf(request.method, route)))
  }
}

/** A page of another site can't use what its visitor's browser may. @throws Problem 403 */
function mustNotBeCrossSite(request: Request): void {
  if (routeOf(request).startsWith('/api/v1') && request.headers['sec-fetch-site'] === 'cross-site') {
    throw new Problem(403, 'cross_site', 'pages of other sites may not ask')
  }
}

function routeOf(request: Request): string {
  const route: unknown = request.route?.path
  return typeof route === 'string' ? route : ''
}

export const addressNotAllowed = new Problem(
  403,
  'address_not_allowed',
  'nothing may be asked from this address'
)

const unauthorized = (presented: boolean): Problem =>
  new Problem(401, 'unauthorized', presented ? 'this key is not known' : 'a key is needed', {
    headers: { 'WWW-Authenticate': presented ? 'Bearer error="invalid_token"' : 'Bearer' }
  })
