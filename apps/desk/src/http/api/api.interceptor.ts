import { randomUUID } from 'node:crypto'
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  StreamableFile
} from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { QueryBus } from '@nestjs/cqrs'
import type { Request, Response } from 'express'
import { firstValueFrom, type Observable, of } from 'rxjs'
import { FindCustomer, GetCommandAnswer, GetCustomer } from '#application'
import { hasScope } from '#domain'
import { commandIdFor, customerIdIn, isJsonObject, ticketIdIn } from '#kernel'
import { type Answer, writeAnswer } from '../answer.js'
import { principalOf } from '../auth/principal-of.js'
import { QueueGate } from '../auth/queue-gate.js'
import { conversationsOf } from '../customers/customer-in.js'
import { isForm, readForm } from '../files/form.js'
import { readable } from '../input/body.js'
import { conditionIn, idempotencyKeyIn, noneOfIn } from '../input/conditions.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { answerOfError } from '../problems/answer-of-error.js'
import { badQuery, badRequest } from '../problems/problem.js'
import { requestIdOf } from '../request-id.js'
import { secretMark } from './answers-secret.js'
import { readBody } from './body-reader.js'
import { type Call, rememberCall } from './call.js'
import { deprecationOf, tellDeprecation } from './deprecations.js'
import { Idempotency, keyedBy, type NamesOf, type PersonalOf } from './idempotency.js'
import { takesQueryMark } from './takes-query.js'

/** Around every call under /api: reads it, keeps Idempotency-Keys, and writes the handler's Answer. */
@Injectable()
export class ApiInterceptor implements NestInterceptor<Answer> {
  readonly #idempotency: Idempotency

  constructor(
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps,
    queries: QueryBus,
    private readonly reflector: Reflector,
    private readonly gate: QueueGate
  ) {
    const { state, clock, metrics, bot } = deps
    const personalOf: PersonalOf = async (text, commandId) => {
      const ticketId = ticketIdIn(text)
      return ticketId && (await queries.execute(new GetCommandAnswer(ticketId, [commandId])))
    }
    const namesOf: NamesOf = async text => {
      const subjectId = customerIdIn(text)
      const met = subjectId && (await queries.execute(new FindCustomer(subjectId)))
      return met && (await queries.execute(new GetCustomer(conversationsOf(met, bot))))
    }
    const replayed = () => metrics.idempotentReplays.inc()
    this.#idempotency = new Idempotency(state, clock, replayed, personalOf, namesOf)
  }

  async intercept(context: ExecutionContext, next: CallHandler<Answer>): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>()
    const response = context.switchToHttp().getResponse<Response>()
    const deprecation = deprecationOf(request.method, routeOf(request))
    if (deprecation) tellDeprecation(response, deprecation)
    if (this.#answersSecret(context)) mustBeSeenOnce(request, response)
    const reads = request.method === 'GET' || request.method === 'HEAD'
    const answer = reads
      ? await this.#read(request, next)
      : await this.#change(request, response, next, context)
    if (reads && !answer.always && isKnown(request, answer)) {
      writeAnswer(response, { ...answer, status: 304 })
      return of(undefined)
    }
    writeAnswer(response, answer)
    const following = reads ? nextPage(request, answer) : undefined
    if (following !== undefined) response.setHeader('Link', `<${following}>; rel="next"`)
    return of(answer.file ? sent(answer.file) : (answer.body ?? undefined))
  }

