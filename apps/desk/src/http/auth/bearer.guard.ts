import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { Request } from 'express'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { Problem } from '../problems/problem.js'
import type { Credential } from './api-keys.js'
import { publicMark } from './public.js'

const credentials = new WeakMap<Request, Credential>()

/** Of a request that the guard let through with a key. */
export const credentialOf = (request: Request): Credential | undefined => credentials.get(request)

/** `Authorization: Bearer <key>` on every route that is not marked public. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(publicMark, [context.getHandler(), context.getClass()])) {
      return true
    }
    const request = context.switchToHttp().getRequest<Request>()
    const key = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
    const credential = key === undefined ? undefined : await this.deps.keys.verify(key)
    if (!credential) throw unauthorized(key !== undefined)
    credentials.set(request, credential)
    return true
  }
}

const unauthorized = (presented: boolean): Problem =>
  new Problem(401, 'unauthorized', presented ? 'this key is not known' : 'a key is needed', {
    headers: { 'WWW-Authenticate': presented ? 'Bearer error="invalid_token"' : 'Bearer' }
  })
