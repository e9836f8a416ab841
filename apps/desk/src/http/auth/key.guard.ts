import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { Request, Response } from 'express'
import type { Scope } from '#domain'
import { Problem } from '../problems/problem.js'
import { Askers, routeOf } from './askers.js'
import { mustHave } from './must-have.js'
import { rememberPrincipal } from './principal-of.js'
import { publicMark } from './public.js'
import { scopeMark } from './scope.js'

/** Whether whoever asks may: on every route that is not marked public. */
@Injectable()
export class KeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly askers: Askers
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()]
    const request = context.switchToHttp().getRequest<Request>()
    const response = context.switchToHttp().getResponse<Response>()
    mustNotBeCrossSite(request)
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicMark, targets)) return true
    const { principal, holds } = await this.askers.admit(request, response)
    const needed = this.reflector.getAllAndOverride<readonly Scope[] | undefined>(scopeMark, targets)
    mustHave(principal, needed ?? ['admin'])
    rememberPrincipal(request, principal, holds)
    return true
  }
}

/** A page of another site can't use what its visitor's browser may. @throws Problem 403 */
function mustNotBeCrossSite(request: Request): void {
  if (routeOf(request).startsWith('/api/v1') && request.headers['sec-fetch-site'] === 'cross-site') {
    throw new Problem(403, 'cross_site', 'pages of other sites may not ask')
  }
}
