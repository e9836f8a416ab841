import { Inject, Injectable } from '@nestjs/common'
import type { Request, Response } from 'express'
import type { Principal } from '#domain'
import { ipRanges } from '#kernel'
import { limitGroupsOf } from '../limits/groups.js'
import { mustNotBeRefused } from '../limits/must-not-be-refused.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { Problem } from '../problems/problem.js'
import { presentedKey } from './presented-key.js'
import { mustBeSameOrigin, sessionCookieIn } from './session-cookie.js'

/** Who asks, from where, and how often: of whatever, also of what there is not. */
@Injectable()
export class Askers {
  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  /** Counts the request. @throws Problem 401, 403, 429 */
  async admit(request: Request, response: Response) {
    const address = this.deps.front.addressOf(request)
    if (address === undefined) throw addressNotAllowed
    const { principal, holds } = await this.#who(request, response, address)
    // A key that was stolen uses up nothing of its owner's from there.
    if (principal.cidrs !== null && !ipRanges(principal.cidrs)(address)) throw addressNotAllowed
    await this.#mustBeWithinLimits(request, response, principal)
    return { principal, holds }
  }

  /** A right key passes whatever else came from its address. */
  async #who(request: Request, response: Response, address: string) {
    const { apiKeys, sessions, front, limiter } = this.deps
    const key = presentedKey(request.headers.authorization)
    const cookie = key === undefined ? sessionCookieIn(front, request) : undefined
    if (key === undefined && cookie === undefined) throw unauthorized('a key is needed', 'Bearer')
    if (cookie !== undefined) mustBeSameOrigin(request)
    const find = async () =>
      key !== undefined ? apiKeys.principalOf(key) : (await sessions.holding(cookie ?? ''))?.principal
    const principal = await find()
    if (principal) return { principal, holds: async () => (await find()) !== undefined }
    // A session that has ended is no guess at one.
    if (key === undefined) throw unauthorized('this session has ended', 'Bearer')
    mustNotBeRefused(response, await limiter.failed(address))
    throw unauthorized('this key is not known', 'Bearer error="invalid_token"')
  }

  async #mustBeWithinLimits(request: Request, response: Response, { id }: Principal): Promise<void> {
    const route = routeOf(request)
    if (route === '/health' || route === '/api/v1/health') return
    mustNotBeRefused(response, await this.deps.limiter.request(id, limitGroupsOf(request.method, route)))
  }
}

/** As the router knows it; empty: none took it. */
export function routeOf(request: Request): string {
  const route: unknown = request.route?.path
  return typeof route === 'string' ? route : ''
}

export const addressNotAllowed = new Problem(
  403,
  'address_not_allowed',
  'nothing may be asked from this address'
)

const unauthorized = (why: string, asks: string): Problem =>
  new Problem(401, 'unauthorized', why, { headers: { 'WWW-Authenticate': asks } })
