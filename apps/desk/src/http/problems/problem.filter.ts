import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, NotFoundException } from '@nestjs/common'
import type { Request, Response } from 'express'
import { writeAnswer } from '../answer.js'
import { Askers, routeOf } from '../auth/askers.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { requestIdOf } from '../request-id.js'
import { allowedMethods } from './allowed-methods.js'
import { answerOfError } from './answer-of-error.js'
import { Problem } from './problem.js'

/** Everything that goes wrong, as problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps,
    private readonly askers: Askers
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<Request>()
    const response = host.switchToHttp().getResponse<Response>()
    const error = (await this.#refused(request, response)) ?? wrongMethod(request, thrown) ?? thrown
    this.#answer(error, request, response)
  }

  /** What no route has taken no guard has seen: a key that is shown there is one all the same. */
  async #refused(request: Request, response: Response): Promise<unknown> {
    const { path, headers } = request
    if (routeOf(request) !== '' || !path.startsWith('/api/v1/') || !headers.authorization) return undefined
    try {
      await this.askers.admit(request, response)
      return undefined
    } catch (error) {
      return error
    }
  }

  #answer(error: unknown, request: Request, response: Response): void {
    const requestId = requestIdOf(request)
    const answer = answerOfError(error, requestId)
    if (answer.unexpected) this.deps.logger.error({ error, requestId }, 'a request failed')
    if (response.headersSent) return void response.destroy()
    writeAnswer(response, answer)
    response.send(JSON.stringify(answer.body))
  }
}

/** The router's 404 where something else may be asked of the path. */
function wrongMethod({ app, path, method }: Request, thrown: unknown): Problem | undefined {
  if (!(thrown instanceof NotFoundException)) return undefined
  const allowed = allowedMethods(app, path)
  if (allowed.length === 0 || allowed.includes(method)) return undefined
  const Allow = allowed.join(', ')
  return new Problem(405, 'method_not_allowed', `this path takes ${Allow}`, { headers: { Allow } })
}
