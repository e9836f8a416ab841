import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, NotFoundException } from '@nestjs/common'
import type { Request, Response } from 'express'
import { writeAnswer } from '../answer.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { requestIdOf } from '../request-id.js'
import { allowedMethods } from './allowed-methods.js'
import { answerOfError } from './answer-of-error.js'
import { Problem } from './problem.js'

/** Everything that goes wrong, as problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>()
    const response = host.switchToHttp().getResponse<Response>()
    const requestId = requestIdOf(request)
    const error = thrown instanceof NotFoundException ? (wrongMethod(request) ?? thrown) : thrown
    const answer = answerOfError(error, requestId)
    if (answer.unexpected) this.deps.logger.error({ error, requestId }, 'a request failed')
    if (response.headersSent) return void response.destroy()
    writeAnswer(response, answer)
    response.send(JSON.stringify(answer.body))
  }
}

/** The router's 404 where something else may be asked of the path. */
function wrongMethod({ app, path, method }: Request): Problem | undefined {
  const allowed = allowedMethods(app, path)
  if (allowed.length === 0 || allowed.includes(method)) return undefined
  const Allow = allowed.join(', ')
  return new Problem(405, 'method_not_allowed', `this path takes ${Allow}`, { headers: { Allow } })
}
