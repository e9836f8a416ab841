import { Controller, Delete, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common'
import type { Request, Response } from 'express'
import { actorOf, type SignInWay } from '#domain'
import { ipRanges, type JsonObject, toIso } from '#kernel'
import { type Answer, found } from '../answer.js'
import { AnswersSecret } from '../api/answers-secret.js'
import { ApiController } from '../api/api-controller.js'
import { readBody } from '../api/body-reader.js'
import { type Call, TheCall } from '../api/call.js'
import { addressNotAllowed } from '../auth/askers.js'
import { presentedKey } from '../auth/presented-key.js'
import { Public } from '../auth/public.js'
import { AnyScope } from '../auth/scope.js'
import {
  cookieNameFor,
  httpsRequired,
  mustBeSameOrigin,
  sessionCookieIn,
  setCookie
} from '../auth/session-cookie.js'
import type { Session } from '../auth/sessions.js'
import { optional, parseBody, text } from '../input/body.js'
import { minPosition, parseQuery } from '../input/query.js'
import { mustNotBeRefused } from '../limits/must-not-be-refused.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { badRequest, invalidBody, notFound, Problem } from '../problems/problem.js'
import { SessionPresenter } from './present-session.js'

const asked = { code: optional(text(200)), key: optional(text(512)) }

/** Signing in: answers without a key. */
@Controller('api/v1/session')
export class SignInController {
  constructor(
    private readonly presenter: SessionPresenter,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Public()
  @Post()
  @HttpCode(201)
  @Header('Cache-Control', 'no-store')
  async signIn(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<JsonObject> {
    const { front, clock } = this.deps
    if (request.get('idempotency-key') !== undefined) throw badRequest('this call takes no Idempotency-Key')
    const name = cookieNameFor(front, request)
    if (name === undefined) throw httpsRequired
    if (sessionCookieIn(front, request) !== undefined) mustBeSameOrigin(request)
    const address = front.addressOf(request)
    if (address === undefined) throw addressNotAllowed
    const { code, key } = parseBody(await readBody(request, response), asked)
    if ((code === undefined) === (key === undefined))
      throw invalidBody([{ pointer: '', code: 'required', message: 'must have either code or key' }])
    const begun =
      code !== undefined ? await this.deps.sessions.byCode(code) : await this.#byKey(key ?? '', address)
    if (!begun) throw await this.#refused(response, address, code !== undefined ? 'code' : 'key')
    const { session, cookie } = begun
    await this.#endOther(request)
    const maxAgeS = Math.floor((session.expiresAt - clock.now()) / 1000)
    response.setHeader('Set-Cookie', setCookie(name, cookie, maxAgeS))
    return this.presenter.present(session)
  }

  /** Of this browser: its cookie is about to be written over, and nobody could sign out of it any more. */
  async #endOther(request: Request): Promise<void> {
    const { front, sessions } = this.deps
    const other = await sessions.holding(sessionCookieIn(front, request) ?? '')
    if (other) await sessions.end(other.id, 'signed_out', actorOf(other.principal))
  }

  async #byKey(key: string, address: string) {
    const principal = await this.deps.apiKeys.principalOf(key)
    if (!principal) return undefined
    if (principal.cidrs !== null && !ipRanges(principal.cidrs)(address)) throw addressNotAllowed
    return this.deps.sessions.byKey(key, principal)
  }

  /** What an address tries in vain is counted, whatever it tries; once too much, it is not even on record. */
  async #refused(response: Response, address: string, way: SignInWay): Promise<Problem> {
    mustNotBeRefused(response, await this.deps.limiter.failed(address))
    await this.deps.sessions.refused(way)
    return new Problem(401, 'sign_in_failed', `this ${way} is wrong, used or old`)
  }
}

/** Who has signed in, and signing out. */
@ApiController('session')
export class SessionController {
  constructor(
    private readonly presenter: SessionPresenter,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  /** A key is told the same of itself. */
  @AnswersSecret()
  @AnyScope()
  @Get()
  async get(@TheCall() { principal, query }: Call, @Req() request: Request): Promise<Answer> {
    // It reflects no view: there is nothing to wait for.
    parseQuery(query, { min_position: minPosition })
    const session = await this.#own(request)
    if (session) return found(await this.presenter.present(session), undefined)
    const { expiresAt } = principal
    const own = await this.presenter.of(principal)
    return found({ ...own, role: null, expires_at: expiresAt && toIso(expiresAt) }, undefined)
  }

  @AnswersSecret()
  @AnyScope()
  @Delete()
  async signOut(@TheCall() { principal }: Call, @Req() request: Request): Promise<Answer> {
    const session = await this.#own(request)
    const name = cookieNameFor(this.deps.front, request)
    if (!session || name === undefined) throw notFound('session')
    await this.deps.sessions.end(session.id, 'signed_out', actorOf(principal))
    return { status: 204, headers: { 'Set-Cookie': setCookie(name, null) }, body: null }
  }

  /** Undefined: it was asked by a key. */
  async #own(request: Request): Promise<Session | undefined> {
    if (presentedKey(request.headers.authorization) !== undefined) return undefined
    const cookie = sessionCookieIn(this.deps.front, request)
    return cookie === undefined ? undefined : this.deps.sessions.holding(cookie)
  }
}
