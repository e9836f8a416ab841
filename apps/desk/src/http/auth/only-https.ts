import type { RequestHandler } from 'express'
import { writeAnswer } from '../answer.js'
import { answerOfError } from '../problems/answer-of-error.js'
import { Problem } from '../problems/problem.js'
import { requestIdOf } from '../request-id.js'
import type { Front } from './front.js'

/** For whoever asks from the same machine whether it runs. */
const exempt = /^\/health\/(?:live|ready)\/?$/i

/** 421 for what did not come by https, where that is required. To be mounted before everything else. */
export function onlyHttps(front: Front): RequestHandler {
  return (request, response, next) => {
    if (!front.requireHttps || exempt.test(request.path) || front.isHttps(request)) return next()
    const refused = new Problem(421, 'https_required', 'this desk is asked by https only')
    const answer = answerOfError(refused, requestIdOf(request))
    writeAnswer(response, answer)
    response.send(JSON.stringify(answer.body))
  }
}
