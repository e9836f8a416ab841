import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { Request } from 'express'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { Problem } from '../problems/problem.js'
import { publicMark } from './public.js'

/** `Authorization: Bearer <key>` on every route that is not marked public. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride<boolean>(publicMark, [context.getHandler(), context.getClass()])) {
      return true
    }
    const request = context.switchToHttp().getRequest<Request>()
    const key = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (key === undefined || !this.deps.apiKey.matches(key)) throw unauthorized(key !== undefined)
    return true
  }
}

const unauthorized = (presented: boolean): Problem =>
  new Problem(401, 'unauthorized', presented ? 'this key is not known' : 'a key is needed', {
    headers: { 'WWW-Authenticate': presented ? 'Bearer error="invalid_token"' : 'Bearer' }
  })
