import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { Request, Response } from 'express'
import type { Principal, Scope } from '#domain'
import { ipRanges } from '#kernel'
import { limitGroupsOf } from '../limits/groups.js'
import type { Verdict } from '../limits/limiter.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { Problem } from '../problems/problem.js'
import { mustHave } from './must-have.js'
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
    const response = context.switchToHttp().getResponse<Response>()
    mustNotBeCrossSite(request)
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicMark, targets)) return true
    const address = this.deps.front.addressOf(request)
    if (address === undefined) throw addressNotAllowed
    const principal = await this.#principal(request, response, address)
    if (principal.cidrs !== null && !ipRanges(principal.cidrs)(address)) throw addressNotAllowed
    await this.#mustBeWithinLimits(request, response, principal)
    const needed = this.reflector.getAllAndOverride<readonly Scope[] | undefined>(scopeMark, targets)
    mustHave(principal, needed ?? ['admin'])
    rememberPrincipal(request, principal)
    return true
  }

  /** A right key passes whatever else came from its address. */
  async #principal(request: Request, response: Response, address: string): Promise<Principal> {
    const key = presentedKey(request.headers.authorization)
    if (key === undefined) throw unauthorized(false)
    const principal = await this.deps.apiKeys.principalOf(key)
    if (principal) return principal
    mustNotBeRefused(response, await this.deps.limiter.failed(address))
    throw unauthorized(true)
  }

  async #mustBeWithinLimits(request: Request, response: Response, { id }: Principal): Promise<void> {
    const route = routeOf(request)
    if (route === '/health') return
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

/** What is left is told with every answer, whichever that will be. @throws Problem 429 */
function mustNotBeRefused(response: Response, { fields, refused }: Verdict): void {
  for (const [name, value] of Object.entries(fields)) response.setHeader(name, value)
  if (!refused) return
  throw new Problem(429, 'quota-exceeded', `more than ${refused.policies.join(' and ')} allows`, {
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
    members: { 'violated-policies': refused.policies },
    headers: { 'Retry-After': String(refused.retryAfterS) }
  })
}

const addressNotAllowed = new Problem(403, 'address_not_allowed', 'nothing may be asked from this address')

const unauthorized = (presented: boolean): Problem =>
  new Problem(401, 'unauthorized', presented ? 'this key is not known' : 'a key is needed', {
    headers: { 'WWW-Authenticate': presented ? 'Bearer error="invalid_token"' : 'Bearer' }
  })