  #answersSecret(context: ExecutionContext): boolean {
    return this.reflector.get<boolean | undefined>(secretMark, context.getHandler()) ?? false
  }

  #takesQuery(context: ExecutionContext): boolean {
    return this.reflector.get<boolean | undefined>(takesQueryMark, context.getHandler()) ?? false
  }

  #read(request: Request, next: CallHandler<Answer>): Promise<Answer> {
    const commandId = commandIdFor(randomUUID())
    const call = { ...facts(request), body: undefined, commandId, fingerprint: undefined }
    return this.#handled(request, call, next)
  }

  async #change(
    request: Request,
    response: Response,
    next: CallHandler<Answer>,
    context: ExecutionContext
  ): Promise<Answer> {
    const asked = Object.keys(request.query).length > 0
    if (asked && !this.#takesQuery(context)) throw badQuery('this call takes no query')
    const { state, clock } = this.deps
    const { body, file } = isForm(request)
      ? await readForm(request, state.uploads, clock.now())
      : { body: await readBody(request, response), file: undefined }
    try {
      return await this.#changeBy(request, body, asked, next)
    } finally {
      await file?.end()
    }
  }

  async #changeBy(
    request: Request,
    body: unknown,
    asked: boolean,
    next: CallHandler<Answer>
  ): Promise<Answer> {
    const idempotencyKey = idempotencyKeyIn(request.get('idempotency-key'))
    const common = { ...facts(request), body }
    if (idempotencyKey === undefined) {
      const call = { ...common, commandId: commandIdFor(randomUUID()), fingerprint: undefined }
      return this.#handled(request, call, next)
    }
    const { method } = request
    const path = asked ? request.originalUrl : request.path
    const { principal } = common
    const keyed = keyedBy({ principal, method, path, idempotencyKey, body: readable(body) })
    const { commandId, fingerprint } = keyed
    const call = { ...common, commandId, fingerprint }
    const work = () => this.#settled(() => this.#handled(request, call, next), call.requestId)
    return this.#idempotency.once(keyed, hasScope(principal, 'tickets:personal'), work)
  }

  /** Conditions are read here, after a repeat has had its first answer again. */
  async #handled(
    request: Request,
    asked: Omit<Call, keyof ReturnType<typeof conditions>>,
    next: CallHandler<Answer>
  ): Promise<Answer> {
    const call = { ...asked, ...conditions(request) }
    await this.gate.pass(request, call)
    rememberCall(request, call)
    return firstValueFrom(next.handle())
  }

  /** A refusal is an answer, to be remembered; a fault is thrown on. */
  async #settled(work: () => Promise<Answer>, requestId: string): Promise<Answer> {
    try {
      return await work()
    } catch (error) {
      const { unexpected, ...answer } = answerOfError(error, requestId)
      if (unexpected || answer.status >= 500) throw error
      return answer
    }
  }
}

/** As OpenAPI writes it. */
const routeOf = ({ route }: Request): string => String(route?.path ?? '').replaceAll(/:(\w+)/g, '{$1}')

/** Where a list goes on; undefined: it is none, or this is its end. */
function nextPage({ path, query }: Request, { body }: Answer): string | undefined {
  const page = body?.['page']
  if (!isJsonObject(page) || typeof page['next_cursor'] !== 'string' || page['end'] === true) return undefined
  const given = Object.entries(query).map(([name, value]) => [name, String(value)] as const)
  const cursor = [page['end'] === undefined ? 'cursor' : 'after', page['next_cursor']] as const
  return `${path}?${new URLSearchParams(Object.fromEntries([...given, cursor]))}`
}

const sent = (file: NonNullable<Answer['file']>): StreamableFile =>
  file instanceof Uint8Array ? new StreamableFile(file) : new StreamableFile(file)

/** @throws Problem 400 for an Idempotency-Key */
function mustBeSeenOnce(request: Request, response: Response): void {
  response.setHeader('Cache-Control', 'no-store')
  if (request.get('idempotency-key') !== undefined) throw badRequest('this call takes no Idempotency-Key')
}

const facts = (request: Request) => ({
  requestId: requestIdOf(request),
  principal: principalOf(request),
  query: request.query
})

/** @throws Problem 400 */
const conditions = (request: Request) => ({
  ifMatch: conditionIn(request.get('if-match')),
  ifNothing: noneOfIn(request.get('if-none-match')) === '*'
})

/** Whether whoever asks says that they have this answer. @throws Problem 400 */
function isKnown(request: Request, { headers: { ETag } }: Answer): boolean {
  const known = noneOfIn(request.get('if-none-match'))
  return ETag !== undefined && known !== undefined && (known === '*' || known.includes(ETag))
}
