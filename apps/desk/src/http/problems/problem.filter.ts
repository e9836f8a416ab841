import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common'
import type { Request, Response } from 'express'
import { writeAnswer } from '../answer.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { requestIdOf } from '../request-id.js'
import { answerOfError } from './answer-of-error.js'

/** Everything that goes wrong, as problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>()
    const response = host.switchToHttp().getResponse<Response>()
    const requestId = requestIdOf(request)
    const answer = answerOfError(error, requestId)
    if (answer.unexpected) this.deps.logger.error({ error, requestId }, 'a request failed')
    if (response.headersSent) return void response.destroy()
    writeAnswer(response, answer)
    response.send(JSON.stringify(answer.body))
  }
}
